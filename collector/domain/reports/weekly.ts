import { excusedCauses, type Gap } from "#shared/model/attendance.ts";
import type { AttendanceFigures, Coverage } from "#shared/model/attendance-figures.ts";
import type { AntivirusState } from "#shared/facts/antivirus.ts";
import type { ComplianceFigures, ComplianceRow } from "#shared/model/compliance.ts";
import type { Condition } from "#shared/model/condition.ts";
import type { WeeklySummary } from "#shared/model/report.ts";
import type { StoredIncident } from "../incidents/incident.ts";
import { officeTimeZone } from "../calendar/fiscal-year.ts";
import { isWithin } from "./within.ts";

/** Everything a weekly summary is made from. */
export interface WeeklyInput {
  /** Monday of the period, for example 2026-11-16. */
  readonly monday: string;
  readonly madeAt: string;
  readonly organisation: string;
  readonly rows: readonly ComplianceRow[];
  readonly figures: ComplianceFigures;
  /** The figures of the week before, or null for the first summary. */
  readonly before: ComplianceFigures | null;
  readonly targetPercent: number;
  /** One for each watched computer; null where nobody could look. */
  readonly antivirus: readonly (AntivirusState | null)[];
  /** Media that were plugged in somewhere within the period. */
  readonly mediaSeen: number;
  readonly mediaUndecided: number;
  readonly devicesUndecided: number;
  /** Cases that arrived within the period, and every unfinished one. */
  readonly arrived: readonly StoredIncident[];
  readonly open: readonly StoredIncident[];
  /** When each case that is finished now was finished, at least those within the period. */
  readonly finishedAt: readonly string[];
  /** Conditions that were told or ended within the period, and every one that has not ended. */
  readonly conditions: readonly Condition[];
  readonly attendance: AttendanceFigures;
  readonly coverage: Coverage;
  readonly gaps: readonly (Gap & { readonly endpointName: string | null })[];
  readonly checkpoint: string | null;
}

/** Rows a mail can carry and a person can read. */
const mostRows = 500;

const midnight = (date: Temporal.PlainDate): string =>
  date.toZonedDateTime({ timeZone: officeTimeZone }).toInstant().toString();

/** The period of a Monday: from its midnight to the next Monday's, by the office's clock. */
export function weekOf(monday: string): {
  readonly from: string;
  readonly to: string;
  readonly sunday: string;
} {
  const first = Temporal.PlainDate.from(monday);
  return {
    from: midnight(first),
    to: midnight(first.add({ days: 7 })),
    sunday: first.add({ days: 6 }).toString(),
  };
}

/** The Monday of the week that ended before the week of `monday`. */
export const weekBefore = (monday: string): string =>
  Temporal.PlainDate.from(monday).subtract({ days: 7 }).toString();

export const weeklyId = (monday: string): string => `weekly-${monday}`;

type Named = WeeklyInput["gaps"][number];

const endless = Temporal.Instant.from("9999-01-01T00:00:00Z");
const lasting = ({ from, to }: Gap): number =>
  Temporal.Instant.from(from)
    .until(to === null ? endless : Temporal.Instant.from(to))
    .total("seconds");

/**
 * The gaps that matter most first: those of the time that was due before the nights in which computers were off, in
 * each the longest first. What is left out of a long list must not be what somebody has to ask about.
 */
const byWeight = (gaps: readonly Named[]): readonly Named[] =>
  gaps.toSorted(
    (a, b) =>
      Number(excusedCauses.has(a.cause)) - Number(excusedCauses.has(b.cause)) ||
      lasting(b) - lasting(a) ||
      (a.id < b.id ? -1 : 1),
  );

/** 期限超過 first and サポート終了 below, each by site and name. */
const overdueFirst = (rows: readonly ComplianceRow[]): readonly ComplianceRow[] =>
  rows
    .filter(({ state }) => state === "overdue" || state === "support-ended")
    .toSorted(
      (a, b) =>
        Number(a.state === "support-ended") - Number(b.state === "support-ended") ||
        a.siteName.localeCompare(b.siteName, "ja") ||
        a.hostname.localeCompare(b.hostname, "ja", { numeric: true }),
    );

/** Puts a week's summary together. Pure: the same input gives the same paper. */
export function weeklySummary(input: WeeklyInput): WeeklySummary {
  const week = weekOf(input.monday);
  const ofRule = (rule: StoredIncident["rule"]): number =>
    input.arrived.filter((incident) => incident.rule === rule).length;
  const states = (state: AntivirusState): number => input.antivirus.filter((one) => one === state).length;
  return {
    id: weeklyId(input.monday),
    from: input.monday,
    to: week.sunday,
    madeAt: input.madeAt,
    organisation: input.organisation,
    patch: {
      figures: input.figures,
      before: input.before,
      overdue: overdueFirst(input.rows).slice(0, mostRows),
      targetPercent: input.targetPercent,
    },
    antivirus: {
      on: states("on"),
      stopped: states("stopped"),
      missing: states("not-installed"),
      stale: states("stale") + states("no-database"),
      couldNotLook: input.antivirus.filter((one) => one === null).length,
    },
    usb: {
      connected: input.mediaSeen,
      unregistered: ofRule("usb-unregistered"),
      undecided: input.mediaUndecided,
    },
    lan: { strangers: ofRule("lan-unknown"), undecided: input.devicesUndecided },
    incidents: {
      opened: input.arrived.length,
      closed: input.finishedAt.filter((at) => isWithin(at, week)).length,
      open: input.open.length,
      unreceived: input.open.filter(({ receivedAt }) => receivedAt === null).length,
    },
    correctives: {
      opened: input.conditions.filter(({ openedAt }) => isWithin(openedAt, week)).length,
      ended: input.conditions.filter(({ endedAt, openedAt }) => openedAt !== null && isWithin(endedAt, week))
        .length,
      open: input.conditions.filter(({ state }) => state === "open").length,
    },
    attendance: input.attendance,
    coverage: input.coverage,
    gaps: byWeight(input.gaps).slice(0, mostRows),
    gapsLeftOut: Math.max(0, input.gaps.length - mostRows),
    checkpoint: input.checkpoint,
  };
}
