import type { Gap } from "#shared/model/attendance.ts";
import type { AttendanceFigures, Coverage } from "#shared/model/attendance-figures.ts";
import type { AntivirusState } from "#shared/facts/antivirus.ts";
import type { ComplianceFigures, ComplianceRow } from "#shared/model/compliance.ts";
import type { Condition } from "#shared/model/condition.ts";
import { finishedStates } from "#shared/model/incident.ts";
import type { WeeklySummary } from "#shared/model/report.ts";
import type { StoredIncident } from "../incidents/incident.ts";
import { officeTimeZone } from "../calendar/fiscal-year.ts";

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
  /** Cases that ended, at least those whose last change lies within the period. */
  readonly finished: readonly StoredIncident[];
  /** Conditions that began or ended within the period, and every one that has not ended. */
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

const within = (at: string | null, { from, to }: { readonly from: string; readonly to: string }): boolean => {
  if (at === null) return false;
  const moment = Temporal.Instant.from(at);
  return (
    Temporal.Instant.compare(moment, Temporal.Instant.from(from)) >= 0 &&
    Temporal.Instant.compare(moment, Temporal.Instant.from(to)) < 0
  );
};

const lasting = (gap: Gap): number =>
  Temporal.Instant.from(gap.from)
    .until(gap.to === null ? Temporal.Instant.from("9999-01-01T00:00:00Z") : Temporal.Instant.from(gap.to))
    .total("seconds");

/** Puts a week's summary together. Pure: the same input gives the same paper. */
export function weeklySummary(input: WeeklyInput): WeeklySummary {
  const week = weekOf(input.monday);
  const ofRule = (rule: StoredIncident["rule"]): number =>
    input.arrived.filter((incident) => incident.rule === rule).length;
  const states = (state: AntivirusState): number => input.antivirus.filter((one) => one === state).length;
  const overdue = input.rows.filter(({ state }) => state === "overdue" || state === "support-ended");
  // The longest first: what is left out of a long list must not be what matters most.
  const gaps = [...input.gaps].sort((a, b) => lasting(b) - lasting(a));
  return {
    id: weeklyId(input.monday),
    from: input.monday,
    to: week.sunday,
    madeAt: input.madeAt,
    organisation: input.organisation,
    patch: {
      figures: input.figures,
      before: input.before,
      overdue: overdue.slice(0, mostRows),
      targetPercent: input.targetPercent,
    },
    antivirus: {
      on: states("on"),
      stopped: states("stopped"),
      missing: states("not-installed"),
      stale: states("stale") + states("no-database"),
      couldNotLook: input.antivirus.filter((one) => one === null).length,
      detected: 0,
    },
    usb: {
      connected: input.mediaSeen,
      unregistered: ofRule("usb-unregistered"),
      undecided: input.mediaUndecided,
    },
    lan: { strangers: ofRule("lan-unknown"), undecided: input.devicesUndecided },
    incidents: {
      opened: input.arrived.length,
      closed: input.finished.filter(
        ({ state, updatedAt }) => finishedStates.has(state) && within(updatedAt, week),
      ).length,
      open: input.open.length,
      unreceived: input.open.filter(({ receivedAt }) => receivedAt === null).length,
    },
    correctives: {
      opened: input.conditions.filter(({ openedAt }) => within(openedAt, week)).length,
      ended: input.conditions.filter(({ endedAt, openedAt }) => openedAt !== null && within(endedAt, week))
        .length,
      open: input.conditions.filter(({ state }) => state === "open").length,
    },
    attendance: input.attendance,
    coverage: input.coverage,
    gaps: gaps.slice(0, mostRows),
    gapsLeftOut: Math.max(0, gaps.length - mostRows),
    checkpoint: input.checkpoint,
  };
}
