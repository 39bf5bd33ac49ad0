import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, qualityOf } from "./identity.ts";

describe("the serial number", () => {
  it.each([
    ["4C530001230506115492", "unique"],
    ["AA00000000012345", "unique"],
    ["HINOMI0001", "unique"],
    [null, "missing"],
    ["", "missing"],
    ["   ", "missing"],
    ["0123456789ABCDEF", "shared"],
    ["000000000001", "shared"],
    ["0000000000000000", "shared"],
    ["FFFFFFFF", "shared"],
    ["1234567890", "shared"],
    ["A1", "shared"],
    ["\u00D0\u0089", "shared"],
    ["AB\u0001CD1234", "shared"],
    ["5&46FA7B7&0&1", "generated"],
    ["1-0000:00:02.0-4.1", "generated"],
  ] as const)("%j is %s", (serial, quality) => {
    expect(qualityOf(serial)).toBe(quality);
  });

  it("never makes a key longer than the register takes, nor one with control characters", () => {
    fc.assert(
      fc.property(fc.option(fc.string({ unit: "binary", maxLength: 400 })), (serial) => {
        const key = keyOf({ vendorId: "46f4", productId: "0001", serial });
        expect(key.length).toBeLessThanOrEqual(200);
        expect(key).not.toMatch(/\p{Cc}/u);
        expect(["unique", "generated", "missing", "shared"]).toContain(qualityOf(serial));
      }),
    );
  });

  it("leaves the end of the key empty where the device has none", () => {
    expect(keyOf({ vendorId: "46f4", productId: "0001", serial: null })).toBe("46f4:0001:");
  });
});
