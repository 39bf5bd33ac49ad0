import type { Designation } from "#shared/model/role.ts";

/** The first moment of the Japanese day in a date field (`2026-11-24`), in UTC; null for an empty field. */
export const startOfDay = (date: string): string | null =>
  date === ""
    ? null
    : Temporal.PlainDate.from(date)
        .toZonedDateTime("Asia/Tokyo")
        .toInstant()
        .toString({ fractionalSecondDigits: 3 });

/** Whether a designation is to come, in force or over at a moment; its last moment is over. */
export function periodState(
  { from, until, endedAt }: Pick<Designation, "from" | "until" | "endedAt">,
  now: string,
): "ahead" | "now" | "over" {
  const at = Temporal.Instant.from(now);
  const past = (moment: string): boolean => Temporal.Instant.compare(at, Temporal.Instant.from(moment)) >= 0;
  // Ended early is always ended now; the page's own clock may be some seconds behind.
  if (past(until) || endedAt !== null) return "over";
  return past(from) ? "now" : "ahead";
}
