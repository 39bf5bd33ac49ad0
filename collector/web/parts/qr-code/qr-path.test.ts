import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { qrPath } from "./qr-path.ts";

describe("qrPath", () => {
  it("draws each run of dark squares once", () => {
    expect(qrPath("110 001 111")).toEqual({ side: 3, path: "M0 0h2v1h-2zM2 1h1v1h-1zM0 2h3v1h-3z" });
  });
  it("draws nothing for a picture that is none, whatever it says", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { side, path } = qrPath(`${text}x`);
        expect({ side, path }).toEqual({ side: 0, path: "" });
      }),
    );
  });
});
