import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { officeCalendar } from "../calendar/business-hours.ts";
import { jst, policy } from "../routing/routing-testing.ts";
import {
  addBusinessDays,
  businessDaysBetween,
  calendarOf,
  endOfBusinessToday,
  endOfFiscalYear,
  nextDigest,
} from "./calendar.ts";

const calendar = calendarOf(policy);
const utc = (text: string): string => Temporal.Instant.from(text).toString();

describe("calendarOf", () => {
  it("of the policy as shipped is the office's own", () => {
    expect({ ...calendar, closedOn: null }).toEqual({ ...officeCalendar, closedOn: null });
    for (const date of ["2026-11-23", "2026-11-24", "2026-12-31"])
      expect(calendar.closedOn(date)).toBe(officeCalendar.closedOn(date));
  });

  it("takes further closed days, and days that are open although they are holidays", () => {
    const own = calendarOf({
      ...policy,
      hours: { ...policy.hours, closed: ["2026-08-13"], open: ["2026-11-23", "2026-11-28"] },
    });
    expect(
      ["2026-08-13", "2026-08-14", "2026-11-22", "2026-11-23", "2026-11-28"].map((date) =>
        own.closedOn(date),
      ),
    ).toEqual([true, false, true, false, false]);
  });
});

describe("endOfBusinessToday", () => {
  it.each([
    ["in the hours", "11-24 10:00", "11-24 17:30:00"],
    ["before the opening", "11-24 07:00", "11-24 17:30:00"],
    ["at the closing time", "11-24 17:30", "11-24 23:59:59"],
    ["after the hours", "11-24 19:00", "11-24 23:59:59"],
    ["on a Saturday", "11-28 10:00", "11-28 23:59:59"],
  ])("%s", (_, now, end) => {
    expect(utc(endOfBusinessToday(jst(now), calendar))).toBe(utc(`2026-${end.replace(" ", "T")}+09:00`));
  });
});

describe("endOfFiscalYear", () => {
  it.each([
    ["2026-11-24 10:00", "2027-03-31"],
    ["2027-03-31 23:59", "2027-03-31"],
    ["2027-04-01 00:00", "2028-03-31"],
    ["2027-01-01 00:00", "2027-03-31"],
  ])("of %s is the end of %s", (now, date) => {
    expect(utc(endOfFiscalYear(jst(now)))).toBe(utc(`${date}T23:59:59+09:00`));
  });
});

describe("nextDigest", () => {
  it.each([
    ["11-24 16:29", "11-24 16:30"],
    ["11-24 16:30", "11-25 16:30"],
    ["12-28 17:00", "2027-01-04 16:30"],
  ])("after %s is %s", (now, digest) => {
    expect(utc(nextDigest(jst(now), calendar))).toBe(utc(jst(digest)));
  });
});

describe("addBusinessDays", () => {
  it.each([
    ["2026-11-24", 0, "2026-11-24"],
    ["2026-11-28", 0, "2026-11-30"],
    ["2026-11-20", 1, "2026-11-24"],
    ["2026-12-28", 1, "2027-01-04"],
    ["2026-12-25", 5, "2027-01-07"],
  ])("%s and %s days is %s", (from, days, to) => {
    expect(addBusinessDays(from, days, calendar)).toBe(to);
  });

  it.each([
    ["11-24 10:15", 1, "11-25 10:15"],
    ["11-24 02:13", 1, "11-25 08:30"],
    ["11-24 20:00", 1, "11-25 17:30"],
    ["11-24 20:00", 0, "11-25 08:30"],
    ["11-24 10:15", 0, "11-24 10:15"],
    ["11-28 10:15", 0, "11-30 10:15"],
    ["12-28 10:15", 1, "2027-01-04 10:15"],
  ])("the instant %s and %s days is %s", (from, days, to) => {
    expect(utc(addBusinessDays(jst(from), days, calendar))).toBe(utc(jst(to)));
  });

  it.each([[-1], [0.5], [Number.NaN]])("refuses %s days", (days) => {
    expect(() => addBusinessDays("2026-11-24", days, calendar)).toThrow(RangeError);
  });

  it("never ends on a closed day, and is undone by counting", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 1, max: 40 }), (offset, days) => {
        const from = Temporal.PlainDate.from("2026-01-01").add({ days: offset }).toString();
        const to = addBusinessDays(from, days, calendar);
        expect(calendar.closedOn(to)).toBe(false);
        expect(businessDaysBetween(from, to, calendar)).toBe(days);
      }),
    );
  });
});

describe("businessDaysBetween", () => {
  it.each([
    ["2026-11-24", "2026-11-24", 0],
    ["2026-11-20", "2026-11-24", 1],
    ["2026-12-28", "2027-01-05", 2],
    ["2026-11-25", "2026-11-24", 0],
  ])("%s to %s is %s", (from, to, days) => {
    expect(businessDaysBetween(from, to, calendar)).toBe(days);
  });
});
