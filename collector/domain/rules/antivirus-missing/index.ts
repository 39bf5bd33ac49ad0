import { antivirus } from "#shared/facts/antivirus.ts";
import { wellRead } from "../../conditions/reading.ts";
import { computerData, joinComputer, titled, whatOf } from "../computers.ts";
import type { ConditionRule } from "../rule.ts";

const title = { ja: "ウイルス対策ソフトの未導入", en: "No antivirus software" };

/** ウイルス対策ソフトの未導入: no product was found on the computer. */
export const antivirusMissing: ConditionRule = {
  code: "antivirus-missing",
  title,
  severity: "warning",
  clause: "第2章5(5)",
  basis: { ja: "実施手順「コンピュータウイルス対策」", en: "Procedure: protection against viruses" },
  outcome: "corrective",
  dependsOn: [],
  holds: ["antivirus-missing-minutes"],
  judgedWhileAway: false,
  judge(subject, _now, policy) {
    const read = wellRead(subject.facts["antivirus"], antivirus);
    if (read === null) return "unknown";
    if (read.state !== "not-installed") return "absent";
    return {
      severity: "warning",
      outcome: "corrective",
      // While one product is exchanged for another, there is none for a while.
      holdSeconds: policy.thresholds["antivirus-missing-minutes"] * 60,
      holdFrom: null,
      notBefore: null,
      afterAbsence: false,
      data: computerData(subject),
    };
  },
  join: joinComputer,
  words: (data) => ({
    title: titled(title, data),
    what: whatOf(data, {
      ja: "ウイルス対策ソフトが見つかりません",
      en: "no antivirus software was found",
    }),
    happened: {
      ja: "コンピュータウイルスから守られていません。",
      en: "It is not protected against viruses.",
    },
    doNow: {
      ja: "ウイルス対策ソフトを導入してください。\n入れ替えの途中のときは、終わるまでメールの添付ファイルと記録媒体を開かないよう使用者に伝えてください。",
      en: "Install antivirus software.\nWhile one product is being exchanged for another, ask the user to open no attachments and no media.",
    },
  }),
};
