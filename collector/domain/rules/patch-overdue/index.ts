import { patch } from "#shared/facts/patch.ts";
import { holdAfterReturn } from "../../conditions/powered.ts";
import { wellRead } from "../../conditions/reading.ts";
import { computerData, joinComputer } from "../computers.ts";
import type { ConditionRule } from "../rule.ts";
import { isPast, updateDeadlines } from "./deadlines.ts";
import { patchWords } from "./words.ts";

export { updateKey } from "./deadlines.ts";

const title = { ja: "パッチの期限超過", en: "Updates past their deadline" };

/** パッチの期限超過: an update that is not installed although its grace has ended. */
export const patchOverdue: ConditionRule = {
  code: "patch-overdue",
  title,
  severity: "caution",
  clause: "第2章5(7)",
  basis: { ja: "実施手順「パッチの適用」", en: "Procedure: applying updates" },
  outcome: "corrective",
  dependsOn: [],
  holds: ["after-absence-hours"],
  judgedWhileAway: false,
  judge(subject, now, policy, calendar) {
    const fact = subject.facts["patch"];
    const read = wellRead(fact, patch);
    // Lists that are old, or a source that did not answer, prove neither that updates are there nor that none are.
    if (fact === undefined || read === null) return "unknown";
    const deadlines = updateDeadlines(
      read,
      { firstSeen: subject.firstSeen, readAt: fact.at },
      policy,
      calendar,
    );
    const overdue = deadlines.filter(({ dueAt }) => isPast(dueAt, now));
    const [first] = overdue;
    if (first === undefined) return "absent";
    return {
      severity: "caution",
      outcome: "corrective",
      ...holdAfterReturn(subject, now, policy),
      notBefore: null,
      data: {
        ...computerData(subject),
        overdue: overdue.length,
        pending: deadlines.length,
        worst: first.update.name,
        worstCandidate: first.update.candidate,
        worstClass: first.updateClass,
        dueAt: first.dueAt,
      },
    };
  },
  join: joinComputer,
  words: (data) => patchWords(title, data),
};
