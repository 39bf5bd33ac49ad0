import { describe, expect, it } from "vitest";
import { fiscalYearLabel } from "./fiscal-year.ts";

describe("fiscalYearLabel", () => {
  it.each([
    ["the last second of March 2026 in Tokyo", "2026-03-31T14:59:59.999Z", "R7"],
    ["the first second of April 2026 in Tokyo", "2026-03-31T15:00:00.000Z", "R8"],
    ["a day in the year", "2026-11-24T07:05:00.000Z", "R8"],
    ["January belongs to the year before", "2027-01-05T00:00:00.000Z", "R8"],
    ["April 2019, before Reiwa began", "2019-04-15T00:00:00.000Z", "H31"],
    ["the same fiscal year after Reiwa began keeps its name", "2019-12-01T00:00:00.000Z", "H31"],
    ["the first fiscal year that begins in Reiwa", "2020-04-01T00:00:00.000Z", "R2"],
    ["the fiscal year that ended in Heisei 1", "1989-03-01T00:00:00.000Z", "S63"],
  ])("%s", (_, instant, label) => {
    expect(fiscalYearLabel(instant)).toBe(label);
  });

  it("refuses text that is no instant", () => {
    expect(() => fiscalYearLabel("tomorrow")).toThrow(RangeError);
  });
});
