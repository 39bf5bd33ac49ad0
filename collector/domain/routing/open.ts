import { finishedStates } from "#shared/model/incident.ts";
import type { StoredIncident } from "../incidents/incident.ts";
import { legOf } from "../incidents/route-timers.ts";
import { createCourse, machine, type Course } from "./course.ts";
import { isGrave, leaveToSomebody, reachAll, reachGraveLeg, reachNext } from "./reach.ts";
import type { Routing, RoutingAround } from "./routing.ts";

/** Puts a case on the route of its site; a case of no site takes the office's. */
export function setOut(course: Course): void {
  const { site, policy } = course.around;
  const route = site?.kind === "member" ? "member" : "office";
  course.change({
    type: "routed",
    route,
    steps: policy.routes[route].steps.map(({ roles }) => ({ roles: [...roles] })),
  });
}

/**
 * The route of a case that has just been opened, or has come back after somebody believed it over: the first step that
 * somebody can receive, or every step at once for a 重大 and its suspicion. Nothing for a finished case. The case is
 * given as it stands after its `opened` event.
 */
export function openCase(incident: StoredIncident, around: RoutingAround): Routing {
  const course = createCourse(incident, around, machine);
  if (finishedStates.has(incident.state)) return course.routing();
  setOut(course);
  if (isGrave(incident.severity)) reachAll(course, around.now);
  else reachNext(course, "main", -1, "first", around.now);
  // Who was told of it as 重大 or its suspicion before is told that it has come back.
  const toldBefore = isGrave(incident.severity) && legOf(incident.route.steps, "grave").length > 0;
  if (incident.severity === "grave" || toldBefore) reachGraveLeg(course, "grave", around.now);
  leaveToSomebody(course, around.now);
  return course.routing();
}
