import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callField, callMoment } from "./call-time.ts";

const now = "2026-11-24T09:05:30.000Z";

describe("the time of a call", () => {
  it("is asked for in Japanese time", () => {
    expect(callField(now)).toBe("2026-11-24T18:05");
    expect(callMoment("2026-11-24T18:05", now)).toBe("2026-11-24T09:05:00.000Z");
  });
  it.each(["", "2026-11-24", "2026-13-24T10:00", "2026-02-30T10:00", "2026-11-24T18:06"])(
    "is none for %j",
    (field) => {
      expect(callMoment(field, now)).toBeNull();
    },
  );
  it("comes back as it was written, to the minute", () => {
    const before = fc.date({ min: new Date(0), max: new Date(now), noInvalidDate: true });
    fc.assert(
      fc.property(before, (at) => {
        const field = callField(at.toISOString());
        expect(callField(callMoment(field, now) ?? "1970-01-01T00:00:00Z")).toBe(field);
      }),
    );
  });
  it("never throws for what somebody types", () => {
    fc.assert(
      fc.property(fc.string(), (field) => {
        expect(callMoment(field, now)).toBeNull();
      }),
    );
  });
});
