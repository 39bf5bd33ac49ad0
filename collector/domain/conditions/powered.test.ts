import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { computer, gapOf, jst, subjectAt, testPolicy } from "./computer-testing.ts";
import { holdAfterReturn, lastReturn, poweredSeconds } from "./powered.ts";

const hour = 3600;
const from = jst("2026-11-24 09:00");
const to = jst("2026-11-24 17:00");

describe("poweredSeconds", () => {
  it.each([
    ["without gaps all of it", [], 8],
    ["an hour away", [gapOf(jst("2026-11-24 10:00"), jst("2026-11-24 11:00"))], 7],
    ["a gap that began before", [gapOf(jst("2026-11-24 07:00"), jst("2026-11-24 10:00"))], 7],
    ["a gap that lasts", [gapOf(jst("2026-11-24 15:00"), null)], 6],
    ["a gap that ends later", [gapOf(jst("2026-11-24 15:00"), jst("2026-11-25 15:00"))], 6],
    ["a gap before all of it", [gapOf(jst("2026-11-24 05:00"), jst("2026-11-24 06:00"))], 8],
    ["a gap after all of it", [gapOf(jst("2026-11-24 18:00"), jst("2026-11-24 19:00"))], 8],
    [
      "gaps that overlap, once",
      [
        gapOf(jst("2026-11-24 10:00"), jst("2026-11-24 13:00"), "network-cut"),
        gapOf(jst("2026-11-24 11:00"), jst("2026-11-24 12:00")),
        gapOf(jst("2026-11-24 12:30"), jst("2026-11-24 14:00"), "unconfirmed"),
      ],
      4,
    ],
    ["of any order", [gapOf(jst("2026-11-24 15:00"), null), gapOf(jst("2026-11-24 09:00"), from)], 6],
  ])("%s", (_, gaps, hours) => {
    expect(poweredSeconds(from, to, gaps)).toBe(hours * hour);
  });

  it("does not count a gap of the collector or of a sensor", () => {
    const gap = gapOf(jst("2026-11-24 10:00"), jst("2026-11-24 11:00"), "sensor-failed");
    expect(poweredSeconds(from, to, [{ ...gap, subject: "sensor", fact: "patch" }])).toBe(8 * hour);
    expect(poweredSeconds(from, to, [{ ...gap, subject: "collector" }])).toBe(8 * hour);
  });

  it("is nothing backwards", () => {
    expect(poweredSeconds(to, from, [])).toBe(0);
  });

  it("equals a count of minute by minute, whatever the gaps", () => {
    const start = Temporal.Instant.from(from);
    const at = (minute: number): string => start.add({ minutes: minute }).toString();
    const gap = fc
      .tuple(fc.integer({ min: -60, max: 300 }), fc.integer({ min: 0, max: 120 }), fc.boolean())
      .map(([begin, length, lasts]) => ({ begin, end: lasts ? 10_000 : begin + length, lasts }));
    fc.assert(
      fc.property(fc.array(gap, { maxLength: 6 }), fc.integer({ min: 0, max: 240 }), (gaps, minutes) => {
        const counted = Array.from({ length: minutes }, (_, minute) => minute).filter(
          (minute) => !gaps.some(({ begin, end }) => begin <= minute && minute < end),
        ).length;
        const own = gaps.map(({ begin, end, lasts }) => gapOf(at(begin), lasts ? null : at(end)));
        expect(poweredSeconds(from, at(minutes), own)).toBe(counted * 60);
      }),
    );
  });
});

describe("lastReturn", () => {
  const enrolledAt = jst("2026-11-02 09:00");
  const subject = (...gaps: ReturnType<typeof gapOf>[]) => ({ endpoint: computer({ enrolledAt }), gaps });

  it.each([
    ["never away: the enrolment", [], enrolledAt],
    ["a night away is no absence", [gapOf(jst("2026-11-23 17:30"), jst("2026-11-24 08:30"))], enrolledAt],
    [
      "a day to the minute is one",
      [gapOf(jst("2026-11-23 08:30"), jst("2026-11-24 08:30"))],
      jst("2026-11-24 08:30"),
    ],
    [
      "the last of several",
      [
        gapOf(jst("2026-11-10 17:30"), jst("2026-11-16 08:30")),
        gapOf(jst("2026-11-19 17:30"), jst("2026-11-23 08:30"), "network-cut"),
      ],
      jst("2026-11-23 08:30"),
    ],
    ["an absence that lasts has no end", [gapOf(jst("2026-11-10 17:30"), null)], enrolledAt],
    [
      "one from before it was enrolled",
      [gapOf(jst("2026-10-01 17:30"), jst("2026-10-20 08:30"))],
      enrolledAt,
    ],
  ])("%s", (_, gaps, expected) => {
    expect(lastReturn(subject(...gaps), to)).toBe(expected);
  });
});

describe("holdAfterReturn", () => {
  const gaps = [gapOf(jst("2026-11-19 17:30"), jst("2026-11-24 08:30"))];
  it.each([
    ["2026-11-24 08:30", true],
    ["2026-11-24 12:29", true],
    ["2026-11-24 12:30", false],
  ])("at %s the computer still waits: %s", (at, afterAbsence) => {
    expect(holdAfterReturn(subjectAt(from, { gaps }), jst(at), testPolicy).afterAbsence).toBe(afterAbsence);
  });

  it("counts only hours in which the computer was on", () => {
    const lunch = gapOf(jst("2026-11-24 10:00"), jst("2026-11-24 13:00"));
    const hold = holdAfterReturn(
      subjectAt(from, { gaps: [...gaps, lunch] }),
      jst("2026-11-24 13:00"),
      testPolicy,
    );
    expect(hold).toEqual({ holdSeconds: 4 * hour, holdFrom: jst("2026-11-24 08:30"), afterAbsence: true });
  });
});
