import type { IncidentDetail } from "#shared/api/schemas.ts";
import type { CaseStep, Stamp, StepHolder } from "#shared/model/case-route.ts";
import type { IncidentEvent } from "#shared/model/incident.ts";
import type { OfficeClock } from "./fake-office-clock.ts";

const machine = { kind: "machine" as const, id: null, name: "火の見" };
export const tateyama = { kind: "person" as const, id: "p1", name: "立山 花子" };
export const holder = (role: StepHolder["role"], change: Partial<StepHolder> = {}): StepHolder => ({
  personId: "p1",
  name: "立山 花子",
  role,
  deputy: false,
  ...change,
});
export const stampOf = (from: StepHolder, at: string, means: Stamp["means"] = "screen"): Stamp => ({
  ...from,
  at,
  recordedAt: at,
  means,
});
export const step = (index: number, role: StepHolder["role"], change: Partial<CaseStep> = {}): CaseStep => ({
  leg: "main",
  index,
  roles: [role],
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
  ...change,
});
export const officeSteps = (first: Partial<CaseStep>): CaseStep[] => [
  step(0, "manager", { reachedBy: "first", holders: [holder("manager")], ...first }),
  step(1, "deputy-supervisor"),
  step(2, "supervisor"),
];
/** Everything a holder of the route may do, before 原因・措置・再発防止策 are written. */
export const all: IncidentDetail["may"] = [
  "receive",
  "pass-on",
  "comment",
  "judge-grave",
  "suspect-grave",
  "lower-grave",
  "mark-handled",
  "note-closing",
  "set-parties",
];

/** Makes events of cases, `minutes` before the drawing. */
export const eventsOf =
  ({ ago }: OfficeClock) =>
  (
    incidentId: string,
    index: number,
    minutes: number,
    change: IncidentEvent["change"],
    actor: IncidentEvent["actor"] = machine,
  ): IncidentEvent => ({
    id: `${incidentId}-${index}`,
    incidentId,
    at: ago(minutes),
    recordedAt: ago(minutes),
    actor,
    change,
  });
