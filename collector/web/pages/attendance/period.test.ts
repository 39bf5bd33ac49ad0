import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressOfPreset, periodOf, spanOf } from "./period.ts";

/** 2026-11-25 00:30 in Japan, still the day before in UTC. */
const now = "2026-11-24T15:30:00.000Z";

describe("the period of an address", () => {
  it.each([
    [{}, "2026-11-19", "2026-11-25", "week"],
    [{ from: "2026-11-25" }, "2026-11-25", "2026-11-25", "today"],
    [{ from: "2026-10-27" }, "2026-10-27", "2026-11-25", "month"],
    [{ from: "2026-11-01", to: "2026-11-10" }, "2026-11-01", "2026-11-10", "own"],
    [{ to: "2026-11-10" }, "2026-11-04", "2026-11-10", "own"],
    [{ from: "2026-11-10", to: "2026-11-01" }, "2026-11-01", "2026-11-10", "own"],
    [{ from: "2027-01-01", to: "2027-02-01" }, "2026-11-25", "2026-11-25", "today"],
  ])("%o is %s to %s (%s)", (asked, from, to, preset) => {
    expect(periodOf(asked, now)).toEqual({ from, to, preset });
  });

  it("comes back from the address of each named period", () => {
    for (const preset of ["today", "week", "month"] as const)
      expect(periodOf(addressOfPreset(preset, now), now).preset).toBe(preset);
  });

  it("begins at midnight in Japan, and ends only where the day is over", () => {
    expect(spanOf(periodOf({}, now), now)).toEqual({ from: "2026-11-18T15:00:00.000Z" });
    expect(spanOf(periodOf({ from: "2026-11-24", to: "2026-11-24" }, now), now)).toEqual({
      from: "2026-11-23T15:00:00.000Z",
      to: "2026-11-24T15:00:00.000Z",
    });
  });

  it("is never backwards and never in the future, whatever days are asked for", () => {
    const day = fc
      .integer({ min: -800, max: 800 })
      .map((days) => Temporal.PlainDate.from("2026-11-25").add({ days }).toString());
    fc.assert(
      fc.property(fc.option(day, { nil: undefined }), fc.option(day, { nil: undefined }), (from, to) => {
        const period = periodOf({ from, to }, now);
        expect(period.from <= period.to && period.to <= "2026-11-25").toBe(true);
      }),
    );
  });
});
