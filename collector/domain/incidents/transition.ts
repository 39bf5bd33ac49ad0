import type { Wording } from "#shared/model/common.ts";
import {
  finishedStates,
  incidentStateWords,
  type Actor,
  type IncidentState,
} from "#shared/model/incident.ts";
import type { StoredIncident } from "./incident.ts";

/**
 * Where a case may go from each state. Work may go back a step when the matter comes back; nothing goes back to
 * 検知, and nothing leaves a finished state: what happens again is a new case, so that a closed sheet stays as signed.
 */
export const allowedTransitions: Readonly<Record<IncidentState, readonly IncidentState[]>> = {
  detected: ["accepted", "checking", "handling", "recovered", "observing", "false-alarm"],
  accepted: ["checking", "handling", "recovered", "observing", "false-alarm", "closed"],
  checking: ["handling", "recovered", "prevention", "observing", "false-alarm", "closed"],
  handling: ["checking", "recovered", "prevention", "observing", "false-alarm", "closed"],
  recovered: ["checking", "handling", "prevention", "observing", "false-alarm", "closed"],
  prevention: ["checking", "handling", "closed"],
  observing: ["checking", "handling", "recovered", "prevention", "false-alarm", "closed"],
  closed: [],
  "false-alarm": [],
  drill: [],
};

/** Ends of a case that only a person may set, since a person answers for them. */
const personsOwn: ReadonlySet<IncidentState> = new Set(["closed", "false-alarm", "observing"]);

export type Transition = { readonly ok: true } | { readonly ok: false; readonly reason: Wording };

const refuse = (ja: string, en: string): Transition => ({ ok: false, reason: { ja, en } });

/**
 * Whether `actor` may move a case to a state now, and if not, why, in a sentence for that person. Pure; who holds
 * which chair is the business of permissions.
 */
export function transition(
  incident: Pick<StoredIncident, "state" | "number">,
  to: IncidentState,
  actor: Pick<Actor, "kind">,
): Transition {
  const from = incident.state;
  const word = { from: incidentStateWords[from], to: incidentStateWords[to] };
  if (finishedStates.has(from))
    return refuse(
      `事案 ${incident.number} は「${word.from.ja}」で終わっています。再び起きたときは新しい事案になります。`,
      `Case ${incident.number} ended as "${word.from.en}". If it happens again, that is a new case.`,
    );
  if (from === to)
    return refuse(
      `事案 ${incident.number} はすでに「${word.to.ja}」です。`,
      `Case ${incident.number} already is "${word.to.en}".`,
    );
  if (to === "detected")
    return refuse(
      "「検知」には戻せません。「確認中」にしてください。",
      'A case cannot go back to "Detected"; set it to "Checking".',
    );
  if (to === "drill")
    return refuse(
      "訓練は始めるときに訓練として作ります。実際の事案を訓練には変えられません。",
      "A drill is made as a drill when it begins; a real case cannot become one.",
    );
  if (personsOwn.has(to) && actor.kind !== "person")
    return refuse(
      `「${word.to.ja}」にするのは人の判断です。サインインして行ってください。`,
      `"${word.to.en}" is a person's decision; sign in to make it.`,
    );
  if (from === "detected" && to === "closed")
    return refuse(
      "まだだれも受領していません。受領してから完了にしてください。",
      "Nobody has received this case yet; receive it before closing it.",
    );
  if (!allowedTransitions[from].includes(to))
    return refuse(
      `「${word.from.ja}」から「${word.to.ja}」へは進めません。`,
      `A case cannot go from "${word.from.en}" to "${word.to.en}".`,
    );
  return { ok: true };
}
