import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LatestFact } from "#shared/api/schemas.ts";
import type { SensorHealth } from "#shared/model/endpoint.ts";
import { officeDay, sensorsOf, supportOf } from "./standing.ts";

const read = (value: unknown): LatestFact => ({
  status: "ok",
  code: null,
  reason: null,
  value,
  schema: 1,
  at: "2026-11-24T06:00:00.000Z",
  receivedAt: "2026-11-24T06:00:01.000Z",
  durationMs: 41.6,
});
const updates = (system: object): LatestFact =>
  read({
    source: "wua",
    operatingSystem: { edition: null, build: null, name: "x", ...system },
    listsUpdatedAt: null,
    pending: [],
    rebootRequired: false,
    rebootPackages: [],
  });
const waiting: SensorHealth = {
  fact: "patch",
  status: "pending",
  code: null,
  reason: null,
  lastRunAt: null,
  durationMs: null,
};

describe("support of an operating system", () => {
  it("has ended for Windows 10 without a missing update", () => {
    const patch = updates({ id: "windows", version: "22H2", edition: "Pro", build: "19045.6456" });
    expect(supportOf({ patch }, "2026-11-24")).toEqual({ state: "ended", endsOn: "2025-10-14" });
  });

  it("goes on for Debian 12 by its long-term support", () => {
    const patch = updates({ id: "debian", version: "12" });
    expect(supportOf({ patch }, "2026-11-24")).toEqual({ state: "supported", endsOn: "2028-06-30" });
  });

  it("is unknown for a system of no table, and null while nothing told what runs", () => {
    expect(supportOf({ patch: updates({ id: "plan9", version: "4" }) }, "2026-11-24")).toEqual({
      state: "unknown",
      endsOn: null,
    });
    expect(supportOf({}, "2026-11-24")).toBeNull();
    expect(supportOf({ patch: { ...read(null), status: "failed" } }, "2026-11-24")).toBeNull();
  });

  it("ends with the office's day, not with the one in Greenwich", () => {
    expect(officeDay(Temporal.Instant.from("2026-11-23T15:00:00Z"))).toBe("2026-11-24");
  });

  it("stands for any stored value", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(supportOf({ patch: read(value), health: read(value) }, "2026-11-24")).toBeNull();
      }),
    );
  });
});

describe("sensors", () => {
  it("are told by a reading that came before the heartbeat", () => {
    const at = "2026-11-24T06:00:00.000Z";
    expect(sensorsOf([waiting], { patch: read({}) })).toEqual([
      { fact: "patch", status: "ok", code: null, reason: null, lastRunAt: at, durationMs: 42 },
    ]);
    expect(sensorsOf([], { usb: { ...read(null), status: "failed", code: "denied" } })).toMatchObject([
      { fact: "usb", status: "failed", code: "denied" },
    ]);
  });

  it("stay failed where they have stopped listening since a good reading", () => {
    const stopped = { ...waiting, status: "failed" as const, code: "watch-down" };
    expect(sensorsOf([stopped], { patch: read({}) })).toEqual([stopped]);
  });

  it("wait while nothing came that this collector can read", () => {
    expect(sensorsOf([waiting], {})).toEqual([waiting]);
    expect(sensorsOf([waiting], { patch: { ...read({}), status: "unread" } })).toEqual([waiting]);
  });
});
