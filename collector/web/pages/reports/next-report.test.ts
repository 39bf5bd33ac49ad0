import { describe, expect, it } from "vitest";
import { nextReportDay } from "./next-report.ts";

describe("the day of the next report", () => {
  it.each([
    ["2026-11-24T06:00:00Z", "08:30", "2026-11-30"],
    ["2026-11-29T14:59:00Z", "08:30", "2026-11-30"],
    ["2026-11-29T23:29:00Z", "08:30", "2026-11-30"],
    ["2026-11-29T23:30:00Z", "08:30", "2026-12-07"],
    ["2026-11-30T05:00:00Z", null, "2026-11-30"],
    ["2026-12-27T03:00:00Z", "08:30", "2026-12-28"],
  ])("after %s, made at %s, is %s", (now, time, day) => {
    expect(nextReportDay(now, time)).toBe(day);
  });
});
