import { describe, expect, it } from "vitest";
import { isBusinessTime, officeCalendar, officeClosedOn, receiptDeadline } from "./business-hours.ts";

/** `2026-11-24 16:05` of the office's clock as an instant. */
const jst = (text: string): string => `${text.replace(" ", "T")}:00+09:00`;
const same = (a: string, b: string): boolean => Temporal.Instant.from(a).equals(Temporal.Instant.from(b));

describe("officeClosedOn", () => {
  it.each([
    ["2026-11-23", true, "勤労感謝の日"],
    ["2026-11-24", false, "a Tuesday"],
    ["2026-11-28", true, "a Saturday"],
    ["2026-05-06", true, "the substitute holiday of Golden Week 2026"],
    ["2026-05-07", false, "the day after Golden Week"],
    ["2026-12-28", false, "the last business day of 2026"],
    ["2026-12-29", true, "the year's end"],
    ["2027-01-03", true, "the third of January"],
    ["2027-01-04", false, "the first business day of 2027"],
  ])("%s is %s: %s", (date, closed) => {
    expect(officeClosedOn(date)).toBe(closed);
  });
});

describe("isBusinessTime", () => {
  it.each([
    ["2026-11-24 08:29", false],
    ["2026-11-24 08:30", true],
    ["2026-11-24 17:29", true],
    ["2026-11-24 17:30", false],
    ["2026-11-23 12:00", false],
  ])("%s is %s", (time, open) => {
    expect(isBusinessTime(jst(time), officeCalendar)).toBe(open);
  });
});

describe("receiptDeadline of a 警告", () => {
  it.each([
    ["in the hours: an hour", "2026-11-24 16:05", "2026-11-24 17:05"],
    ["just reaching the closing time", "2026-11-24 16:30", "2026-11-24 17:30"],
    ["Friday 17:05: the rest on Monday", "2026-11-27 17:05", "2026-11-30 09:05"],
    ["at the closing time itself", "2026-11-24 17:30", "2026-11-25 09:30"],
    ["17:55, after the hours", "2026-11-24 17:55", "2026-11-25 09:30"],
    ["before the opening of the same day", "2026-11-24 07:00", "2026-11-24 09:30"],
    ["a Saturday", "2026-11-28 10:00", "2026-11-30 09:30"],
    ["Golden Week", "2026-05-02 10:00", "2026-05-07 09:30"],
    ["the last minutes before Golden Week", "2026-05-01 17:00", "2026-05-07 09:00"],
    ["the evening of the last business day", "2026-12-28 18:00", "2027-01-04 09:30"],
    ["New Year's Day", "2027-01-01 09:00", "2027-01-04 09:30"],
  ])("%s", (_, arrived, deadline) => {
    expect(same(receiptDeadline("warning", jst(arrived), officeCalendar), jst(deadline))).toBe(true);
  });
});

describe("receiptDeadline of other severities", () => {
  it.each([
    ["grave", "2027-01-01 02:13", "2027-01-01 02:28"],
    ["suspected-grave", "2026-11-24 23:55", "2026-11-25 00:10"],
    ["caution", "2026-11-24 16:29", "2026-11-24 16:30"],
    ["caution", "2026-11-24 16:30", "2026-11-25 16:30"],
    ["caution", "2026-11-27 16:31", "2026-11-30 16:30"],
    ["info", "2026-11-28 09:00", "2026-11-30 16:30"],
  ] as const)("%s at %s", (severity, arrived, deadline) => {
    expect(same(receiptDeadline(severity, jst(arrived), officeCalendar), jst(deadline))).toBe(true);
  });

  it("never lies before the arrival, whatever the hour", () => {
    const start = Temporal.Instant.from("2026-12-20T00:00:00Z");
    const early = Array.from({ length: 24 * 30 }, (_, hour) => start.add({ hours: hour, minutes: 7 })).filter(
      (arrived) =>
        (["grave", "warning", "caution"] as const).some(
          (severity) =>
            Temporal.Instant.compare(
              receiptDeadline(severity, arrived.toString(), officeCalendar),
              arrived,
            ) <= 0,
        ),
    );
    expect(early).toEqual([]);
  });

  it("says so when a calendar never opens", () => {
    expect(() =>
      receiptDeadline("warning", jst("2026-11-24 10:00"), { ...officeCalendar, closedOn: () => true }),
    ).toThrow(RangeError);
  });
});
