import type { CaseStep, ReachedBy, StepHolder, StepKey } from "#shared/model/case-route.ts";
import type { Role } from "#shared/model/role.ts";
import type { Severity } from "#shared/model/severity.ts";
import { receiptDeadline } from "../calendar/business-hours.ts";
import type { StoredIncident } from "../incidents/incident.ts";
import { isReached, legOf, stampedRoles } from "../incidents/route-timers.ts";
import { nextDigest } from "../policy/calendar.ts";
import { holdersOf } from "./chairs.ts";
import type { Course } from "./course.ts";
import type { Notice, RoutingAround } from "./routing.ts";

type Leg = StepKey["leg"];

/** Who sits in the chairs of a step: those who may receive it, and those who may not since they are 当事者. */
export interface Held {
  readonly holders: readonly StepHolder[];
  readonly parties: readonly StepHolder[];
}

export function heldBy(
  roles: readonly Role[],
  incident: Pick<StoredIncident, "siteId" | "parties">,
  around: RoutingAround,
): Held {
  const parties = new Set(incident.parties.map(({ personId }) => personId));
  const all = roles.flatMap((role) => holdersOf(role, incident.siteId, around));
  return {
    holders: all.filter(({ personId }) => !parties.has(personId)),
    parties: all.filter(({ personId }) => parties.has(personId)),
  };
}

/** 注意 and 情報 are told by the day's digest, never singly. */
export const isQuiet = (severity: Severity): boolean => severity === "caution" || severity === "info";
/** 重大 and its suspicion wait for nobody. */
export const isGrave = (severity: Severity): boolean =>
  severity === "grave" || severity === "suspected-grave";

/** When the next reminder of a 重大 or its suspicion goes out. */
export const nextRepeat = ({ policy, now }: RoutingAround): string =>
  Temporal.Instant.from(now).add({ minutes: policy.deadlines["grave-repeat-minutes"] }).toString();

/** The deadline of a step reached now, and when its holders are reminded. */
function termsOf(
  severity: Severity,
  around: RoutingAround,
): { readonly dueAt: string; readonly remindAt: string | null } {
  const { calendar, now } = around;
  if (isGrave(severity))
    return { dueAt: receiptDeadline(severity, now, calendar), remindAt: nextRepeat(around) };
  // The digest that tells it cannot also be its deadline: nobody would have a moment to receive.
  if (isQuiet(severity)) return { dueAt: nextDigest(nextDigest(now, calendar), calendar), remindAt: null };
  return { dueAt: receiptDeadline(severity, now, calendar), remindAt: null };
}

const digestReason = ({ calendar }: RoutingAround): string => `${calendar.digest}のまとめで通知します`;

/** Notes that nobody could be told. */
export const nobody = (course: Course, reason: string): void => {
  course.withhold({ personId: "", name: "（通知先なし）" }, reason);
};
const allVacant = "この先の席がすべて空席か当事者のため、通知できる人がいません。役職に人を登録してください";

const stepAt = (incident: StoredIncident, { leg, index }: StepKey): CaseStep | undefined =>
  incident.route.steps.find((step) => step.leg === leg && step.index === index);

type Target = StepKey & { readonly roles: readonly Role[] };

/** The event that a step is reached, without telling anybody. */
export function markReached(
  course: Course,
  { leg, index, roles }: Target,
  by: ReachedBy,
  holders: readonly StepHolder[],
): void {
  course.change({
    type: "step-reached",
    leg,
    index,
    roles: [...roles],
    by,
    holders: [...holders],
    ...termsOf(course.incident().severity, course.around),
  });
}

/** Tells people what concerns them: at once, or with the day's digest where the case is quiet. */
export function tellHeld(
  course: Course,
  held: Held,
  cause: string,
  kindFor: (holder: StepHolder) => Notice["kind"],
): void {
  for (const party of held.parties) course.withhold(party, "当事者のため、通知しません");
  for (const holder of held.holders)
    if (isQuiet(course.incident().severity)) course.withhold(holder, digestReason(course.around));
    else course.tell(holder, kindFor(holder), cause);
}

/** Tells those who hold a step; whose chair has its stamp gets a copy. `occasion` keeps notices of two moments apart. */
export function tellStep(course: Course, key: StepKey, held: Held, occasion: string): void {
  const incident = course.incident();
  const stamped = stampedRoles(stepAt(incident, key) ?? { stamps: [] }, incident.parties);
  tellHeld(course, held, `${key.leg}-${String(key.index)}/${occasion}`, ({ role }) =>
    stamped.has(role) ? "copy" : "action",
  );
}

export function reachStep(course: Course, target: Target, by: ReachedBy, held: Held, occasion: string): void {
  markReached(course, target, by, held.holders);
  tellStep(course, target, held, `${by}/${occasion}`);
}

/** Passes a step over that nobody can receive, once, and answers why. */
export function passOver(course: Course, target: Target, held: Held): "vacant" | "party" {
  const why = held.parties.length > 0 ? "party" : "vacant";
  for (const party of held.parties) course.withhold(party, "当事者のため、通知しません");
  if (stepAt(course.incident(), target)?.state !== "passed-over")
    course.change({
      type: "step-passed-over",
      leg: target.leg,
      index: target.index,
      why,
      roles: [...target.roles],
    });
  return why;
}

const behind = (incident: StoredIncident, leg: Leg, after: number): readonly CaseStep[] =>
  legOf(incident.route.steps, leg).filter(({ index }) => index > after);

/** Whether a step behind can be reached: none is yet, and somebody sits in a chair of one. */
export function hasNext(course: Course, leg: Leg, after: number): boolean {
  const incident = course.incident();
  const steps = behind(incident, leg, after);
  return (
    !steps.some(isReached) &&
    steps.some(({ roles }) => heldBy(roles, incident, course.around).holders.length > 0)
  );
}

/**
 * Reaches the next step that somebody can receive, with those directly behind it that the same people hold; vacant
 * chairs and 当事者 on the way are passed over. False where nobody is left, or a step behind was reached before.
 */
export function reachNext(course: Course, leg: Leg, after: number, by: ReachedBy, occasion: string): boolean {
  const steps = behind(course.incident(), leg, after);
  if (steps.some(isReached)) return false;
  let why = by;
  for (const step of steps) {
    const held = heldBy(step.roles, course.incident(), course.around);
    if (held.holders.length > 0) {
      reachStep(course, step, why, held, occasion);
      reachSameHolders(course, step, held.holders);
      return true;
    }
    why = passOver(course, step, held);
  }
  return false;
}

const peopleOf = (holders: readonly StepHolder[]): ReadonlySet<string> =>
  new Set(holders.map(({ personId }) => personId));

/** The steps directly behind that exactly the same people hold: one notice, one act, a stamp for each chair. */
function reachSameHolders(course: Course, key: StepKey, holders: readonly StepHolder[]): void {
  const people = peopleOf(holders);
  const skipped: (() => void)[] = [];
  for (const step of behind(course.incident(), key.leg, key.index)) {
    if (isReached(step)) return;
    const held = heldBy(step.roles, course.incident(), course.around);
    if (held.holders.length === 0) {
      skipped.push(() => passOver(course, step, held));
      continue;
    }
    const own = peopleOf(held.holders);
    if (own.size !== people.size || [...own].some((id) => !people.has(id))) return;
    for (const skip of skipped.splice(0)) skip();
    markReached(course, step, "same-holder", held.holders);
  }
}

/** 重大 or its suspicion: every step of the main leg at once, those that were reached before told anew. */
export function reachAll(course: Course, occasion: string): void {
  for (const step of legOf(course.incident().route.steps, "main")) {
    const held = heldBy(step.roles, course.incident(), course.around);
    if (held.holders.length > 0) reachStep(course, step, "grave", held, occasion);
    else if (step.state !== "received") passOver(course, step, held);
  }
}

/** The leg of the 重大, which waits for no other step. */
export function reachGraveLeg(course: Course, by: ReachedBy, occasion: string): void {
  let reached = false;
  for (const [index, { roles }] of course.around.policy.routes.grave.steps.entries()) {
    const target: Target = { leg: "grave", index, roles };
    const held = heldBy(roles, course.incident(), course.around);
    if (held.holders.length > 0) {
      reachStep(course, target, by, held, occasion);
      reached = true;
    } else if (stepAt(course.incident(), target)?.state !== "received") passOver(course, target, held);
  }
  if (!reached)
    nobody(course, "重大の報告先が空席か当事者のため、通知できる人がいません。役職に人を登録してください");
}

/**
 * No case is left with nobody: a suspicion that no one on the main leg can judge goes to the leg of the 重大 at once, and
 * where that is vacant too, the record says that nobody was told.
 */
export function leaveToSomebody(course: Course, occasion: string): void {
  const { severity, route } = course.incident();
  const main = legOf(route.steps, "main");
  if (main.some(isReached)) return;
  if (isGrave(severity) && legOf(route.steps, "grave").length === 0)
    reachGraveLeg(course, main.at(-1)?.reachedBy === "party" ? "party" : "vacant", occasion);
  if (!course.incident().route.steps.some(isReached)) nobody(course, allVacant);
}

export const nobodyFurther = (course: Course): void => {
  nobody(course, allVacant);
};
