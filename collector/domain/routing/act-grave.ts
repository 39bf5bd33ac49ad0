import { severityWords } from "#shared/model/severity.ts";
import type { StoredIncident } from "../incidents/incident.ts";
import { isReached, legOf } from "../incidents/route-timers.ts";
import { createCourse, type Course } from "./course.ts";
import { setOut } from "./open.ts";
import {
  heldBy,
  isGrave,
  leaveToSomebody,
  markReached,
  reachAll,
  reachGraveLeg,
  tellHeld,
  tellStep,
} from "./reach.ts";
import { firstOf, ifFinished, ifNoAuthority, ifNoChair, ifNoText, ifParty, refuse } from "./refusal.ts";
import type { Acting, ActResult, CaseAct, RoutingAround } from "./routing.ts";

type Of<T extends CaseAct["type"]> = Extract<CaseAct, { type: T }>;

const ifNoReason = (reason: string) => ifNoText(reason, 1000, "理由", "the reason");
const already = ({ number, severity }: StoredIncident) =>
  refuse(
    `事案 ${number} はすでに「${severityWords[severity].ja}」です。`,
    `Case ${number} already is "${severityWords[severity].en}".`,
  );

/** The steps that were told of the case before, with those who hold them now. */
const toldBefore = (course: Course) =>
  course
    .incident()
    .route.steps.filter(isReached)
    .map((step) => ({ step, held: heldBy(step.roles, course.incident(), course.around) }));

/** 重大判定: a person's act with a reason. Its leg starts at once, and every step of the route has the case. */
export function judgeGrave(
  incident: StoredIncident,
  act: Of<"judge-grave">,
  acting: Acting,
  around: RoutingAround,
): ActResult {
  const refused = firstOf(
    ifFinished(incident),
    ifNoAuthority(around.policy, "judge-grave", acting),
    ifParty(incident, acting),
    incident.severity === "grave" ? already(incident) : null,
    ifNoReason(act.reason),
  );
  if (refused !== null) return refused;
  const course = createCourse(incident, around, acting.actor);
  course.change({ type: "severity-set", severity: "grave", reason: act.reason });
  if (incident.route.name === null) setOut(course);
  // The suspicion has set every step going already; they hear of the judgement, and their deadlines run on.
  if (incident.severity === "suspected-grave" && incident.route.name !== null)
    for (const { step, held } of toldBefore(course)) tellStep(course, step, held, `judged/${around.now}`);
  else reachAll(course, around.now);
  reachGraveLeg(course, "grave", around.now);
  return { ok: true, ...course.routing() };
}

/** 重大の疑い: anybody on the route may raise it; every step has the case at once, by day and night. */
export function suspectGrave(
  incident: StoredIncident,
  act: Of<"suspect-grave">,
  acting: Acting,
  around: RoutingAround,
): ActResult {
  const refused = firstOf(
    ifFinished(incident),
    ifNoChair(incident, acting, around),
    isGrave(incident.severity) ? already(incident) : null,
    ifNoReason(act.reason),
  );
  if (refused !== null) return refused;
  const course = createCourse(incident, around, acting.actor);
  course.change({ type: "severity-set", severity: "suspected-grave", reason: act.reason });
  if (incident.route.name === null) setOut(course);
  reachAll(course, around.now);
  // Who was told of an earlier suspicion must not believe that it still is the one that was lowered.
  if (legOf(incident.route.steps, "grave").length > 0) reachGraveLeg(course, "grave", around.now);
  leaveToSomebody(course, around.now);
  return { ok: true, ...course.routing() };
}

/** Takes a 重大 or its suspicion back, with a reason; everybody who was told hears of it, and deadlines begin anew. */
export function lowerGrave(
  incident: StoredIncident,
  act: Of<"lower-grave">,
  acting: Acting,
  around: RoutingAround,
): ActResult {
  const refused = firstOf(
    ifFinished(incident),
    ifNoAuthority(around.policy, "lower-grave", acting),
    ifParty(incident, acting),
    isGrave(incident.severity)
      ? null
      : refuse(
          `事案 ${incident.number} は重大でも重大の疑いでもありません。`,
          `Case ${incident.number} is neither grave nor suspected to be.`,
        ),
    ifNoReason(act.reason),
  );
  if (refused !== null) return refused;
  const course = createCourse(incident, around, acting.actor);
  // Told while it still counts as grave, so that the word goes out at once also for a case that will be quiet.
  for (const { held } of toldBefore(course)) tellHeld(course, held, `lowered/${around.now}`, () => "copy");
  course.change({ type: "severity-set", severity: act.severity, reason: act.reason });
  for (const step of incident.route.steps)
    if (step.state === "waiting") markReached(course, step, step.reachedBy ?? "first", step.holders);
  return { ok: true, ...course.routing() };
}
