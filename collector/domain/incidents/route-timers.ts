import type { CaseStep, StepKey } from "#shared/model/case-route.ts";
import { finishedStates } from "#shared/model/incident.ts";
import type { Role } from "#shared/model/role.ts";
import type { StoredIncident } from "./incident.ts";

/**
 * Something Hinomi does by itself on a case. due: the step's deadline passed. remind: its holders are told again.
 * judge: nobody judged a suspicion of 重大.
 */
export interface RouteTimer {
  readonly kind: "due" | "remind" | "judge";
  readonly step: StepKey;
  /** ISO instant. */
  readonly at: string;
}

const passable: ReadonlySet<CaseStep["state"]> = new Set(["ahead", "passed-over"]);

/** Whether a step was reached by somebody who received it or is to receive it. */
export const isReached = (step: CaseStep): boolean => !passable.has(step.state);

/** The chairs of a step that have received it; the stamp of a 当事者 receives nothing. */
export function stampedRoles(
  step: Pick<CaseStep, "stamps">,
  parties: StoredIncident["parties"],
): ReadonlySet<Role> {
  const named = new Set(parties.map(({ personId }) => personId));
  return new Set(
    step.stamps.filter(({ personId }) => personId === null || !named.has(personId)).map(({ role }) => role),
  );
}

export const legOf = (steps: readonly CaseStep[], leg: StepKey["leg"]): readonly CaseStep[] =>
  steps.filter((step) => step.leg === leg);

/** The steps of the same leg behind one, without those passed over. */
export const stepsBehind = (steps: readonly CaseStep[], { leg, index }: StepKey): readonly CaseStep[] =>
  steps.filter((step) => step.leg === leg && step.index > index && step.state !== "passed-over");

/** Whether the step behind was reached together with this one, since the same people hold both: one act serves both. */
export const leadsOn = (steps: readonly CaseStep[], step: CaseStep): boolean => {
  const next = stepsBehind(steps, step)[0];
  return next !== undefined && isReached(next) && next.reachedBy === "same-holder";
};

/**
 * Everything that is to happen on a case by the passing of time alone; none once it is finished. The record shows the
 * earliest as `nextDueAt`, and the work that is due is taken from the same list, so that neither can miss the other's.
 */
export function routeTimers(incident: StoredIncident): readonly RouteTimer[] {
  if (finishedStates.has(incident.state)) return [];
  const { steps } = incident.route;
  return [...steps.flatMap((step) => timersOf(steps, step)), ...judgement(incident)];
}

function timersOf(steps: readonly CaseStep[], step: CaseStep): readonly RouteTimer[] {
  const key = { leg: step.leg, index: step.index };
  const timer = (kind: RouteTimer["kind"], at: string | null): readonly RouteTimer[] =>
    at === null ? [] : [{ kind, step: key, at }];
  const behind = stepsBehind(steps, step);
  const next = behind[0];
  if (step.state === "received")
    return step.passedOnAt === null && next?.state === "ahead" ? timer("due", step.dueAt) : [];
  if (step.state !== "waiting") return [];
  if (leadsOn(steps, step)) return timer("remind", step.remindAt);
  // Where nobody behind has the case, its holders are reminded until somebody receives: no case goes silent for ever.
  const last = step.passedOnAt === null ? next === undefined : !behind.some(isReached);
  if (last) return timer("remind", step.remindAt ?? step.dueAt);
  return [...(step.passedOnAt === null ? timer("due", step.dueAt) : []), ...timer("remind", step.remindAt)];
}

/** The 最高情報統括責任者 is told once, when the deadline of those who were asked to judge has passed. */
function judgement({ severity, route: { steps } }: StoredIncident): readonly RouteTimer[] {
  if (severity !== "suspected-grave" || legOf(steps, "grave").length > 0) return [];
  return legOf(steps, "main")
    .filter((step) => isReached(step) && step.reachedBy === "grave")
    .flatMap(({ dueAt }) =>
      dueAt === null ? [] : [{ kind: "judge" as const, step: { leg: "grave", index: 0 }, at: dueAt }],
    );
}

/** ISO instants and what carries one, earliest first. */
export const byTime = (a: { readonly at: string }, b: { readonly at: string }): number =>
  Temporal.Instant.compare(a.at, b.at);
