import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { patchTexts } from "../../text/patch/index.ts";
import { shareWords, targetCount, targetWords } from "./share-words.ts";

describe("shares of computers", () => {
  it.each([
    [3, 5, "5台中3台"],
    [19, 19, "19台中19台"],
    [19, 20, "20台中19台（95.0 %）"],
    [2999, 3000, "3000台中2999台（99.9 %）"],
    [37, 37, "37台中37台（100.0 %）"],
    [0, 0, "0台中0台"],
  ])("%i of %i reads %s", (part, whole, words) => {
    expect(shareWords(part, whole, patchTexts.ja)).toBe(words);
  });

  it("never reads as the whole where one is missing", () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 100_000 }), (whole) => {
        expect(shareWords(whole - 1, whole, patchTexts.ja)).not.toContain("100.0");
      }),
    );
  });
});

describe("the target", () => {
  it.each([
    [5, 95, "5台以上"],
    [10, 90, "9台以上"],
    [19, 100, "19台以上"],
    [20, 95, "95 %"],
  ])("of %i computers at %i percent reads %s", (whole, percent, words) => {
    expect(targetWords(whole, percent, patchTexts.ja)).toBe(words);
  });

  it("is the smallest count whose share reaches it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 100 }), (whole, percent) => {
        const count = targetCount(whole, percent);
        expect(count * 100).toBeGreaterThanOrEqual(whole * percent);
        expect((count - 1) * 100).toBeLessThan(whole * percent);
      }),
    );
  });
});
