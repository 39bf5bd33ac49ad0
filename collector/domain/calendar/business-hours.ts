import holidayJp from "@holiday-jp/holiday_jp";
import type { Severity } from "#shared/model/severity.ts";
import { officeTimeZone } from "./fiscal-year.ts";

/** The hours of an office and the deadlines that follow from them. Times of day are of the office's own clock. */
export interface BusinessCalendar {
  readonly opens: string;
  readonly closes: string;
  /** The deadline, on the next business day, of what was told outside the hours. */
  readonly morningDeadline: string;
  /** When the daily digest goes out. */
  readonly digest: string;
  /** Minutes to receive a 警告, counted in business time. */
  readonly warningMinutes: number;
  /** Minutes to receive a 重大 or its suspicion, day and night. */
  readonly graveMinutes: number;
  /** Whether the office is closed on a date (`2026-11-24`), weekends included. */
  closedOn(date: string): boolean;
}

/** Days around the new year on which the office is closed though they are no national holidays. */
const yearEnd: ReadonlySet<string> = new Set(["12-29", "12-30", "12-31", "01-01", "01-02", "01-03"]);

/**
 * Saturday, Sunday, a national holiday of Japan, or 29 December to 3 January. The list of holidays ends in 2050; later
 * years know weekends and the new year only.
 */
export function officeClosedOn(date: string): boolean {
  const day = Temporal.PlainDate.from(date);
  return day.dayOfWeek >= 6 || yearEnd.has(date.slice(5)) || Object.hasOwn(holidayJp.holidays, date);
}

/** Monday to Friday, 08:30 to 17:30. */
export const officeCalendar: BusinessCalendar = {
  opens: "08:30",
  closes: "17:30",
  morningDeadline: "09:30",
  digest: "16:30",
  warningMinutes: 60,
  graveMinutes: 15,
  closedOn: officeClosedOn,
};

/** A calendar that is closed for longer than this many days in a row is a mistake, not an office. */
export const longestClosure = 60;

/** A time of day on a date, by the office's clock. */
export const clockOn = (date: Temporal.PlainDate, time: string): Temporal.ZonedDateTime =>
  date.toZonedDateTime({ timeZone: officeTimeZone, plainTime: Temporal.PlainTime.from(time) });

/** Whether the office works on a date. */
export const isOpenDay = (date: Temporal.PlainDate, calendar: BusinessCalendar): boolean =>
  !calendar.closedOn(date.toString());

/** The first business day after a date. Throws RangeError where `longestClosure` days hold none. */
export function nextOpenDay(date: Temporal.PlainDate, calendar: BusinessCalendar): Temporal.PlainDate {
  let day = date;
  for (let step = 0; step < longestClosure; step += 1) {
    day = day.add({ days: 1 });
    if (isOpenDay(day, calendar)) return day;
  }
  throw new RangeError(
    `the calendar has no business day within ${String(longestClosure)} days of ${date.toString()}`,
  );
}

/** Whether the office is open at an instant; the closing time itself is outside. */
export function isBusinessTime(instant: string, calendar: BusinessCalendar): boolean {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(officeTimeZone);
  const day = local.toPlainDate();
  const time = local.toPlainTime();
  return (
    isOpenDay(day, calendar) &&
    Temporal.PlainTime.compare(time, calendar.opens) >= 0 &&
    Temporal.PlainTime.compare(time, calendar.closes) < 0
  );
}

/** The instant `minutes` of business time after one that lies in the hours. */
function addBusinessMinutes(
  start: Temporal.ZonedDateTime,
  minutes: number,
  calendar: BusinessCalendar,
): Temporal.ZonedDateTime {
  let from = start;
  let left = Temporal.Duration.from({ minutes });
  for (;;) {
    const closing = clockOn(from.toPlainDate(), calendar.closes);
    const today = from.until(closing, { largestUnit: "minutes" });
    if (Temporal.Duration.compare(left, today) <= 0) return from.add(left);
    left = left.subtract(today);
    from = clockOn(nextOpenDay(from.toPlainDate(), calendar), calendar.opens);
  }
}

/**
 * Until when somebody must have received a case (受領期限), an ISO instant. It runs from the arrival of the report, not
 * from the happening, so that a computer that was away does not bring a deadline that has already passed.
 * 重大 and its suspicion: 15 minutes, day and night. 警告: 60 minutes of business time; told outside the hours, the
 * next opening day's 09:30. 注意 and 情報: the day's digest, or the next one.
 */
export function receiptDeadline(severity: Severity, arrivedAt: string, calendar: BusinessCalendar): string {
  const arrived = Temporal.Instant.from(arrivedAt);
  const local = arrived.toZonedDateTimeISO(officeTimeZone);
  const day = local.toPlainDate();
  switch (severity) {
    case "grave":
    case "suspected-grave":
      return arrived.add({ minutes: calendar.graveMinutes }).toString();
    case "warning": {
      if (isBusinessTime(arrivedAt, calendar))
        return addBusinessMinutes(local, calendar.warningMinutes, calendar).toInstant().toString();
      const beforeOpening =
        isOpenDay(day, calendar) && Temporal.PlainTime.compare(local.toPlainTime(), calendar.opens) < 0;
      const next = beforeOpening ? day : nextOpenDay(day, calendar);
      return clockOn(next, calendar.morningDeadline).toInstant().toString();
    }
    case "caution":
    case "info": {
      const today =
        isOpenDay(day, calendar) && Temporal.PlainTime.compare(local.toPlainTime(), calendar.digest) < 0;
      return clockOn(today ? day : nextOpenDay(day, calendar), calendar.digest)
        .toInstant()
        .toString();
    }
    default:
      return unknownSeverity(severity);
  }
}

const unknownSeverity = (severity: never): never => {
  throw new TypeError(`no deadline is known for ${String(severity)}`);
};
