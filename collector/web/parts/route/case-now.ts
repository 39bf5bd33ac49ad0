import type { CaseStep } from "#shared/model/case-route.ts";
import { finishedStates, type Incident } from "#shared/model/incident.ts";

type Routed = Pick<Incident, "route" | "state" | "receivedAt" | "receivedBy" | "receiptDue">;

/**
 * The steps that have a case now: those that wait for 受領, or else the one that received it last; then those it went
 * past unreceived. Empty for a case without a route.
 */
export function stepsNow({ route }: Pick<Incident, "route">): readonly CaseStep[] {
  const waiting = route.steps.filter(({ state }) => state === "waiting");
  const now = waiting.filter(({ unreceived }) => !unreceived);
  const last = route.steps.filter(({ state }) => state === "received").slice(-1);
  return [...(now.length > 0 ? now : last), ...waiting.filter(({ unreceived }) => unreceived)];
}

/** Whether a case waits for somebody to receive it. */
export const waitsForReceipt = (incident: Routed): boolean =>
  !finishedStates.has(incident.state) &&
  (incident.route.steps.length === 0
    ? incident.receivedAt === null
    : incident.route.steps.some(({ state }) => state === "waiting"));

/** Severities that are told once a day and wait for no minute. */
export const isQuiet = ({ severity }: Pick<Incident, "severity">): boolean =>
  severity === "caution" || severity === "info";

/** Severities that stop everything else. */
export const isGrave = ({ severity }: Pick<Incident, "severity">): boolean =>
  severity === "grave" || severity === "suspected-grave";

/**
 * The one act a row offers to a person; the collector judges again. Nobody is offered the receipt of a case where he is
 * 当事者, or the 上申 of one that has no further step.
 */
export function rowAct(
  incident: Routed & Pick<Incident, "parties">,
  personId: string,
): "receive" | "pass-on" | null {
  if (finishedStates.has(incident.state)) return null;
  const { steps } = incident.route;
  if (steps.length === 0) return incident.receivedAt === null ? "receive" : null;
  if (incident.parties.some((party) => party.personId === personId)) return null;
  const mine = steps.filter(({ holders }) => holders.some((holder) => holder.personId === personId));
  const unstamped = ({ stamps }: CaseStep): boolean => !stamps.some((stamp) => stamp.personId === personId);
  if (mine.some((step) => step.state === "waiting" && unstamped(step))) return "receive";
  const further = steps.some(({ leg, state }) => leg === "main" && state === "ahead");
  return further &&
    mine.some(({ leg, state, passedOnAt }) => leg === "main" && state === "received" && passedOnAt === null)
    ? "pass-on"
    : null;
}

/** Whether the step this person passes a case on from is the one of 組合員, who says it in other words. */
export const passesOnAsMember = ({ route }: Pick<Incident, "route">, personId: string): boolean =>
  route.steps.some(
    ({ roles, state, holders }) =>
      roles.includes("member") &&
      state === "received" &&
      holders.some((holder) => holder.personId === personId),
  );

/** What Hinomi does by itself at the case's next time: tell the next step, tell again, or tell the chief. */
export function nextActOf({
  severity,
  route: { steps, nextDueAt },
}: Pick<Incident, "severity" | "route">): "next" | "again" | "judge" {
  const isDeadline = steps.some(({ dueAt }) => dueAt !== null && dueAt === nextDueAt);
  if (!isDeadline) return "again";
  if (severity === "suspected-grave" && steps.every(({ leg }) => leg !== "grave")) return "judge";
  return steps.some(({ leg, state }) => leg === "main" && state === "ahead") ? "next" : "again";
}
