import type { Patch, PendingUpdate } from "#shared/facts/patch.ts";
import type { Policy } from "#shared/model/policy.ts";
import { clockOn, isOpenDay, nextOpenDay, type BusinessCalendar } from "../../calendar/business-hours.ts";
import { officeDate } from "../../calendar/fiscal-year.ts";

/** How urgent an update is. 悪用確認あり is not among them: no source of ours says so, and no source means no class. */
export type UpdateClass = Exclude<keyof Policy["thresholds"]["patch-grace-days"], "exploited">;

/** Names an update wherever it is pending, so that its deadline runs from its first sight anywhere. */
export const updateKey = (
  source: Patch["source"],
  update: Pick<PendingUpdate, "name" | "candidate">,
): string => `${source}|${update.name}|${update.candidate}`;

/** The class by the publisher's severity; a security update without one counts as 重要. */
export function classOf(update: Pick<PendingUpdate, "security" | "severity">): UpdateClass {
  if (update.severity === "critical" || update.severity === "important") return update.severity;
  return update.security && update.severity === null ? "important" : "other";
}

/** An update that is not installed, and until when it should be. */
export interface UpdateDeadline {
  readonly update: PendingUpdate;
  readonly updateClass: UpdateClass;
  /** When it was first seen anywhere, an ISO instant. */
  readonly publishedAt: string;
  readonly dueAt: string;
}

/** Updates that count: what the source itself holds back cannot be installed by anybody. */
function countedUpdates(read: Patch): readonly PendingUpdate[] {
  const held = new Set(read.keptBack ?? []);
  return read.pending.filter(({ name }) => !held.has(name));
}

/**
 * The deadline of every update that counts, the earliest first: the end of hours of the day on which its grace ends, or
 * of the next business day. An update nobody noted before counts from `readAt`, the time of the reading.
 */
export function updateDeadlines(
  read: Patch,
  around: { readonly firstSeen: ReadonlyMap<string, string>; readonly readAt: string },
  policy: Policy,
  calendar: BusinessCalendar,
): readonly UpdateDeadline[] {
  // A month's updates share their first sight and class; the calendar is asked once for each such pair.
  const known = new Map<string, string>();
  const dueAt = (publishedAt: string, updateClass: UpdateClass): string => {
    const key = `${publishedAt} ${updateClass}`;
    const found = known.get(key) ?? endOfGrace(publishedAt, updateClass, policy, calendar);
    known.set(key, found);
    return found;
  };
  return countedUpdates(read)
    .map((update) => {
      const publishedAt = around.firstSeen.get(updateKey(read.source, update)) ?? around.readAt;
      const updateClass = classOf(update);
      return { update, updateClass, publishedAt, dueAt: dueAt(publishedAt, updateClass) };
    })
    .toSorted((a, b) =>
      Temporal.Instant.compare(Temporal.Instant.from(a.dueAt), Temporal.Instant.from(b.dueAt)),
    );
}

function endOfGrace(
  publishedAt: string,
  updateClass: UpdateClass,
  policy: Policy,
  calendar: BusinessCalendar,
): string {
  const last = officeDate(publishedAt).add({ days: policy.thresholds["patch-grace-days"][updateClass] });
  const day = isOpenDay(last, calendar) ? last : nextOpenDay(last, calendar);
  return clockOn(day, calendar.closes).toInstant().toString();
}

/** Whether a deadline has passed at an ISO instant; the deadline itself is still in time. */
export const isPast = (dueAt: string, now: string): boolean =>
  Temporal.Instant.compare(Temporal.Instant.from(dueAt), Temporal.Instant.from(now)) < 0;
