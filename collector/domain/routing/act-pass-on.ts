import type { CaseStep } from "#shared/model/case-route.ts";
import type { StoredIncident } from "../incidents/incident.ts";
import { isReached, legOf, stepsBehind } from "../incidents/route-timers.ts";
import { createCourse } from "./course.ts";
import { passOnStep } from "./pass-on.ts";
import { heldBy, nobodyFurther, reachNext, tellHeld } from "./reach.ts";
import { chairFor, firstOf, ifFinished, ifNoText, ifParty, refuse, type Refusal } from "./refusal.ts";
import type { Acting, ActResult, CaseAct, RoutingAround } from "./routing.ts";

/** 上申: who received a step sends the case to the next one, with an instruction if there is one. */
export function passOn(
  incident: StoredIncident,
  act: Extract<CaseAct, { type: "pass-on" }>,
  acting: Acting,
  around: RoutingAround,
): ActResult {
  const refused = firstOf(
    ifFinished(incident),
    ifParty(incident, acting),
    act.instruction === null ? null : ifNoText(act.instruction, 1000, "指示", "the instruction"),
  );
  if (refused !== null) return refused;
  const step = stepOf(incident, acting);
  if ("reason" in step) return step;

  const course = createCourse(incident, around, acting.actor);
  passOnStep(course, step, "person", act.instruction);
  const next = stepsBehind(incident.route.steps, step)[0];
  if (next !== undefined && isReached(next))
    // All steps of a 重大 go at once: the next one has the case already, and now hears what was instructed.
    tellHeld(course, heldBy(next.roles, incident, around), `passed-on/${around.now}`, () => "copy");
  else if (!reachNext(course, "main", step.index, "passed-on", around.now)) nobodyFurther(course);
  return { ok: true, ...course.routing() };
}

/** The last step that this person received in a chair still held and that has not gone on, or why there is none. */
function stepOf(incident: StoredIncident, acting: Acting): CaseStep | Refusal {
  const main = legOf(incident.route.steps, "main");
  const received = main.filter(({ stamps }) =>
    stamps.some(
      ({ personId, role }) =>
        personId !== null && personId === acting.actor.id && chairFor(role, incident, acting) !== null,
    ),
  );
  if (received.length === 0)
    return refuse(
      "上申できるのは、受領した人です。先に受領してください。",
      "Only who has received a case can pass it on; receive it first.",
    );
  const step = received.findLast(({ passedOnAt }) => passedOnAt === null);
  if (step === undefined)
    return refuse(
      "すでに次の段へ上申されています。",
      "The case has already been passed on to the next step.",
    );
  if (step.index === main.at(-1)?.index)
    return refuse(
      "経路の最後の段のため、上申する先がありません。",
      "This is the last step of the route; there is nobody to pass the case on to.",
    );
  return step;
}
