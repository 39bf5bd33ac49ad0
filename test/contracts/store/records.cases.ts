import { describe, expect, it } from "vitest";
import { verifyLink } from "#collector/records/port.ts";
import { type ChainedRecord, CursorError, type Store } from "#collector/storage/port.ts";
import type { Checkpoint } from "#shared/model/checkpoint.ts";
import { at, entry, everyItem } from "./samples.ts";

const faults = (oldestFirst: readonly ChainedRecord[]) =>
  oldestFirst.map((record, i) => verifyLink(oldestFirst[i - 1] ?? null, record));

const refusal = (second: number, more: object = {}) => ({
  at: at(second),
  endpointId: "pc1",
  peer: "192.0.2.7",
  code: "bad-frame",
  detail: "not JSON",
  ...more,
});

const checkpoint = (second: number): Checkpoint => ({
  version: 1,
  at: at(second),
  chain: "c1",
  heads: [{ chain: "c1", index: second, hash: "ab".repeat(32) }],
  previous: second === 1 ? null : "cd".repeat(32),
  key: "ef".repeat(32),
  signature: `signature ${second}`,
});
export function recordCases(store: () => Store): void {
  const found = async (query: object): Promise<number[]> =>
    (await everyItem(async (page) => store().records.list({ ...query, ...page }), 2)).map((one) => one.index);
  describe("records", () => {
    it("form one chain that holds, also when many are written at once", async () => {
      expect(await store().records.head()).toBeNull();
      const made = await Promise.all(
        Array.from({ length: 12 }, async (_, i) => store().records.append(entry(`act-${i}`))),
      );
      expect(made.map((one) => one.index).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 12 }, (_, i) => i + 1),
      );
      const stored = await everyItem(async (page) => store().records.list(page), 5);
      expect(stored.map((one) => one.index)).toEqual(Array.from({ length: 12 }, (_, i) => 12 - i));
      expect(faults(stored.toReversed())).toEqual(Array.from({ length: 12 }, () => null));
      expect(await store().records.head()).toEqual(stored[0]);
      expect(stored[0]).toMatchObject({
        chain: "c1",
        payload: { actor: { name: "山田" }, detail: { count: 2 } },
      });
      expect(new Set(stored.map((one) => one.salt)).size).toBe(12);
    });

    it("are not made of what JSON cannot say, and the chain goes on", async () => {
      await expect(store().records.append({ ...entry("odd"), detail: { n: Number.NaN } })).rejects.toThrow(
        TypeError,
      );
      expect((await store().records.append(entry("next"))).index).toBe(1);
      await expect(store().records.list({ limit: 1, cursor: "x" })).rejects.toBeInstanceOf(CursorError);
    });
  });

  describe("records that are asked for", () => {
    it("are found by act and by what they concern, newest first, page by page", async () => {
      for (const [action, subject] of [
        ["login", "p1"],
        ["export", "p1"],
        ["login", "p2"],
        ["login", null],
        ["login", "p1"],
      ] as const)
        await store().records.append({ ...entry(action), subject });
      expect(await found({})).toEqual([5, 4, 3, 2, 1]);
      expect(await found({ action: "login" })).toEqual([5, 4, 3, 1]);
      expect(await found({ subject: "p1" })).toEqual([5, 2, 1]);
      expect(await found({ action: "login", subject: "p1" })).toEqual([5, 1]);
      expect(await found({ action: "log" })).toEqual([]);
    });

    it("end in one head for each chain", async () => {
      expect(await store().records.heads()).toEqual([]);
      await store().records.append(entry("first"));
      const last = await store().records.append(entry("second"));
      expect(await store().records.heads()).toEqual([last]);
    });
  });

  describe("checkpoints", () => {
    it("are kept once each, the newest first", async () => {
      expect(await store().records.checkpoints(5)).toEqual([]);
      for (const second of [1, 2, 3, 3]) await store().records.putCheckpoint(checkpoint(second));
      expect(await store().records.checkpoints(9)).toEqual([3, 2, 1].map(checkpoint));
      expect(await store().records.checkpoints(1)).toEqual([checkpoint(3)]);
    });
  });

  describe("refusals", () => {
    it("of one kind within an hour are one row with their number", async () => {
      for (const second of [10, 30, 20]) await store().refusals.add(refusal(second));
      await store().refusals.add(refusal(40, { endpointId: null }));
      await store().refusals.add(refusal(3700));
      expect((await store().refusals.list({ limit: 10 })).items).toEqual([
        { ...refusal(3700), count: 1 },
        { ...refusal(40, { endpointId: null }), count: 1 },
        { ...refusal(30), count: 3 },
      ]);
      expect(await store().refusals.countSince(at(0))).toBe(5);
      expect(await store().refusals.countSince(at(35))).toBe(2);
    });

    it("from ever new addresses fill a bounded number of rows, and each is counted", async () => {
      await Promise.all(
        Array.from({ length: 1200 }, async (_, i) =>
          store().refusals.add(refusal(5, { endpointId: null, peer: `2001:db8::${i}` })),
        ),
      );
      const rows = await everyItem(async (page) => store().refusals.list(page), 500);
      expect(rows.length).toBeLessThanOrEqual(1001);
      expect(await store().refusals.countSince(at(0))).toBe(1200);
    });

    it("are bounded in what they quote", async () => {
      await store().refusals.add(refusal(1, { detail: "x".repeat(5000), peer: "y".repeat(5000) }));
      const [row] = (await store().refusals.list({ limit: 1 })).items;
      expect(row?.detail.length).toBeLessThanOrEqual(500);
      expect(row?.peer.length).toBeLessThanOrEqual(100);
    });
  });

  describe("settings", () => {
    it("are kept as last written", async () => {
      expect(await store().settings.get("organisation")).toBeNull();
      await store().settings.put("organisation", "○○水道");
      await store().settings.put("organisation", "△△水道");
      expect(await store().settings.get("organisation")).toBe("△△水道");
    });
  });
}
