import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkObservation, sequenceOf } from "./check.ts";
import { readFrame } from "./frames.ts";
import { batchOf, helloFrame, observationOf } from "./testing.ts";

const now = Temporal.Instant.from("2026-11-24T09:00:00Z");
const at = "2026-11-24T08:59:59Z";

describe("checking an observation", () => {
  it("takes what the catalogue knows, with its time in one form", () => {
    expect(checkObservation(observationOf(7, { at }), now)).toEqual({
      ok: true,
      observation: {
        seq: 7,
        fact: "health",
        schema: 1,
        kind: "event",
        at: "2026-11-24T08:59:59.000Z",
        durationMs: null,
        body: { type: "boot", detail: "", from: null, to: null },
        unread: false,
      },
    });
  });

  it("takes a reading that could not look", () => {
    const body = { status: "failed", code: "denied", reason: "no rights" };
    const checked = checkObservation(observationOf(1, { at, fact: "usb", kind: "reading", body }), now);
    expect(checked).toMatchObject({ ok: true, observation: { unread: false, body } });
  });

  it.each([
    ["an unknown fact", { fact: "printers" }],
    ["a newer schema", { schema: 2 }],
    ["an event of a fact that has none", { fact: "patch", body: { type: "installed" } }],
  ])("takes %s unread, as it came", (_name, over) => {
    const checked = checkObservation(observationOf(1, { at, body: { deep: [1] }, ...over }), now);
    expect(checked).toMatchObject({ ok: true, observation: { unread: true } });
  });

  it("keeps a field that a newer agent added to a body it knows", () => {
    const body = { type: "boot", detail: "", from: null, to: null, added: 1 };
    expect(checkObservation(observationOf(1, { at, body }), now)).toMatchObject({
      ok: true,
      observation: { unread: false, body },
    });
  });

  it("believes two days into the future and no more", () => {
    const ahead = (seconds: number): string => now.add({ seconds }).toString();
    expect(checkObservation(observationOf(1, { at: ahead(172_800) }), now).ok).toBe(true);
    expect(checkObservation(observationOf(1, { at: ahead(172_801) }), now)).toMatchObject({
      ok: false,
      code: "clock-nonsense",
      detail: "health: the computer's clock is 2 days ahead",
    });
    expect(checkObservation(observationOf(1, { at: "1970-01-01T00:00:00Z" }), now).ok).toBe(true);
  });

  it("refuses a body so deep that writing it would exhaust the stack", () => {
    const body: unknown = JSON.parse("[".repeat(100_000) + "]".repeat(100_000));
    expect(checkObservation(observationOf(1, { at, fact: "printers", body }), now)).toMatchObject({
      ok: false,
      code: "bad-observation",
    });
  });

  it("names the place of a fault but never the value", () => {
    const body = { type: "secret-word", detail: "", from: null, to: null };
    const checked = checkObservation(observationOf(1, { at, body }), now);
    expect(checked).toMatchObject({ ok: false, code: "bad-observation" });
    expect(JSON.stringify(checked)).toContain("type");
    expect(JSON.stringify(checked)).not.toContain("secret-word");
  });

  it("never throws, and nonsense is never taken", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (raw) => {
        expect(checkObservation(raw, now).ok).toBe(false);
        sequenceOf(raw);
      }),
    );
  });

  it("never throws for any value in any place", () => {
    const known = observationOf(1, { at });
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(known)), fc.jsonValue(), (key, value) => {
        const checked = checkObservation({ ...known, [key]: value }, now);
        const whole = checked.ok
          ? checked.observation.seq === sequenceOf({ ...known, [key]: value })
          : checked.detail.length <= 300;
        expect(whole).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe("reading a frame", () => {
  it("takes well-formed frames", () => {
    for (const frame of [helloFrame(), batchOf(1, 3)]) expect(readFrame(JSON.stringify(frame)).ok).toBe(true);
  });

  it("never throws for any text, and nonsense is never a frame", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readFrame(text).ok).toBe(false);
      }),
    );
  });

  it("never throws for a frame with one part replaced", () => {
    const frames = [helloFrame(), batchOf(1)];
    fc.assert(
      fc.property(fc.constantFrom(...frames), fc.string(), fc.jsonValue(), (frame, key, value) => {
        const keys = Object.keys(frame);
        const place = keys[key.length % keys.length] ?? key;
        const read = readFrame(JSON.stringify({ ...frame, [place]: value }));
        expect(read.ok || read.detail.length <= 330).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("counts a faulty batch as one that may hide observations, a faulty heartbeat not", () => {
    expect(readFrame(`{"type":"batch"}`)).toMatchObject({ ok: false, mayHoldObservations: true });
    expect(readFrame(`{"type":"heartbeat"}`)).toMatchObject({ ok: false, mayHoldObservations: false });
    expect(readFrame(`{"type":"song"}`)).toMatchObject({ code: "unknown-type", mayHoldObservations: false });
  });
});

describe("text that turns the direction of writing", () => {
  it("is kept without its marks, wherever it stands in a body", () => {
    const event = { type: "config-loaded", detail: "PC-05\u202Egpj.exe", from: null, to: null };
    const raw = {
      seq: 1,
      fact: "health",
      schema: 1,
      kind: "event",
      at: "2026-11-24T00:00:00.000Z",
      durationMs: null,
    };
    const checked = checkObservation({ ...raw, body: event }, Temporal.Instant.from("2026-11-24T00:00:01Z"));
    expect(checked).toMatchObject({ ok: true, observation: { body: { detail: "PC-05gpj.exe" } } });
  });
});
