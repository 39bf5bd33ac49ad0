import type { CaseStep, StepKey } from "#shared/model/case-route.ts";
import { finishedStates } from "#shared/model/incident.ts";
import { receiptDeadline } from "../calendar/business-hours.ts";
import type { StoredIncident } from "../incidents/incident.ts";
import {
  byTime,
  isReached,
  legOf,
  routeTimers,
  stampedRoles,
  stepsBehind,
  type RouteTimer,
} from "../incidents/route-timers.ts";
import { nextDigest } from "../policy/calendar.ts";
import { createCourse, machine, type Course } from "./course.ts";
import { passOnStep } from "./pass-on.ts";
import {
  hasNext,
  heldBy,
  isGrave,
  isQuiet,
  leaveToSomebody,
  nextRepeat,
  nobodyFurther,
  passOver,
  reachAll,
  reachGraveLeg,
  reachNext,
  reachStep,
  tellStep,
  type Held,
} from "./reach.ts";
import type { Routing, RoutingAround } from "./routing.ts";

/**
 * Everything that is due on a case at `now`, and what follows from chairs that changed hands. Deadlines of steps reached
 * here run from `now`: a collector that was down across two deadlines passes the case on once. A second call at the same
 * moment changes nothing; so does any call for a finished case or one of the time before routes.
 */
export function advance(incident: StoredIncident, around: RoutingAround): Routing {
  const course = createCourse(incident, around, machine);
  if (finishedStates.has(incident.state) || incident.route.steps.length === 0) return course.routing();
  changeHands(course);
  fillChairs(course);
  for (;;) {
    const due = dueNow(course);
    if (due === undefined) break;
    carry(course, due);
  }
  if (course.routing().changes.length > 0) leaveToSomebody(course, around.now);
  return course.routing();
}

const isPast = (at: string, now: string): boolean => Temporal.Instant.compare(at, now) <= 0;

const dueNow = (course: Course): RouteTimer | undefined =>
  routeTimers(course.incident())
    .filter(({ at }) => isPast(at, course.around.now))
    .toSorted(byTime)[0];

const find = (course: Course, { leg, index }: StepKey): CaseStep | undefined =>
  course.incident().route.steps.find((step) => step.leg === leg && step.index === index);

/** Steps whose holders have all gone are passed over; those that others hold now are told to them anew. */
function changeHands(course: Course): void {
  const { now } = course.around;
  for (const { step, held } of waiting(course, ({ holders }) => holders.length === 0)) {
    const why = passOver(course, step, held);
    if (step.passedOnAt === null) reachNext(course, step.leg, step.index, why, now);
  }
  const { parties } = course.incident();
  for (const { step, held } of waiting(course, ({ holders }) => holders.length > 0)) {
    const { steps } = course.incident().route;
    // Who comes to a chair after the case went on finds it on the board; nothing waits for him.
    const waitsForIt =
      step.passedOnAt === null || step.remindAt !== null || !stepsBehind(steps, step).some(isReached);
    const by = step.reachedBy === null || step.reachedBy === "same-holder" ? "vacant" : step.reachedBy;
    if (waitsForIt && changedHands(step, held, parties)) reachStep(course, step, by, held, now);
  }
}

/** The waiting steps whose holders of this moment are so, each as it stands when its turn comes. */
function* waiting(
  course: Course,
  so: (held: Held) => boolean,
): Generator<{ readonly step: CaseStep; readonly held: Held }> {
  for (const key of course.incident().route.steps) {
    const step = find(course, key);
    if (step?.state !== "waiting") continue;
    const held = heldBy(step.roles, course.incident(), course.around);
    if (so(held)) yield { step, held };
  }
}

/** Whether a chair whose stamp is still missing is held by none of those who were told. */
function changedHands(step: CaseStep, held: Held, parties: StoredIncident["parties"]): boolean {
  const stamped = stampedRoles(step, parties);
  return step.roles.some((role) => {
    const told = step.holders.filter((holder) => holder.role === role).map(({ personId }) => personId);
    const now = held.holders.filter((holder) => holder.role === role);
    if (stamped.has(role)) return false;
    return told.length === 0 ? now.length > 0 : !now.some(({ personId }) => told.includes(personId));
  });
}

/** A chair that was vacant when the case came by and is held now gets it where the case could go no further. */
function fillChairs(course: Course): void {
  const { now } = course.around;
  const { severity, route } = course.incident();
  const main = legOf(route.steps, "main");
  const last = main.findLast(isReached);
  if (last === undefined) {
    if (!hasNext(course, "main", -1)) return;
    if (isGrave(severity)) reachAll(course, now);
    else reachNext(course, "main", -1, "first", now);
    return;
  }
  const stuck = last.state === "received" && stepsBehind(route.steps, last).length === 0;
  if (!stuck || !hasNext(course, "main", last.index)) return;
  if (last.passedOnAt !== null) reachNext(course, "main", last.index, "passed-on", now);
  else if (last.dueAt !== null && isPast(last.dueAt, now)) {
    passOnStep(course, last, "deadline", null);
    reachNext(course, "main", last.index, "deadline", now);
  }
}

function carry(course: Course, { kind, step: key, at }: RouteTimer): void {
  if (kind === "judge") {
    reachGraveLeg(course, "unreceived", at);
    return;
  }
  const step = find(course, key);
  if (step === undefined) return;
  const how = step.state === "received" ? "deadline" : "unreceived";
  const further = stepsBehind(course.incident().route.steps, step).some(isReached);
  if (hasNext(course, step.leg, step.index)) {
    if (step.passedOnAt === null) passOnStep(course, step, how, null);
    reachNext(course, step.leg, step.index, how, at);
  } else if (kind === "remind") remind(course, step, at);
  else if (further) passOnStep(course, step, how, null);
  else {
    // Every chair behind is vacant: it did not go on, so it is not said to have gone on.
    reachNext(course, step.leg, step.index, how, at);
    if (step.state === "waiting") remind(course, step, at);
    else nobodyFurther(course);
  }
}

function remind(course: Course, step: CaseStep, at: string): void {
  const { around } = course;
  const { severity } = course.incident();
  const nextAt = isGrave(severity)
    ? nextRepeat(around)
    : isQuiet(severity)
      ? nextDigest(around.now, around.calendar)
      : receiptDeadline(severity, around.now, around.calendar);
  course.change({
    type: "reminded",
    leg: step.leg,
    index: step.index,
    count: (step.reminders ?? 0) + 1,
    nextAt,
  });
  const stamped = stampedRoles(step, course.incident().parties);
  const held = heldBy(step.roles, course.incident(), around);
  const missing = held.holders.filter(({ role }) => !stamped.has(role));
  tellStep(course, step, { holders: missing, parties: [] }, `remind/${at}`);
}
