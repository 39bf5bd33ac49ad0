import { clockOn, isOpenDay, type BusinessCalendar } from "../calendar/business-hours.ts";
import { officeDate, officeTimeZone } from "../calendar/fiscal-year.ts";

/** Days looked through; an office that is closed for longer has had nobody who could have been heard. */
const mostDays = 400;

/**
 * Whether at least `hours` of business time lie between two ISO instants. Looks back over 400 days at most. Throws
 * RangeError for text that is no instant.
 */
export function hasBusinessTimePassed(
  from: string,
  to: string,
  hours: number,
  calendar: BusinessCalendar,
): boolean {
  const start = Temporal.Instant.from(from).toZonedDateTimeISO(officeTimeZone);
  const end = Temporal.Instant.from(to).toZonedDateTimeISO(officeTimeZone);
  const lastDay = officeDate(to);
  let day = officeDate(from);
  let passed = 0;
  for (let count = 0; count < mostDays && passed < hours; count += 1) {
    if (Temporal.PlainDate.compare(day, lastDay) > 0) return false;
    if (isOpenDay(day, calendar)) {
      const opening = clockOn(day, calendar.opens);
      const closing = clockOn(day, calendar.closes);
      const first = Temporal.ZonedDateTime.compare(opening, start) < 0 ? start : opening;
      const last = Temporal.ZonedDateTime.compare(closing, end) > 0 ? end : closing;
      passed += Math.max(0, first.until(last).total("hours"));
    }
    day = day.add({ days: 1 });
  }
  return passed >= hours;
}
