import type { CaseStep } from "#shared/model/case-route.ts";
import { leadsOn, legOf } from "../incidents/route-timers.ts";
import type { Course } from "./course.ts";

type How = "person" | "deadline" | "unreceived";

/**
 * Notes that a step has passed the case on, and so have the steps before it that were reached together with it, since
 * the same people hold them. A step that was received is never noted as 未受領.
 */
export function passOnStep(course: Course, step: CaseStep, how: How, instruction: string | null): void {
  const { steps } = course.incident().route;
  const together: CaseStep[] = [step];
  for (const before of legOf(steps, step.leg)
    .filter(({ index, state }) => index < step.index && state !== "passed-over")
    .toReversed()) {
    if (before.passedOnAt !== null || !leadsOn(steps, before)) break;
    together.unshift(before);
  }
  for (const one of together)
    course.change({
      type: "passed-on",
      leg: one.leg,
      index: one.index,
      how: how === "unreceived" && one.state === "received" ? "deadline" : how,
      instruction: one === step ? instruction : null,
    });
}
