import type { CaseStep, Stamp, StepKey } from "#shared/model/case-route.ts";
import type { IncidentEvent } from "#shared/model/incident.ts";
import type { Role } from "#shared/model/role.ts";
import type { StoredIncident } from "./incident.ts";
import { byTime, routeTimers, stampedRoles } from "./route-timers.ts";

type Change = IncidentEvent["change"];
type Of<T extends Change["type"]> = Extract<Change, { type: T }>;
/** The changes that move a case along its route. */
export type RouteChange = Of<
  "routed" | "step-reached" | "step-passed-over" | "passed-on" | "reminded" | "parties-set"
>;

const fresh = (key: StepKey, roles: readonly Role[]): CaseStep => ({
  leg: key.leg,
  index: key.index,
  roles: [...roles],
  state: "ahead",
  reachedBy: null,
  notifiedAt: null,
  dueAt: null,
  remindAt: null,
  holders: [],
  stamps: [],
  unreceived: false,
  passedOnAt: null,
  instruction: null,
});

const isStep = (step: CaseStep, { leg, index }: StepKey): boolean => step.leg === leg && step.index === index;

/** Every chair of the step that somebody holds gives its own stamp; a chair without anybody cannot. */
function stampedState(step: CaseStep, parties: StoredIncident["parties"]): "waiting" | "received" {
  const stamped = stampedRoles(step, parties);
  const missing = step.holders.some(({ role }) => !stamped.has(role));
  return stamped.size > 0 && !missing ? "received" : "waiting";
}

/** The steps with one of them changed; one the history did not name before is put in, in the order of its leg. */
function withStep(
  steps: readonly CaseStep[],
  key: StepKey,
  roles: readonly Role[],
  change: (step: CaseStep) => CaseStep,
): CaseStep[] {
  if (steps.some((step) => isStep(step, key)))
    return steps.map((step) => (isStep(step, key) ? change(step) : step));
  const legs = { main: 0, grave: 1 } as const;
  return [...steps, change(fresh(key, roles))].toSorted(
    (a, b) => legs[a.leg] - legs[b.leg] || a.index - b.index,
  );
}

/** The case after one change of its route; `at` is when Hinomi learned of it. */
export function foldRoute(incident: StoredIncident, change: RouteChange, at: string): StoredIncident {
  const { route } = incident;
  const step = (
    one: StepKey,
    roles: readonly Role[],
    next: (step: CaseStep) => CaseStep,
  ): StoredIncident => ({
    ...incident,
    route: { ...route, steps: withStep(route.steps, one, roles, next) },
  });
  switch (change.type) {
    case "routed":
      // A matter that came back begins its route anew; the leg of a 重大 waits for no route and stays.
      return {
        ...incident,
        route: {
          ...route,
          name: change.route,
          steps: [
            ...change.steps.map(({ roles }, index) => fresh({ leg: "main", index }, roles)),
            ...route.steps.filter(({ leg }) => leg === "grave"),
          ],
        },
      };
    case "step-reached":
      return step(change, change.roles, (before) => {
        const reached = {
          ...before,
          roles: change.roles,
          reachedBy: change.by,
          notifiedAt: before.notifiedAt ?? at,
          dueAt: change.dueAt,
          remindAt: change.remindAt,
          holders: change.holders,
        };
        return { ...reached, state: stampedState(reached, incident.parties) };
      });
    case "step-passed-over":
      return step(change, change.roles, (before) => ({
        ...before,
        state: "passed-over",
        reachedBy: change.why,
        remindAt: null,
        holders: [],
      }));
    case "passed-on":
      return step(change, [], (before) => ({
        ...before,
        passedOnAt: at,
        unreceived: before.unreceived || change.how === "unreceived",
        instruction: change.instruction ?? before.instruction,
      }));
    case "reminded":
      return step(change, [], (before) => ({ ...before, remindAt: change.nextAt, reminders: change.count }));
    case "parties-set": {
      const steps = route.steps.map((one) => withoutParties(one, change.parties));
      return { ...incident, parties: change.parties, route: { ...route, steps } };
    }
    default:
      return unknownChange(change);
  }
}

const unknownChange = (change: never): never => {
  throw new TypeError(`a route cannot change by ${JSON.stringify(change)}`);
};

/** What was passed on stays as it went; any other step waits again where only 当事者 had received it. */
function withoutParties(step: CaseStep, parties: StoredIncident["parties"]): CaseStep {
  const settled = step.state === "received" && step.passedOnAt !== null;
  if (settled || (step.state !== "waiting" && step.state !== "received")) return step;
  const named = new Set(parties.map(({ personId }) => personId));
  const left = { ...step, holders: step.holders.filter(({ personId }) => !named.has(personId)) };
  return { ...left, state: stampedState(left, parties) };
}

/** The case with the stamps of one act of receiving; a stamp on a step the history never named is passed over. */
export function foldStamps(
  incident: StoredIncident,
  given: readonly (StepKey & { readonly stamp: Stamp })[],
): StoredIncident {
  const steps = incident.route.steps.map((step) => {
    const stamps = given.filter((one) => isStep(step, one)).map(({ stamp }) => stamp);
    if (stamps.length === 0) return step;
    const stamped = { ...step, stamps: [...step.stamps, ...stamps] };
    return { ...stamped, state: stampedState(stamped, incident.parties) };
  });
  return { ...incident, route: { ...incident.route, steps } };
}

/** The case with the time at which Hinomi acts on it next, null where nothing is to come. */
export function withNextDue(incident: StoredIncident): StoredIncident {
  const next = [...routeTimers(incident)].toSorted(byTime)[0]?.at ?? null;
  return next === incident.route.nextDueAt
    ? incident
    : { ...incident, route: { ...incident.route, nextDueAt: next } };
}
