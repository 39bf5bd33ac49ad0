import type { EndpointDetail } from "#shared/api/schemas.ts";
import type { BackupState, GapRow } from "#shared/api/watch-schemas.ts";
import type { AttendanceFigures, Coverage } from "#shared/model/attendance-figures.ts";
import {
  complianceState,
  type ComplianceFigures,
  type ComplianceRow,
  type ComplianceState,
} from "#shared/model/compliance.ts";
import type { WeeklySummary } from "#shared/model/report.ts";
import type { OfficeClock } from "./fake-office-clock.ts";
import { checkpointLine } from "./fake-office-records.cases.ts";

const special: Readonly<Record<string, Partial<ComplianceRow> & { readonly state: ComplianceState }>> = {
  e2: { state: "overdue", pending: 3, security: 2, overdueDays: 4, worst: "openssl 3.0.17-1~deb12u2" },
  e3: { state: "in-grace", pending: 5, security: 3, worst: "linux-image-amd64 6.1.153-1" },
  e4: { state: "silent" },
  e7: { state: "could-not-look" },
  e8: { state: "failed", pending: 1, security: 1, worst: "2026-11 累積更新プログラム (KB5070001)" },
  e9: { state: "support-ended" },
  e12: { state: "reboot-pending" },
  e13: { state: "reboot-pending" },
  e14: { state: "reboot-pending" },
};
/** The order of the model's states, in which they are counted. */
const states = complianceState.options;
/** What needs somebody first stands first, as the collector lists them. */
const order: readonly ComplianceState[] = [
  "overdue",
  "support-ended",
  "failed",
  "silent",
  "could-not-look",
  "reboot-pending",
  "in-grace",
  "unsupported",
  "applied",
];

const dueOf = (
  state: ComplianceState | undefined,
  ago: OfficeClock["ago"],
  ahead: OfficeClock["ahead"],
): string | null =>
  state === "overdue" ? ago(4 * 24 * 60) : state === "in-grace" || state === "failed" ? ahead(6 * 24) : null;

/** One row for each computer in use, worst first. */
export const drawCompliance = (
  { ago, ahead }: OfficeClock,
  endpoints: readonly EndpointDetail[],
): ComplianceRow[] =>
  endpoints
    .filter(({ state }) => state === "active")
    .map((endpoint): ComplianceRow => {
      const own = special[endpoint.id];
      return {
        endpointId: endpoint.id,
        hostname: endpoint.hostname,
        siteId: endpoint.site.id,
        siteName: endpoint.site.name,
        state: "applied",
        pending: 0,
        security: 0,
        overdueDays: 0,
        nextDueAt: dueOf(own?.state, ago, ahead),
        worst: null,
        lookedAt: own?.state === "silent" ? ago(190) : ago(6),
        ...own,
      };
    })
    .toSorted((one, other) => order.indexOf(one.state) - order.indexOf(other.state));

/** The three figures of the rows. */
export function countCompliance(rows: readonly ComplianceRow[]): ComplianceFigures {
  const count = (...of: ComplianceState[]): number => rows.filter(({ state }) => of.includes(state)).length;
  const [ended, silent, blind, none, overdue, failed, reboot, grace, applied] = states.map((state) =>
    count(state),
  );
  return {
    total: rows.length,
    withinDeadline: count("applied", "in-grace", "reboot-pending", "failed"),
    applied: count("applied"),
    diagnosed: rows.length - count("silent", "could-not-look", "unsupported"),
    byState: {
      "support-ended": ended ?? 0,
      silent: silent ?? 0,
      "could-not-look": blind ?? 0,
      unsupported: none ?? 0,
      overdue: overdue ?? 0,
      failed: failed ?? 0,
      "reboot-pending": reboot ?? 0,
      "in-grace": grace ?? 0,
      applied: applied ?? 0,
    },
  };
}

/** What is watched of what there is. */
export const coverage: Coverage = {
  computersWatched: 36,
  computersInLedger: 38,
  networksWatched: 1,
  networksLearning: 1,
  networksUnheard: 0,
  firms: { watched: 6, selfCheck: 3, declined: 1, open: 89 },
  agentless: 6,
  strangers: 2,
};

/** Gaps of the last days, newest first; the first one lasts. */
export function drawGaps({ ago }: OfficeClock): GapRow[] {
  const gap = (id: string, change: Partial<GapRow>): GapRow => ({
    id,
    subject: "agent",
    endpointId: "e4",
    endpointName: "PC-04",
    siteName: "事務局",
    fact: null,
    from: ago(190),
    to: null,
    cause: "unconfirmed",
    detail: "",
    explainedAt: null,
    ...change,
  });
  return [
    gap("g1", { cause: "network-cut", detail: "端末は動いていましたが、監視サーバに届きませんでした。" }),
    gap("g2", {
      subject: "sensor",
      endpointId: "e7",
      endpointName: "PC-07",
      fact: "antivirus",
      from: ago(400),
      cause: "sensor-failed",
      detail: "clamd のソケットを読む権限がありません。",
    }),
    gap("g3", { from: ago(60 * 20), to: ago(60 * 8), cause: "computer-off", explainedAt: ago(60 * 8) }),
    gap("g4", {
      subject: "collector",
      endpointId: null,
      endpointName: null,
      siteName: null,
      from: ago(60 * 30),
      to: ago(60 * 30 - 4),
      cause: "collector-stopped",
      detail: "更新のための停止",
      explainedAt: ago(60 * 30 - 4),
    }),
    gap("g5", {
      endpointId: "e9",
      endpointName: "PC-09",
      siteName: "北陸設備工業",
      from: ago(60 * 50),
      to: ago(60 * 49),
      cause: "agent-killed",
      detail: "SIGKILL",
      explainedAt: ago(60 * 49),
    }),
    gap("g6", { endpointId: "e12", endpointName: "PC-12", from: ago(60 * 75), to: ago(60 * 74) }),
  ];
}

/** 監視稼働率 of the `hours` before now. */
export const drawAttendance = ({ ago }: OfficeClock, hours = 18): AttendanceFigures => {
  const due = hours * 3600;
  return {
    from: ago(hours * 60),
    to: ago(0),
    collectorDue: due,
    collectorWatched: due,
    agentsDue: due * 20,
    agentsWatched: Math.round(due * 20 * 0.992),
    sensorsDue: due * 100,
    sensorsWatched: Math.round(due * 100 * 0.985),
    gaps: 6,
    openGaps: 2,
    unconfirmed: 1,
  };
};

/** No backup has ever worked here. */
export const backup: BackupState = { lastAt: null, place: "none", failures: 0, lastError: null };

/** Weekly summaries, newest first. */
export function drawReports(
  clock: OfficeClock,
  rows: readonly ComplianceRow[],
  gaps: readonly GapRow[],
): WeeklySummary[] {
  const today = Temporal.PlainDate.from(clock.day(0));
  const figures = countCompliance(rows);
  return [1, 2, 3].map((weeks): WeeklySummary => {
    const monday = today.subtract({ days: today.dayOfWeek - 1 + 7 * weeks });
    return {
      id: `weekly-${monday.toString()}`,
      from: monday.toString(),
      to: monday.add({ days: 6 }).toString(),
      madeAt: monday
        .add({ days: 7 })
        .toZonedDateTime({ timeZone: "Asia/Tokyo", plainTime: "08:30" })
        .toInstant()
        .toString(),
      organisation: "富山管工事協同組合",
      patch: {
        figures,
        before:
          weeks === 3
            ? null
            : { ...figures, withinDeadline: figures.withinDeadline - 1, applied: figures.applied - 2 },
        overdue: rows.filter(({ state }) => state === "overdue" || state === "support-ended"),
        targetPercent: 95,
      },
      antivirus: { on: 32, stopped: 1, missing: 1, stale: 1, couldNotLook: 1 },
      usb: { connected: 14, unregistered: 2, undecided: 1 },
      lan: { strangers: 3, undecided: 2 },
      incidents: { opened: 4, closed: 3, open: 5, unreceived: 1 },
      correctives: { opened: 6, ended: 5, open: 7 },
      attendance: drawAttendance(clock, 168),
      coverage,
      gaps: gaps.map(({ siteName: _site, ...gap }) => gap),
      gapsLeftOut: 0,
      checkpoint: weeks === 3 ? null : checkpointLine(clock.ago(60), 4182),
    };
  });
}
