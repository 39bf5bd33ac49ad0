import type { Antivirus } from "#shared/facts/antivirus.ts";
import type { Patch, PendingUpdate } from "#shared/facts/patch.ts";
import type { LatestFact } from "#shared/api/schemas.ts";
import type { Gap, GapCause } from "#shared/model/attendance.ts";
import type { Condition } from "#shared/model/condition.ts";
import { authorityName, policy, type Policy } from "#shared/model/policy.ts";
import { calendarOf } from "../policy/calendar.ts";
import { stepConditions, type StepResult } from "./step.ts";
import type { Computer, ComputerSubject } from "./subject.ts";

/** `2027-01-05 08:30` of the office's clock as an instant. */
export const jst = (text: string): string =>
  Temporal.Instant.from(`${text.replace(" ", "T")}:00+09:00`).toString();

const route = { title: { ja: "経路", en: "Route" }, clause: "第2章6(4)", steps: [{ roles: ["manager"] }] };

/** A policy with the defaults of every number. */
export const testPolicy: Policy = policy.parse({
  edition: { name: "試験" },
  routes: { office: route, member: route, compliance: route, grave: route },
  hours: {},
  deadlines: {},
  corrective: {},
  thresholds: {},
  summary: {},
  authorities: Object.fromEntries(
    authorityName.options.map((name) => [name, { roles: ["supervisor"], clause: "第2章1(2)ウ" }]),
  ),
});
export const testCalendar = calendarOf(testPolicy);

export const fact = (value: unknown, at: string, change: Partial<LatestFact> = {}): LatestFact => ({
  status: "ok",
  code: null,
  reason: null,
  value,
  schema: 1,
  at,
  receivedAt: at,
  durationMs: 10,
  ...change,
});

export const update = (name: string, change: Partial<PendingUpdate> = {}): PendingUpdate => ({
  name,
  installed: "1.0",
  candidate: "1.1",
  security: true,
  severity: null,
  origin: null,
  kb: [],
  ...change,
});

export const patchValue = (pending: readonly PendingUpdate[], change: Partial<Patch> = {}): Patch => ({
  source: "apt",
  operatingSystem: { id: "debian", version: "12", edition: null, build: null, name: "Debian 12" },
  listsUpdatedAt: null,
  pending: [...pending],
  rebootRequired: false,
  rebootPackages: [],
  ...change,
});

export const antivirusValue = (state: Antivirus["state"], builtAt: string | null): Antivirus => ({
  state,
  products:
    state === "not-installed"
      ? []
      : [
          {
            name: "ClamAV",
            engineVersion: "1.4",
            state,
            running: state !== "stopped",
            onAccess: null,
            loaded: builtAt === null ? null : { name: "daily", version: "1", builtAt },
            onDisk: [],
          },
        ],
});

export const gapOf = (from: string, to: string | null, cause: GapCause = "computer-off"): Gap => ({
  id: `gap-${from}`,
  subject: "agent",
  endpointId: "e1",
  fact: null,
  from,
  to,
  cause,
  detail: "",
  explainedAt: null,
});

export const computer = (change: Partial<Computer> = {}): Computer => ({
  id: "e1",
  hostname: "PC-01",
  managementNumber: null,
  platform: "linux",
  kind: "terminal",
  site: { id: "s1", name: "事務局", kind: "office", coverage: "watched", note: null },
  siteId: "s1",
  state: "active",
  assetClass: null,
  userIds: [],
  lastSeenAt: jst("2026-11-24 09:00"),
  enrolledAt: jst("2026-04-01 09:00"),
  agentVersion: "1.0.0",
  operatingSystem: "Debian 12",
  macs: ["52:54:00:00:00:01"],
  clockOffsetMs: 0,
  sensors: [{ fact: "patch", status: "ok", code: null, reason: null, lastRunAt: null, durationMs: 1 }],
  certificateExpiresAt: null,
  ...change,
});

/** A computer that is on, heard and in order: nothing pending, protected with definitions of `at`. */
export const subjectAt = (at: string, change: Partial<ComputerSubject> = {}): ComputerSubject => ({
  endpoint: computer(),
  connected: true,
  gaps: [],
  firstSeen: new Map(),
  macSeenAt: null,
  ...change,
  facts: {
    patch: fact(patchValue([]), at),
    antivirus: fact(antivirusValue("on", at), at),
    ...change.facts,
  },
});

/** One computer's conditions over time, as the pipeline keeps them. */
export function createCourse(policyOf: Policy = testPolicy) {
  let known: readonly Condition[] = [];
  return {
    known: () => known,
    step(subject: ComputerSubject, now: string): StepResult {
      const result = stepConditions({
        subject,
        known: known.filter(({ state }) => state !== "ended"),
        now,
        policy: policyOf,
        calendar: calendarOf(policyOf),
        idOf: (rule, endpointId, beganAt) => `${rule}-${endpointId}-${beganAt}`,
      });
      const became = new Map(
        result.incidents.map(({ conditionId, finding }) => [
          conditionId,
          finding.fingerprint.replaceAll("|", "_"),
        ]),
      );
      const changed = new Map(
        result.conditions.map((one) => [
          one.id,
          { ...one, incidentId: became.get(one.id) ?? one.incidentId },
        ]),
      );
      known = [...known.filter(({ id }) => !changed.has(id)), ...changed.values()];
      return result;
    },
  };
}
