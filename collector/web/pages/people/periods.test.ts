import { describe, expect, it } from "vitest";
import { periodState, startOfDay } from "./periods.ts";

describe("a designation's period", () => {
  it("begins with its Japanese day", () => {
    expect(startOfDay("2026-11-24")).toBe("2026-11-23T15:00:00.000Z");
    expect(startOfDay("")).toBeNull();
  });

  it.each([
    ["2026-11-23T14:59:59Z", null, "ahead"],
    ["2026-11-23T15:00:00Z", null, "now"],
    ["2026-11-30T14:59:59Z", null, "over"],
    ["2026-11-25T00:00:00Z", "2026-11-24T00:00:00Z", "over"],
    // The collector's clock is ahead of the page's: what it ended is over all the same.
    ["2026-11-23T16:00:00Z", "2026-11-23T16:00:20Z", "over"],
  ] as const)("is at %s, ended %s: %s", (now, endedAt, state) => {
    const period = { from: "2026-11-23T15:00:00.000Z", until: "2026-11-30T14:59:59.000Z", endedAt };
    expect(periodState(period, now)).toBe(state);
  });
});
