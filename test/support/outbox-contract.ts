import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type NewObservation, type Outbox, OutboxError, type OutboxLimits } from "#agent/core/outbox.ts";

/** What a contract run needs: a fresh outbox with these limits, and a way to move its running time. */
export interface OutboxUnderTest {
  readonly outbox: Outbox;
  /** Lets milliseconds of running time pass. */
  readonly pass: (ms: number) => void;
}

export const reading = (at: string, filler = ""): NewObservation => ({
  fact: "patch",
  schema: 1,
  kind: "reading",
  at,
  durationMs: 5,
  body: { status: "ok", value: { filler } },
});
export const event = (at: string, filler = ""): NewObservation => ({
  fact: "usb",
  schema: 1,
  kind: "event",
  at,
  durationMs: null,
  body: { filler },
});

export const at = (minute: number): string =>
  Temporal.Instant.from("2026-11-24T00:00:00Z")
    .add({ minutes: minute })
    .toString({ fractionalSecondDigits: 3 });

const sentRow = z.object({
  seq: z.number(),
  fact: z.string(),
  kind: z.string(),
  at: z.string(),
  body: z.looseObject({
    type: z.string().optional(),
    detail: z.string().optional(),
    from: z.string().nullish(),
    to: z.string().nullish(),
  }),
});
export const sent = (outbox: Outbox): readonly z.infer<typeof sentRow>[] =>
  outbox.peek(0, 100_000, 1e9).map((row) => sentRow.parse(JSON.parse(row.text)));

/** Every outbox keeps these promises. */
export function outboxContract(
  name: string,
  open: (limits?: Partial<OutboxLimits>) => OutboxUnderTest,
): void {
  describe(`outbox contract: ${name}`, () => {
    it("numbers observations in rising order and gives them back as they go on the wire", async () => {
      const { outbox } = open();
      const numbers = await Promise.all([1, 2, 3].map((minute) => outbox.append(event(at(minute)))));
      expect(numbers).toEqual([1, 2, 3]);
      expect(sent(outbox).map((row) => row.seq)).toEqual([1, 2, 3]);
      expect(JSON.parse(outbox.peek(0, 1, 1)[0]?.text ?? "")).toEqual({ ...event(at(1)), seq: 1 });
      expect(outbox.pending()).toBe(3);
      expect(outbox.lastSeq()).toBe(3);
      expect(outbox.bytes()).toBeGreaterThan(0);
    });

    it("bounds a look by count and bytes, and gives one row at least", async () => {
      const { outbox } = open();
      for (const minute of [1, 2, 3]) await outbox.append(event(at(minute), "x".repeat(500)));
      expect(outbox.peek(0, 2, 1e9)).toHaveLength(2);
      expect(outbox.peek(0, 100, 1500)).toHaveLength(2);
      expect(outbox.peek(0, 100, 1)).toHaveLength(1);
      expect(outbox.peek(2, 100, 1e9).map((row) => row.seq)).toEqual([3]);
    });

    it("forgets what was acknowledged, and passes over what was not for its epoch", async () => {
      const { outbox } = open();
      for (const minute of [1, 2, 3]) await outbox.append(event(at(minute)));
      outbox.acknowledge("0another0epoch", 3);
      expect(outbox.pending()).toBe(3);
      outbox.acknowledge(outbox.epoch, 2);
      expect(sent(outbox).map((row) => row.seq)).toEqual([3]);
      expect(outbox.acknowledged()).toBe(2);
      outbox.acknowledge(outbox.epoch, 1);
      expect(outbox.acknowledged()).toBe(2);
      outbox.acknowledge(outbox.epoch, 999);
      expect(outbox.acknowledged()).toBe(3);
      expect(await outbox.append(event(at(4)))).toBe(4);
      expect(outbox.pending()).toBe(1);
    });

    it("gives up old snapshots first, keeps events, and tells what it gave up", async () => {
      const { outbox } = open({ maxBytes: 10_000 });
      for (let minute = 0; minute < 20; minute += 1) {
        await outbox.append(reading(at(minute), "x".repeat(400)));
        await outbox.append(event(at(minute), "y".repeat(200)));
      }
      const rows = sent(outbox);
      expect(rows.filter((row) => row.fact === "usb")).toHaveLength(20);
      const told = rows.filter((row) => row.body.type === "outbox-overflow");
      expect(told.length).toBeGreaterThan(0);
      const dropped = told.map((row) => Number(/(\d+) snapshots/u.exec(row.body.detail ?? "")?.[1] ?? 0));
      const left = rows.filter((row) => row.kind === "reading").length;
      expect(dropped.reduce((sum, count) => sum + count, 0) + left).toBe(20);
      expect(told[0]?.body.from).toBe(at(0));
    });

    it("gives up the oldest events when nothing else is left", async () => {
      const { outbox } = open({ maxBytes: 5000 });
      for (let minute = 0; minute < 40; minute += 1) await outbox.append(event(at(minute), "y".repeat(200)));
      const rows = sent(outbox).filter((row) => row.fact === "usb");
      expect(rows.at(-1)?.at).toBe(at(39));
      expect(rows[0]?.at).not.toBe(at(0));
      const told = sent(outbox).filter((row) => row.body.type === "outbox-overflow");
      expect(told.at(-1)?.body.detail).toMatch(/^the outbox was full: 0 snapshots and \d+ events/u);
    });

    it("gives up snapshots that waited for more than the days of running time, never events", async () => {
      const { outbox, pass } = open({ maxDays: 7 });
      await outbox.append(reading(at(0)));
      await outbox.append(event(at(0)));
      pass(6.9 * 86_400_000);
      await outbox.append(event(at(1)));
      expect(sent(outbox).filter((row) => row.kind === "reading")).toHaveLength(1);
      pass(0.2 * 86_400_000);
      await outbox.append(event(at(2)));
      const rows = sent(outbox);
      expect(rows.filter((row) => row.kind === "reading")).toHaveLength(0);
      expect(rows.filter((row) => row.fact === "usb")).toHaveLength(3);
      expect(rows.at(-1)?.body.detail).toBe(
        "they waited for more than 7 days: 1 snapshots and 0 events were given up",
      );
    });

    it("refuses an observation that no frame could carry", async () => {
      const { outbox } = open();
      const huge = outbox.append(event(at(0), "z".repeat(1_000_000)));
      await expect(huge).rejects.toBeInstanceOf(OutboxError);
      expect(outbox.pending()).toBe(0);
    });

    it("goes on under a new epoch with everything that waits", async () => {
      const { outbox } = open();
      await outbox.append(event(at(0)));
      outbox.acknowledge(outbox.epoch, 1);
      await outbox.append(event(at(1)));
      const before = outbox.epoch;
      outbox.beginEpoch();
      expect(outbox.epoch).not.toBe(before);
      expect(outbox.epoch).toMatch(/^[0-9a-z]{8,40}$/u);
      expect(outbox.acknowledged()).toBe(0);
      expect(sent(outbox).map((row) => row.seq)).toEqual([2]);
    });

    it("leaves out one observation and tells it", async () => {
      const { outbox } = open();
      await outbox.append(event(at(0)));
      await outbox.append(event(at(1)));
      await outbox.setAside(1, "the collector cannot take it");
      const rows = sent(outbox);
      expect(rows.map((row) => row.seq)).toEqual([2, 3]);
      expect(rows[1]?.body.detail).toBe(
        "the collector cannot take it: 0 snapshots and 1 events were given up",
      );
    });

    it("keeps small texts by key", () => {
      const { outbox } = open();
      expect(outbox.load("usb")).toBeNull();
      outbox.save("usb", "1");
      outbox.save("usb", "2");
      expect(outbox.load("usb")).toBe("2");
    });

    it("calls back after each durable append", async () => {
      const { outbox } = open();
      let calls = 0;
      const stop = outbox.onAppend(() => {
        calls += 1;
      });
      await outbox.append(event(at(0)));
      expect(calls).toBe(1);
      stop();
      await outbox.append(event(at(1)));
      expect(calls).toBe(1);
    });
  });
}
