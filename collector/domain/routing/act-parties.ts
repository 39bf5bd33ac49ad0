import type { CaseStep } from "#shared/model/case-route.ts";
import type { StoredIncident } from "../incidents/incident.ts";
import { createCourse, type Course } from "./course.ts";
import { heldBy, leaveToSomebody, passOver, reachNext, reachStep } from "./reach.ts";
import { firstOf, ifFinished, ifNoChair, ifNoText, ifParty, refuse, type Refusal } from "./refusal.ts";
import type { Acting, ActResult, CaseAct, RoutingAround } from "./routing.ts";

type SetParties = Extract<CaseAct, { type: "set-parties" }>;

/** Names the 当事者: what they alone hold or received goes to the next step. One of them cannot take himself off. */
export function setParties(
  incident: StoredIncident,
  act: SetParties,
  acting: Acting,
  around: RoutingAround,
): ActResult {
  const refused = firstOf(
    ifFinished(incident),
    ifNoChair(incident, acting, around),
    ifParty(incident, acting),
    ifUnknown(act, around),
    ifNoText(act.reason, 500, "理由", "the reason"),
  );
  if (refused !== null) return refused;
  const named = new Set(act.personIds);
  const parties = around.people
    .filter(({ id }) => named.has(id))
    .map(({ id, name }) => ({ personId: id, name }));
  const course = createCourse(incident, around, acting.actor);
  course.change({ type: "parties-set", parties, reason: act.reason });
  for (const before of incident.route.steps) {
    const step = course
      .incident()
      .route.steps.find(({ leg, index }) => leg === before.leg && index === before.index);
    if (step?.state === "waiting") goOn(course, step, before.state === "received");
  }
  leaveToSomebody(course, around.now);
  return { ok: true, ...course.routing() };
}

function goOn(course: Course, step: CaseStep, wasReceived: boolean): void {
  const { now } = course.around;
  const held = heldBy(step.roles, course.incident(), course.around);
  if (held.holders.length === 0) {
    const why = passOver(course, step, held);
    if (step.passedOnAt === null) reachNext(course, step.leg, step.index, why, now);
  } else if (wasReceived) reachStep(course, step, "party", held, now);
}

function ifUnknown({ personIds }: SetParties, { people }: RoutingAround): Refusal | null {
  const known = new Set(people.map(({ id }) => id));
  return personIds.every((id) => known.has(id))
    ? null
    : refuse(
        "当事者に選んだ人が登録されていません。選び直してください。",
        "Somebody named as a party is not registered; choose again.",
      );
}
