import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timeLeft } from "./left.ts";

const now = "2026-11-24T09:05:00.000Z";

describe("timeLeft", () => {
  it.each([
    ["2026-11-24T09:47:00.000Z", { late: false, amount: 42, unit: "minutes" }],
    ["2026-11-24T09:05:01.000Z", { late: false, amount: 1, unit: "minutes" }],
    ["2026-11-24T09:05:00.000Z", { late: true, amount: 1, unit: "minutes" }],
    ["2026-11-24T08:53:00.000Z", { late: true, amount: 12, unit: "minutes" }],
    ["2026-11-24T12:04:00.000Z", { late: false, amount: 3, unit: "hours" }],
    ["2026-11-27T09:04:00.000Z", { late: false, amount: 3, unit: "days" }],
    ["2026-11-20T09:04:00.000Z", { late: true, amount: 4, unit: "days" }],
  ] as const)("says %s as a person would", (due, left) => {
    expect(timeLeft(due, now)).toEqual(left);
  });

  it("never says that nothing is left, and is late exactly from the deadline on", () => {
    const moments = fc.date({ min: new Date(0), max: new Date(4102444800000), noInvalidDate: true });
    fc.assert(
      fc.property(moments, moments, (due, at) => {
        const left = timeLeft(due.toISOString(), at.toISOString());
        expect(left.amount).toBeGreaterThanOrEqual(1);
        expect(left.late).toBe(due.getTime() <= at.getTime());
      }),
    );
  });
});
