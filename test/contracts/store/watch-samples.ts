import type { Gap } from "#shared/model/attendance.ts";
import type { Condition } from "#shared/model/condition.ts";
import type { WeeklySummary } from "#shared/model/report.ts";
import { at } from "./samples.ts";

export const condition = (id: string, more: Partial<Condition> = {}): Condition => ({
  id,
  rule: "patch-overdue",
  endpointId: "pc1",
  siteId: "office",
  severity: "caution",
  state: "open",
  beganAt: at(10),
  afterAbsence: false,
  openedAt: at(10),
  dueAt: at(5000),
  incidentId: null,
  receivedAt: null,
  receivedBy: null,
  endedAt: null,
  data: { pending: 3 },
  ...more,
});

export const gap = (id: string, more: Partial<Gap> = {}): Gap => ({
  id,
  subject: "agent",
  endpointId: "pc1",
  fact: null,
  from: at(100),
  to: null,
  cause: "unconfirmed",
  detail: "",
  explainedAt: null,
  ...more,
});

const figures = {
  total: 1,
  withinDeadline: 1,
  applied: 1,
  diagnosed: 1,
  byState: {
    "support-ended": 0,
    silent: 0,
    "could-not-look": 0,
    unsupported: 0,
    overdue: 0,
    failed: 0,
    "reboot-pending": 0,
    "in-grace": 0,
    applied: 1,
  },
};

export const report = (from: string, more: Partial<WeeklySummary> = {}): WeeklySummary => ({
  id: `weekly-${from}`,
  from,
  to: Temporal.PlainDate.from(from).add({ days: 6 }).toString(),
  madeAt: at(40),
  organisation: "○○水道協同組合",
  patch: { figures, before: null, overdue: [], targetPercent: 95 },
  antivirus: { on: 1, stopped: 0, missing: 0, stale: 0, couldNotLook: 0 },
  usb: { connected: 2, unregistered: 1, undecided: 1 },
  lan: { strangers: 0, undecided: 0 },
  incidents: { opened: 1, closed: 0, open: 1, unreceived: 0 },
  correctives: { opened: 0, ended: 0, open: 0 },
  attendance: {
    from: at(0),
    to: at(100),
    collectorDue: 100,
    collectorWatched: 100,
    agentsDue: 100,
    agentsWatched: 90,
    sensorsDue: 100,
    sensorsWatched: 90,
    gaps: 1,
    openGaps: 0,
    unconfirmed: 0,
  },
  coverage: {
    computersWatched: 1,
    computersInLedger: 2,
    networksWatched: 1,
    networksLearning: 0,
    networksUnheard: 0,
    firms: { watched: 0, selfCheck: 0, declined: 0, open: 1 },
    agentless: 1,
    strangers: 0,
  },
  gaps: [{ ...gap("g1", { to: at(110) }), endpointName: "PC-pc1" }],
  gapsLeftOut: 0,
  checkpoint: null,
  ...more,
});
