import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainTextOnly } from "./trusted-types.ts";

describe("the page's Trusted Types policy", () => {
  it("passes a style sheet as it is", () => {
    expect(plainTextOnly(":root{--a:1}")).toBe(":root{--a:1}");
  });

  it("refuses every text with a mark-up bracket, whatever stands around it", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(() => plainTextOnly(`${before}<${after}`)).toThrow(TypeError);
      }),
    );
  });
});
