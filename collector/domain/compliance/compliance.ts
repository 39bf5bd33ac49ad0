import { patch, type Patch } from "#shared/facts/patch.ts";
import type { LatestFact } from "#shared/api/schemas.ts";
import type { ComplianceFigures, ComplianceRow, ComplianceState } from "#shared/model/compliance.ts";
import type { Policy } from "#shared/model/policy.ts";
import type { BusinessCalendar } from "../calendar/business-hours.ts";
import { officeDate } from "../calendar/fiscal-year.ts";
import { poweredSeconds } from "../conditions/powered.ts";
import { seen } from "../conditions/reading.ts";
import type { ComputerSubject } from "../conditions/subject.ts";
import { isExpectedAway } from "../conditions/watched.ts";
import { supportAt } from "../rules/os-unsupported/system.ts";
import { isPast, updateDeadlines, type UpdateDeadline } from "../rules/patch-overdue/deadlines.ts";
import { hasBusinessTimePassed } from "./business-time.ts";

/** Hours of business time after which what was known of a computer no longer counts. */
const silentAfterHours = 24;

const hasDiagnosis: ReadonlySet<ComplianceState> = new Set([
  "overdue",
  "failed",
  "reboot-pending",
  "in-grace",
  "applied",
]);

/**
 * Where one watched computer stands with its updates at `now` (ISO instant). The figures of its row are what was last
 * known; its state says whether that still counts. Out of support stands above all: nothing such a computer answers
 * makes it 適用済.
 */
export function complianceOf(
  subject: ComputerSubject,
  now: string,
  policy: Policy,
  calendar: BusinessCalendar,
  siteName: string,
): ComplianceRow {
  const { endpoint } = subject;
  const fact = subject.facts["patch"];
  const read = seen(fact, patch);
  const deadlines = deadlinesOf(read, subject, policy, calendar);
  const overdue = deadlines.filter((deadline) => isOverdue(deadline, subject, now, policy));
  const [earliest] = deadlines;
  const [mostOverdue] = overdue;
  return {
    endpointId: endpoint.id,
    hostname: endpoint.hostname,
    siteId: endpoint.siteId,
    siteName,
    state: isOutOfSupport(subject, now)
      ? "support-ended"
      : isSilent(subject, now, calendar)
        ? "silent"
        : lookState(fact, read, deadlines.length, overdue.length),
    pending: deadlines.length,
    security: deadlines.filter(({ update }) => update.security).length,
    overdueDays: mostOverdue === undefined ? 0 : daysPast(mostOverdue.dueAt, now),
    nextDueAt: earliest?.dueAt ?? null,
    worst: earliest?.update.name ?? null,
    lookedAt: fact?.status === "ok" ? fact.at : null,
  };
}

const isOutOfSupport = (subject: ComputerSubject, now: string): boolean =>
  supportAt(subject.facts, now)?.state === "ended";

/** What the last look says; one that failed says nothing, whatever it saw all the same. */
function lookState(
  fact: LatestFact | undefined,
  read: Patch | null,
  pending: number,
  overdue: number,
): ComplianceState {
  if (fact?.status === "unsupported") return "unsupported";
  if (fact?.status !== "ok" || read === null) return "could-not-look";
  if (overdue > 0) return "overdue";
  if (read.rebootRequired === true) return "reboot-pending";
  return pending > 0 ? "in-grace" : "applied";
}

/** Not heard for 24 hours of business time, or away by what people entered: 未応答, and never counted as applied. */
function isSilent(subject: ComputerSubject, now: string, calendar: BusinessCalendar): boolean {
  const { endpoint, connected } = subject;
  if (connected) return false;
  if (isExpectedAway(endpoint.state) || endpoint.lastSeenAt === null) return true;
  return hasBusinessTimePassed(endpoint.lastSeenAt, now, silentAfterHours, calendar);
}

/** What was pending at the last look that showed anything, the earliest deadline first. */
function deadlinesOf(
  read: Patch | null,
  subject: ComputerSubject,
  policy: Policy,
  calendar: BusinessCalendar,
): readonly UpdateDeadline[] {
  const fact = subject.facts["patch"];
  if (fact === undefined || read === null) return [];
  return updateDeadlines(read, { firstSeen: subject.firstSeen, readAt: fact.at }, policy, calendar);
}

/**
 * 期限超過. An update that came out while the computer was off is 公開後未起動 until the computer has been on for the hours
 * the policy gives after an absence: it could not be installed.
 */
function isOverdue(
  { dueAt, publishedAt }: UpdateDeadline,
  subject: ComputerSubject,
  now: string,
  policy: Policy,
): boolean {
  if (!isPast(dueAt, now)) return false;
  const { enrolledAt } = subject.endpoint;
  const enrolledLater =
    Temporal.Instant.compare(Temporal.Instant.from(enrolledAt), Temporal.Instant.from(publishedAt)) > 0;
  const from = enrolledLater ? enrolledAt : publishedAt;
  return poweredSeconds(from, now, subject.gaps) >= policy.thresholds["after-absence-hours"] * 3600;
}

/** Days of the office past a deadline, at least one. */
const daysPast = (dueAt: string, now: string): number =>
  Math.max(1, officeDate(dueAt).until(officeDate(now), { largestUnit: "days" }).days);

/**
 * The figures over all watched computers. 診断できた are those whose missing updates are known now; of these 期限遵守 are
 * those with nothing past its deadline, and of these 適用 those with nothing pending. A system out of support counts in
 * none of the three: its publisher no longer says what is missing.
 */
export function figuresOf(rows: readonly ComplianceRow[]): ComplianceFigures {
  const byState: Record<ComplianceState, number> = {
    "support-ended": 0,
    silent: 0,
    "could-not-look": 0,
    unsupported: 0,
    overdue: 0,
    failed: 0,
    "reboot-pending": 0,
    "in-grace": 0,
    applied: 0,
  };
  for (const { state } of rows) byState[state] += 1;
  const diagnosed = rows.filter(({ state }) => hasDiagnosis.has(state));
  return {
    total: rows.length,
    withinDeadline: diagnosed.filter(({ state }) => state !== "overdue").length,
    applied: diagnosed.filter(({ state }) => state === "applied").length,
    diagnosed: diagnosed.length,
    byState,
  };
}
