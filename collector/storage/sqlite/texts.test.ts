import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { folded, moment, searchText } from "./texts.ts";

describe("searchable text", () => {
  it("is the same for every width and case", () => {
    expect(folded("ＳＡＮＤｉｓｋ ｸﾙｰｻﾞｰ")).toBe("sandisk クルーザー");
  });

  it("keeps fields apart and leaves empty ones out", () => {
    expect(searchText(["A", null, "", "b"])).toBe("a\nb");
  });
});

describe("moments", () => {
  it("have one form whose order is the order of time", () => {
    expect(moment("2026-11-24T09:05:00Z")).toBe("2026-11-24T09:05:00.000Z");
    expect(moment("2026-11-24T18:05:00.123456+09:00")).toBe("2026-11-24T09:05:00.123Z");
    expect(() => moment("yesterday")).toThrow(RangeError);
    const instant = fc
      .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
      .map((date) => date.toISOString());
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        const byTime = Temporal.Instant.compare(Temporal.Instant.from(a), Temporal.Instant.from(b));
        expect(Math.sign(moment(a).localeCompare(moment(b)))).toBe(byTime);
      }),
    );
  });
});
