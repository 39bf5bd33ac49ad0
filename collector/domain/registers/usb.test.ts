import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { UsbDevice } from "#shared/facts/usb.ts";
import type { UsbPresence } from "./sightings.ts";
import { foldUsb, usbMarks, type UsbFold, type UsbObservation } from "./usb.ts";

const stick = (changes: Partial<UsbDevice> = {}): UsbDevice => ({
  key: "0781:5581:A41F",
  port: "1-2",
  vendorId: "0781",
  productId: "5581",
  vendor: "SanDisk Corp.",
  product: "Ultra",
  serial: "A41F",
  serialQuality: "unique",
  kind: "usb-memory",
  volumes: [],
  sizeBytes: 1000,
  ...changes,
});
const twin = (port: string): UsbDevice =>
  stick({ key: "0781:5581:", serial: null, serialQuality: "missing", port });
const at = (second: number): string =>
  Temporal.Instant.from("2026-11-24T07:05:00Z")
    .add({ milliseconds: Math.round(second * 1000) })
    .toString();
const snapshot = (second: number, devices: readonly UsbDevice[], status = "ok"): UsbObservation => ({
  kind: "reading",
  at: at(second),
  durationMs: 50,
  body: {
    status,
    ...(status === "ok" ? {} : { code: "timeout", reason: "too slow" }),
    value: { devices, source: "sysfs", watch: "running", assist: "unavailable" },
  },
});
const event = (second: number, type: string, device = stick(), noticedBy = "event"): UsbObservation => ({
  kind: "event",
  at: at(second),
  durationMs: null,
  body: { type, device, bytesWritten: type === "removed" ? 512 : null, noticedBy },
});
const unknown: UsbPresence = { known: false, devices: [] };

function run(
  observations: readonly UsbObservation[],
  presence = unknown,
): UsbFold & { readonly told: readonly string[] } {
  let fold: UsbFold = { presence, marks: [], changes: [] };
  const told: string[] = [];
  for (const observation of observations) {
    fold = foldUsb(fold.presence, fold.marks, observation);
    told.push(...fold.changes.map((change) => `${change.type} ${change.device.key}`));
  }
  return { ...fold, told };
}
const name = "0781:5581:A41F";

describe("foldUsb", () => {
  it("takes everything of the first snapshot as present at enrolment", () => {
    expect(run([snapshot(0, [stick()])]).told).toEqual([`initial ${name}`]);
  });

  it("takes what was there at the agent's start as present at enrolment, and a real insertion as one", () => {
    expect(run([event(0, "inserted", stick(), "start"), snapshot(1, [stick()])]).told).toEqual([
      `initial ${name}`,
    ]);
    expect(run([event(0, "inserted"), snapshot(1, [stick()])]).told).toEqual([`inserted ${name}`]);
  });

  it("tells an insertion once, whether event or snapshot came first", () => {
    expect(run([snapshot(0, []), event(1, "inserted"), snapshot(2, [stick()])]).told).toEqual([
      `inserted ${name}`,
    ]);
    expect(run([snapshot(0, []), snapshot(2, [stick()]), event(1, "inserted")]).told).toEqual([
      `inserted ${name}`,
    ]);
  });

  it("finds by the newer snapshot what left unseen", () => {
    expect(run([snapshot(0, [stick()]), snapshot(60, [])]).told).toEqual([
      `initial ${name}`,
      `removed ${name}`,
    ]);
  });

  it("lets no older snapshot undo a later event", () => {
    const late = run([snapshot(0, []), event(10, "inserted"), snapshot(5, [])]);
    expect(late.told).toEqual([`inserted ${name}`]);
    expect(late.presence.devices).toHaveLength(1);
    const gone = run([snapshot(0, [stick()]), event(10, "removed"), snapshot(9.98, [stick()])]);
    expect(gone.told).toEqual([`initial ${name}`, `removed ${name}`]);
    expect(gone.presence.devices).toEqual([]);
  });

  it("remembers that over a restart of the collector", () => {
    const before = [snapshot(0, []), event(10, "inserted")];
    const { presence } = run(before);
    const again = foldUsb(presence, usbMarks(before), snapshot(5, []));
    expect(again.changes).toEqual([]);
    expect(again.presence.devices).toHaveLength(1);
  });

  it("does not take a look that failed for an empty port", () => {
    const fold = run([snapshot(0, [stick()]), snapshot(60, [], "failed")]);
    expect(fold.told).toEqual([`initial ${name}`]);
    expect(fold.presence.devices).toHaveLength(1);
    expect(run([snapshot(0, [stick()], "failed")]).presence.known).toBe(false);
  });

  it("tells twins without a serial number apart by their port", () => {
    expect(run([snapshot(0, [twin("1-1")]), event(1, "inserted", twin("1-2"))]).told).toEqual([
      "initial 0781:5581:",
      "inserted 0781:5581:",
    ]);
  });

  it("takes a card put into a reader for an insertion, and the empty reader for nothing to judge", () => {
    const reader = stick({ kind: "card-reader" });
    const card = stick({ kind: "sd-card" });
    const fold = run([snapshot(0, [reader]), event(1, "changed", card), event(2, "changed", reader)]);
    expect(fold.told.slice(1)).toEqual([`inserted ${name}`, `removed ${name}`]);
  });

  it("tells a removal with the amount written, of something never seen too", () => {
    const { changes } = run([snapshot(0, []), event(5, "removed")]);
    expect(changes).toMatchObject([{ type: "removed", bytesWritten: 512 }]);
  });

  it("reaches the snapshot's truth whatever came before, tells nothing twice, and never throws", () => {
    const devices = fc.subarray([
      stick(),
      stick({ key: "a:b:1", port: "1-3" }),
      stick({ key: "c:d:2", port: "1-4" }),
    ]);
    const observations = fc.array(
      fc.oneof(
        fc.tuple(fc.nat(50), devices).map(([second, present]) => snapshot(second, present)),
        fc
          .tuple(fc.nat(50), fc.constantFrom("inserted", "removed", "changed"), fc.constantFrom("1-3", "1-4"))
          .map(([second, type, port]) =>
            event(second, type, stick({ port, key: port === "1-3" ? "a:b:1" : "c:d:2" })),
          ),
        fc.anything().map((body): UsbObservation => ({ kind: "event", at: at(1), durationMs: null, body })),
      ),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(observations, devices, (before, last) => {
        const end = snapshot(100, last);
        const fold = run([...before, end]);
        expect(new Set(fold.presence.devices.map((one) => one.key))).toEqual(
          new Set(last.map((one) => one.key)),
        );
        expect(foldUsb(fold.presence, fold.marks, end).changes).toEqual([]);
      }),
    );
  });
});
