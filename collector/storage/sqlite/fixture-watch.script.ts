import type { UsbDevice } from "#shared/facts/usb.ts";
import type { IncidentEvent } from "#shared/model/incident.ts";
import type { Effects } from "../port.ts";

export const at = (minute: number): string => `2026-11-24T09:${String(minute).padStart(2, "0")}:00.000Z`;
export const machine = { kind: "machine", id: null, name: "火の見" } as const;

export const stick: UsbDevice = {
  key: "0781:5581:4C530001",
  port: "1-2",
  vendorId: "0781",
  productId: "5581",
  vendor: "SanDisk",
  product: "Ultra",
  serial: "4C530001",
  serialQuality: "unique",
  kind: "usb-memory",
  volumes: [],
  sizeBytes: 15_000_000_000,
};

/** Another one, about which a person decides. */
export const decidedStick: UsbDevice = {
  ...stick,
  key: "0781:5581:4C530002",
  serial: "4C530002",
  port: "1-3",
};

const changes: readonly IncidentEvent["change"][] = [
  { type: "routed", route: "office", steps: [{ roles: ["manager"] }, { roles: ["supervisor"] }] },
  {
    type: "step-reached",
    leg: "main",
    index: 0,
    roles: ["manager"],
    by: "first",
    holders: [{ personId: "p1", name: "山田", role: "manager", deputy: false }],
    dueAt: at(50),
    remindAt: null,
  },
];

/** The way of the fixture's case along its route. */
export const routed: readonly IncidentEvent[] = changes.map((change, i) => ({
  id: `i1-route-${String(i)}`,
  incidentId: "i1",
  at: at(5),
  recordedAt: at(6),
  actor: machine,
  change,
}));

const figures = {
  total: 2,
  withinDeadline: 1,
  applied: 1,
  diagnosed: 1,
  byState: {
    "support-ended": 0,
    silent: 1,
    "could-not-look": 0,
    unsupported: 0,
    overdue: 0,
    failed: 0,
    "reboot-pending": 0,
    "in-grace": 0,
    applied: 1,
  },
};

const condition = {
  rule: "patch-overdue",
  endpointId: "pc1",
  siteId: "office",
  severity: "caution",
  state: "open",
  beganAt: at(6),
  afterAbsence: false,
  openedAt: at(6),
  dueAt: "2026-12-01T08:30:00.000Z",
  incidentId: null,
  receivedAt: null,
  receivedBy: null,
  endedAt: null,
  data: { pending: 2 },
} as const;

const gap = {
  subject: "agent",
  endpointId: "pc2",
  fact: null,
  from: at(10),
  to: at(20),
  cause: "computer-off",
  detail: "shutdown",
  explainedAt: at(21),
} as const;

/** What the watch writes beside cases: conditions, gaps, updates, a summary and the work that made it. */
export const watched: Pick<Effects, "conditions" | "gaps" | "updates" | "reports" | "jobs"> = {
  conditions: [
    { ...condition, id: "c1" },
    { ...condition, id: "c0", endpointId: "pc2", siteId: "firm-1", state: "ended", endedAt: at(9) },
  ],
  gaps: [
    { ...gap, id: "g1" },
    { ...gap, id: "g2", from: at(40), to: null, cause: "unconfirmed", detail: "", explainedAt: null },
  ],
  updates: [{ key: "apt|openssl|3.5.1", at: at(5) }],
  reports: [
    {
      id: "weekly-2026-11-16",
      from: "2026-11-16",
      to: "2026-11-22",
      madeAt: at(30),
      organisation: "○○水道協同組合",
      patch: { figures, before: null, overdue: [], targetPercent: 95 },
      antivirus: { on: 1, stopped: 0, missing: 1, stale: 0, couldNotLook: 0 },
      usb: { connected: 1, unregistered: 1, undecided: 1 },
      lan: { strangers: 1, undecided: 1 },
      incidents: { opened: 1, closed: 0, open: 1, unreceived: 1 },
      correctives: { opened: 1, ended: 1, open: 1 },
      attendance: {
        from: "2026-11-15T15:00:00.000Z",
        to: "2026-11-22T15:00:00.000Z",
        collectorDue: 604_800,
        collectorWatched: 604_800,
        agentsDue: 1_209_600,
        agentsWatched: 1_209_000,
        sensorsDue: 1_209_600,
        sensorsWatched: 1_209_000,
        gaps: 1,
        openGaps: 0,
        unconfirmed: 0,
      },
      coverage: {
        computersWatched: 2,
        computersInLedger: 2,
        networksWatched: 1,
        networksLearning: 0,
        networksUnheard: 0,
        firms: { watched: 1, selfCheck: 0, declined: 0, open: 0 },
        agentless: 1,
        strangers: 1,
      },
      gaps: [{ ...gap, id: "g1", endpointName: "PC2" }],
      gapsLeftOut: 0,
      checkpoint: null,
    },
  ],
  jobs: [{ job: "weekly", occurrence: "2026-11-16", at: at(30) }],
};
