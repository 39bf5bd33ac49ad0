import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fingerprintWords } from "./fingerprint-words.ts";

const hex = fc.stringMatching(/^[0-9a-f]{64}$/u);

describe("the fingerprint in words", () => {
  it("is eight words of the first 88 bits, the same on both sides for ever", () => {
    expect(fingerprintWords("0".repeat(64))).toBe(Array(8).fill("あいこくしん").join(" "));
    expect(fingerprintWords("f".repeat(64))).toBe(Array(8).fill("われる").join(" "));
    expect(fingerprintWords(`${"0".repeat(20)}0800${"0".repeat(40)}`).split(" ")[7]).not.toBe("あいこくしん");
  });

  it("does not care for capital letters, and differs where the first 88 bits differ", () => {
    fc.assert(
      fc.property(hex, hex, (a, b) => {
        const words = fingerprintWords(a);
        expect(words.split(" ")).toHaveLength(8);
        expect(fingerprintWords(a.toUpperCase())).toBe(words);
        expect(fingerprintWords(b) === words).toBe(a.slice(0, 22) === b.slice(0, 22));
      }),
    );
  });

  it("refuses everything that is no fingerprint", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^[0-9a-fA-F]{64}$/u.test(text));
        expect(() => fingerprintWords(text)).toThrow(RangeError);
      }),
    );
  });
});
