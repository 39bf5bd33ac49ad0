import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { share } from "./share.ts";

describe("share", () => {
  it("is told with one decimal, never rounded up to the whole", () => {
    expect(share(34, 36)).toBe(94.4);
    expect(share(9999, 10_000)).toBe(99.9);
    expect(share(0, 3)).toBe(0);
    expect(share(0, 0)).toBeNull();
  });
  it("reads 100 for the whole alone", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.nat(), (whole, less) => {
        const part = Math.max(0, whole - less);
        expect(share(part, whole) === 100).toBe(part === whole);
      }),
    );
  });
});
