import { describe, expect, it } from "vitest";
import { jst, testCalendar } from "../conditions/computer-testing.ts";
import { hasBusinessTimePassed } from "./business-time.ts";

describe("hasBusinessTimePassed", () => {
  it.each([
    ["a night", "2026-11-24 17:30", "2026-11-25 08:30", 1, false],
    ["an hour of the morning", "2026-11-24 17:30", "2026-11-25 09:30", 1, true],
    ["a minute less", "2026-11-24 17:30", "2026-11-25 09:29", 1, false],
    ["a weekend", "2026-11-27 17:30", "2026-11-30 08:30", 1, false],
    ["the year's end", "2026-12-28 17:30", "2027-01-04 08:30", 1, false],
    ["within one day", "2026-11-24 10:00", "2026-11-24 13:00", 3, true],
    ["two days and six hours", "2026-11-24 08:30", "2026-11-26 14:30", 24, true],
    ["two days and less than six hours", "2026-11-24 08:30", "2026-11-26 14:29", 24, false],
    ["years", "2020-11-24 08:30", "2026-11-26 14:29", 24, true],
    ["backwards", "2026-11-26 14:30", "2026-11-24 08:30", 1, false],
  ])("%s", (_, from, to, hours, passed) => {
    expect(hasBusinessTimePassed(jst(from), jst(to), hours, testCalendar)).toBe(passed);
  });
});
