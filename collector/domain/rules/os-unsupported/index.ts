import { foreign } from "../../texts/plain.ts";
import { computerData, joinComputer, titled, whatOf } from "../computers.ts";
import { textOf, type ConditionRule } from "../rule.ts";
import { supportAt } from "./system.ts";

const title = { ja: "OSのサポート終了", en: "Operating system out of support" };

/** サポート終了: the publisher gives no security updates for this system any more. サポート状態不明 is no finding. */
export const osUnsupported: ConditionRule = {
  code: "os-unsupported",
  title,
  severity: "warning",
  clause: "第2章5(7)",
  basis: { ja: "実施手順「パッチの適用」", en: "Procedure: applying updates" },
  outcome: "corrective",
  dependsOn: [],
  holds: [],
  judgedWhileAway: false,
  judge(subject, now) {
    const support = supportAt(subject.facts, now);
    if (support === null) return "unknown";
    if (support.state !== "ended") return "absent";
    return {
      severity: "warning",
      outcome: "corrective",
      holdSeconds: 0,
      holdFrom: null,
      notBefore: null,
      afterAbsence: false,
      data: { ...computerData(subject), system: support.system.name, endedOn: support.endsOn },
    };
  },
  join: joinComputer,
  words: (data) => {
    const system = foreign(textOf(data, "system") ?? "OS", 80);
    const ended = textOf(data, "endedOn");
    return {
      title: titled(title, data),
      what: whatOf(data, {
        ja: `${system}（サポート終了日 ${ended === null ? "不明" : foreign(ended, 20).replaceAll("-", "/")}）`,
        en: `${system} (support ended ${ended === null ? "on an unknown day" : foreign(ended, 20)})`,
      }),
      happened: {
        ja: "パッチ（更新プログラム）が提供されなくなりました。未適用のパッチがなくても適用済とは数えません。",
        en: "No more security updates are published for it. It never counts as up to date.",
      },
      doNow: {
        ja: "新しい版への移行または機器の入替の予定を立ててください。\nそれまでは、重要な情報資産とインターネットの利用をこの端末で行わないことを検討してください。",
        en: "Plan a newer version or a new computer.\nUntil then, consider keeping important information and the Internet off this computer.",
      },
    };
  },
};
