import { antivirus } from "#shared/facts/antivirus.ts";
import { wellRead } from "../../conditions/reading.ts";
import { foreign } from "../../texts/plain.ts";
import { computerData, joinComputer, titled, whatOf } from "../computers.ts";
import { textOf, type ConditionRule } from "../rule.ts";

const title = { ja: "ウイルス対策ソフトの停止", en: "Antivirus software stopped" };

/** ウイルス対策ソフトの停止: a product is installed, and none of them protects the computer. */
export const antivirusOff: ConditionRule = {
  code: "antivirus-off",
  title,
  severity: "warning",
  clause: "第2章5(5)",
  basis: { ja: "実施手順「コンピュータウイルス対策」", en: "Procedure: protection against viruses" },
  outcome: "incident",
  dependsOn: ["antivirus-missing"],
  holds: ["antivirus-off-minutes"],
  judgedWhileAway: false,
  judge(subject, _now, policy) {
    const read = wellRead(subject.facts["antivirus"], antivirus);
    if (read === null) return "unknown";
    if (read.state !== "stopped") return "absent";
    const product = read.products.find(({ state }) => state === "stopped") ?? read.products[0];
    return {
      severity: "warning",
      outcome: "incident",
      // A computer that starts, and a product that updates itself, stand without protection for some minutes.
      holdSeconds: policy.thresholds["antivirus-off-minutes"] * 60,
      holdFrom: null,
      notBefore: null,
      afterAbsence: false,
      data: { ...computerData(subject), product: product?.name ?? null },
    };
  },
  join: joinComputer,
  words: (data) => {
    const product = foreign(textOf(data, "product") ?? "", 60);
    return {
      title: titled(title, data),
      what: whatOf(data, {
        ja: product === "" ? "ウイルス対策ソフト" : `ウイルス対策ソフト ${product}`,
        en: product === "" ? "antivirus software" : product,
      }),
      happened: {
        ja: "停止しています。だれが止めたかは分かりません。",
        en: "It is stopped. Who stopped it is not known.",
      },
      doNow: {
        ja: "使用者に事情をたずね、ウイルス対策ソフトを有効に戻してください。\n有効に戻らないときは、LANケーブルを抜き、情報管理者の指示を受けてください。",
        en: "Ask the user what happened, and switch the antivirus software on again.\nIf it stays off, unplug the network cable and ask the information manager.",
      },
    };
  },
};
