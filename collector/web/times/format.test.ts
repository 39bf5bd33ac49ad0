import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  dateField,
  daysLeft,
  daysSince,
  endOfDay,
  formatClock,
  formatDate,
  formatDateTime,
  formatMoment,
  formatTime,
  formatDay,
  formatPaperDay,
} from "./format.ts";

describe("times on the screen", () => {
  it("are Japanese time with the weekday", () => {
    expect(formatDateTime("2026-11-24T09:05:12.000Z", "ja")).toBe("2026/11/24(火) 18:05");
    expect(formatDateTime("2026-11-24T09:05:12.000Z", "en")).toBe("2026/11/24 (Tue) 18:05");
    expect(formatDate("2026-11-22T15:00:00.000Z", "ja")).toBe("2026/11/23(月)");
    expect(formatClock("2026-11-24T09:05:12.000Z")).toBe("18:05:12");
    expect(formatTime("2026-11-24T15:00:00Z")).toBe("00:00");
  });

  it("leave the date out only on the same Japanese day", () => {
    expect(formatMoment("2026-11-24T09:05:00Z", "2026-11-24T14:59:00Z", "ja")).toBe("18:05");
    expect(formatMoment("2026-11-24T09:05:00Z", "2026-11-24T15:00:00Z", "ja")).toBe("2026/11/24(火) 18:05");
  });

  it("count whole days only", () => {
    expect(daysSince("2026-11-20T09:00:00Z", "2026-11-24T08:59:59Z")).toBe(3);
    expect(daysSince("2026-11-20T09:00:00Z", "2026-11-24T09:00:00Z")).toBe(4);
  });

  it("end a permission with the last second of its Japanese day", () => {
    expect(endOfDay("2026-11-24")).toBe("2026-11-24T14:59:59.000Z");
    expect(endOfDay("")).toBeNull();
    expect(dateField("2026-11-24T15:30:00Z")).toBe("2026-11-25");
  });

  it("never throw for a moment the collector could store", () => {
    const moments = fc.date({ min: new Date(0), max: new Date(4102444800000), noInvalidDate: true });
    fc.assert(
      fc.property(moments, (moment) => {
        expect(formatDateTime(moment.toISOString(), "ja")).toMatch(/^\d{4}\/\d\d\/\d\d\(.\) \d\d:\d\d$/u);
      }),
    );
  });

  it("counts the begun day as one that is left", () => {
    expect(daysLeft("2026-11-30T21:00:00Z", "2026-11-23T21:00:01Z")).toBe(7);
    expect(daysLeft("2026-11-23T21:00:00Z", "2026-11-23T21:00:01Z")).toBe(0);
  });

  it("writes days of papers in the era's years", () => {
    expect(formatPaperDay("2026-11-23T15:00:00Z", "ja")).toBe("令和8年11月24日");
    expect(formatPaperDay("2026-11-23T15:00:00Z", "en")).toBe("2026/11/24 (Tue)");
    expect(formatDay("2028-06-30", "ja")).toBe("2028/06/30(金)");
  });
});
