import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatBytes } from "./sizes.ts";

describe("formatBytes", () => {
  it("writes sizes as they are sold", () => {
    expect(formatBytes(0)).toBe("0 B");
    expect(formatBytes(999)).toBe("999 B");
    expect(formatBytes(32_010_928_128)).toBe("32.0 GB");
    expect(formatBytes(256_060_514_304)).toBe("256 GB");
  });
  it("always carries a unit", () => {
    fc.assert(
      fc.property(fc.nat(), (bytes) => {
        expect(formatBytes(bytes)).toMatch(/^[\d.]+ [kMGTP]?B$/u);
      }),
    );
  });
});
