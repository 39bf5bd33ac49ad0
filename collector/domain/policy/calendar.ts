import type { Policy } from "#shared/model/policy.ts";
import {
  clockOn,
  isOpenDay,
  nextOpenDay,
  officeClosedOn,
  receiptDeadline,
  type BusinessCalendar,
} from "../calendar/business-hours.ts";
import { officeDate, officeTimeZone } from "../calendar/fiscal-year.ts";

/** The office's hours as its policy sets them; a day named open is open although the calendar of holidays closes it. */
export function calendarOf(policy: Pick<Policy, "hours" | "deadlines">): BusinessCalendar {
  const { hours, deadlines } = policy;
  const closed = new Set(hours.closed);
  const open = new Set(hours.open);
  return {
    opens: hours.opens,
    closes: hours.closes,
    morningDeadline: hours["morning-deadline"],
    digest: hours.digest,
    warningMinutes: deadlines["warning-minutes"],
    graveMinutes: deadlines["grave-minutes"],
    closedOn: (date) => closed.has(date) || (officeClosedOn(date) && !open.has(date)),
  };
}

/** The last second of a date, so that a paper names that date and not the next one. */
const lastSecond = (date: Temporal.PlainDate): string => clockOn(date, "23:59:59").toInstant().toString();

/**
 * Until when 今日の業務終了まで holds, an ISO instant later than `now`: today's closing time, or the end of the day
 * where the office has already closed or does not open today.
 */
export function endOfBusinessToday(now: string, calendar: BusinessCalendar): string {
  const today = officeDate(now);
  const closing = clockOn(today, calendar.closes).toInstant();
  const ahead = Temporal.Instant.compare(Temporal.Instant.from(now), closing) < 0;
  return isOpenDay(today, calendar) && ahead ? closing.toString() : lastSecond(today);
}

/** 年度末: the last second of 31 March of the fiscal year that `now` lies in, an ISO instant. */
export function endOfFiscalYear(now: string): string {
  const date = officeDate(now);
  return lastSecond(
    Temporal.PlainDate.from({ year: date.month > 3 ? date.year + 1 : date.year, month: 3, day: 31 }),
  );
}

/** When the next digest of the day goes out, an ISO instant later than `now`. */
export const nextDigest = (now: string, calendar: BusinessCalendar): string =>
  receiptDeadline("caution", now, calendar);

const openDayAfter = (
  date: Temporal.PlainDate,
  days: number,
  calendar: BusinessCalendar,
): Temporal.PlainDate => {
  let day = days === 0 && !isOpenDay(date, calendar) ? nextOpenDay(date, calendar) : date;
  for (let count = 0; count < days; count += 1) day = nextOpenDay(day, calendar);
  return day;
};

/**
 * The `days`th business day after a date (`2026-11-24` gives a date) or an instant (gives an instant: the same time of
 * day, moved into the hours, since nothing falls due while nobody is there). 0 is the day itself or, where it is
 * closed, the next business day. Throws RangeError for other text, a negative number or a part of a day.
 */
export function addBusinessDays(from: string, days: number, calendar: BusinessCalendar): string {
  if (!Number.isInteger(days) || days < 0)
    throw new RangeError(`business days are a whole number from 0 on, not ${String(days)}`);
  if (/^\d{4}-\d{2}-\d{2}$/u.test(from))
    return openDayAfter(Temporal.PlainDate.from(from), days, calendar).toString();
  const local = Temporal.Instant.from(from).toZonedDateTimeISO(officeTimeZone);
  const day = openDayAfter(local.toPlainDate(), days, calendar);
  const moved = day.equals(local.toPlainDate())
    ? local
    : day.toZonedDateTime({ timeZone: officeTimeZone, plainTime: local.toPlainTime() });
  const opening = clockOn(day, calendar.opens);
  const closing = clockOn(day, calendar.closes);
  if (Temporal.ZonedDateTime.compare(moved, opening) < 0) return opening.toInstant().toString();
  if (Temporal.ZonedDateTime.compare(moved, closing) <= 0) return moved.toInstant().toString();
  // Today's closing has passed: a deadline of no days must not lie before its beginning.
  return days === 0
    ? clockOn(nextOpenDay(day, calendar), calendar.opens).toInstant().toString()
    : closing.toInstant().toString();
}

/** How many business days follow a date (`2026-11-24`) up to another, that one included; 0 where it is not later. */
export function businessDaysBetween(from: string, to: string, calendar: BusinessCalendar): number {
  const last = Temporal.PlainDate.from(to);
  let count = 0;
  for (
    let day = Temporal.PlainDate.from(from).add({ days: 1 });
    Temporal.PlainDate.compare(day, last) <= 0;
    day = day.add({ days: 1 })
  )
    if (isOpenDay(day, calendar)) count += 1;
  return count;
}
