import type { Wording } from "#shared/model/common.ts";
import type { FindingData } from "#shared/model/incident.ts";
import { foreign } from "../../texts/plain.ts";
import { momentOf, titled, whatOf } from "../computers.ts";
import { numberOf, textOf, type CaseWords } from "../rule.ts";

/** The condition in words. Names of updates are foreign text. */
export function patchWords(title: Wording, data: FindingData): CaseWords {
  const count = String(numberOf(data, "overdue") ?? 1);
  const worst = foreign(textOf(data, "worst") ?? "?", 60);
  const due = momentOf(data, "dueAt");
  return {
    title: titled(title, data),
    what: whatOf(data, {
      ja: `期限を過ぎたパッチ（更新プログラム） ${count}件（${worst}、期限 ${due.ja}）`,
      en: `${count} updates past their deadline (${worst}, due ${due.en})`,
    }),
    happened: {
      ja: "猶予の期限を過ぎても適用されていません。",
      en: "They are still not installed although their grace has ended.",
    },
    doNow: {
      ja: "端末の使用者に、パッチの適用と再起動を頼んでください。\n適用できない事情があるときは、統括情報管理者の指示を受けてください。",
      en: "Ask the computer's user to install the updates and to restart.\nIf they cannot be installed, ask the information supervisor.",
    },
  };
}
