const zone = "Asia/Tokyo";

/** A moment as a field of date and time writes it, in Japanese time: `2026-11-24T18:05`. */
export const callField = (iso: string): string =>
  Temporal.Instant.from(iso).toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: "minute" });

/** What stands in such a field as a moment in UTC; null where it is empty, unreadable or later than `now`. */
export function callMoment(field: string, now: string): string | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/u.test(field)) return null;
  try {
    const at = Temporal.PlainDateTime.from(field, { overflow: "reject" }).toZonedDateTime(zone).toInstant();
    return Temporal.Instant.compare(at, Temporal.Instant.from(now)) > 0
      ? null
      : at.toString({ fractionalSecondDigits: 3 });
  } catch {
    return null;
  }
}
