import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PendingUpdate } from "#shared/facts/patch.ts";
import { officeDate } from "../../calendar/fiscal-year.ts";
import { jst, patchValue, testCalendar, testPolicy, update } from "../../conditions/computer-testing.ts";
import { classOf, isPast, updateDeadlines, updateKey, type UpdateClass } from "./deadlines.ts";

describe("classOf", () => {
  it.each<[boolean, PendingUpdate["severity"], UpdateClass]>([
    [true, "critical", "critical"],
    [false, "critical", "critical"],
    [true, "important", "important"],
    [true, null, "important"],
    [true, "moderate", "other"],
    [true, "low", "other"],
    [false, null, "other"],
  ])("security %s with severity %s is %s", (security, severity, updateClass) => {
    expect(classOf({ security, severity })).toBe(updateClass);
  });
});

const dueOf = (one: PendingUpdate, firstSeen: string | null) =>
  updateDeadlines(
    patchValue([one]),
    {
      firstSeen: new Map(firstSeen === null ? [] : [[updateKey("apt", one), firstSeen]]),
      readAt: jst("2026-11-20 09:00"),
    },
    testPolicy,
    testCalendar,
  ).map(({ dueAt }) => dueAt);

describe("updateDeadlines", () => {
  it.each([
    ["critical: 7 days", update("a", { severity: "critical" }), "2026-11-10 09:00", "2026-11-17 17:30"],
    ["important: 14 days", update("a"), "2026-11-10 09:00", "2026-11-24 17:30"],
    ["other: 30 days", update("a", { security: false }), "2026-11-10 09:00", "2026-12-10 17:30"],
    ["not on a weekend", update("a", { severity: "critical" }), "2026-11-21 09:00", "2026-11-30 17:30"],
    ["not on a holiday", update("a", { severity: "critical" }), "2026-11-16 09:00", "2026-11-24 17:30"],
    ["not at the year's end", update("a"), "2026-12-15 09:00", "2027-01-04 17:30"],
    ["by the office's date", update("a", { severity: "critical" }), "2026-11-11 00:30", "2026-11-18 17:30"],
  ])("%s", (_, one, seen, due) => {
    expect(dueOf(one, jst(seen))).toEqual([jst(due)]);
  });

  it("runs from the reading where nobody noted the update yet", () => {
    expect(dueOf(update("a"), null)).toEqual([jst("2026-12-04 17:30")]);
  });

  it("leaves out what the source holds back, and puts the earliest first", () => {
    const read = patchValue([update("late", { security: false }), update("held"), update("soon")], {
      keptBack: ["held"],
    });
    const around = { firstSeen: new Map<string, string>(), readAt: jst("2026-11-20 09:00") };
    expect(
      updateDeadlines(read, around, testPolicy, testCalendar).map(({ update: { name } }) => name),
    ).toEqual(["soon", "late"]);
  });

  it("never falls on a closed day or before its grace, whenever it came out", () => {
    const minutes = fc.integer({ min: 0, max: 3 * 365 * 24 * 60 });
    fc.assert(
      fc.property(minutes, fc.constantFrom("critical", "important", "low"), (minute, severity) => {
        const seen = Temporal.Instant.from(jst("2026-01-01 00:00")).add({ minutes: minute }).toString();
        const [due] = dueOf(update("a", { severity }), seen);
        const date = officeDate(due ?? "");
        expect(testCalendar.closedOn(date.toString())).toBe(false);
        const grace = { critical: 7, important: 14, low: 30 }[severity];
        expect(officeDate(seen).until(date, { largestUnit: "days" }).days).toBeGreaterThanOrEqual(grace);
      }),
    );
  });
});

describe("isPast", () => {
  it.each([
    ["2026-11-24 17:29", false],
    ["2026-11-24 17:30", false],
    ["2026-11-24 17:31", true],
  ])("at %s: %s", (now, past) => {
    expect(isPast(jst("2026-11-24 17:30"), jst(now))).toBe(past);
  });
});
