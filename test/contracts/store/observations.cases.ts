import { describe, expect, it } from "vitest";
import { CursorError, type Store, StoreError } from "#collector/storage/port.ts";
import { at, batch, everyItem, reading } from "./samples.ts";

export function observationCases(store: () => Store): void {
  const sequence = async (endpointId = "pc1"): Promise<number[]> =>
    (await everyItem(async (query) => store().observations.history(endpointId, query), 50)).map(
      (one) => one.seq,
    );

  describe("observations", () => {
    it("are stored once and raise the mark", async () => {
      const answer = await store().observations.append(batch("pc1", [reading(1), reading(2)]));
      expect(answer.highWater).toBe(2);
      expect(answer.stored.map((one) => one.seq)).toEqual([1, 2]);
      const [first, second] = answer.stored;
      expect(second?.ordinal).toBeGreaterThan(first?.ordinal ?? Infinity);
      expect(first).toMatchObject({
        endpointId: "pc1",
        epoch: "aaaaaaaa",
        fact: "patch",
        kind: "reading",
        at: at(1),
        receivedAt: at(3600),
        durationMs: 12,
        unread: false,
        body: { status: "ok", value: { seq: 1 } },
      });
      expect(await store().observations.highWater("pc1", "aaaaaaaa")).toBe(2);
      expect(await store().observations.count()).toBe(2);
    });

    it("have no effect a second time, alone or overlapping with new ones", async () => {
      await store().observations.append(batch("pc1", [reading(1), reading(2)]));
      const again = await store().observations.append(batch("pc1", [reading(1), reading(2)]));
      expect(again).toEqual({ highWater: 2, stored: [] });
      const overlap = await store().observations.append(batch("pc1", [reading(2), reading(3)]));
      expect(overlap.stored.map((one) => one.seq)).toEqual([3]);
      expect(await sequence()).toEqual([3, 2, 1]);
    });

    it("may leave numbers out, and those stay out", async () => {
      await store().observations.append(batch("pc1", [reading(2), reading(7)]));
      const late = await store().observations.append(batch("pc1", [reading(5), reading(9)]));
      expect(late.stored.map((one) => one.seq)).toEqual([9]);
      expect(await sequence()).toEqual([9, 7, 2]);
    });

    it("raise the mark past what was refused for good", async () => {
      const answer = await store().observations.append(batch("pc1", [], { upTo: 12 }));
      expect(answer).toEqual({ highWater: 12, stored: [] });
      const lower = await store().observations.append(batch("pc1", [], { upTo: 3 }));
      expect(lower.highWater).toBe(12);
      expect((await store().observations.append(batch("pc1", [reading(12)]))).stored).toEqual([]);
    });

    it("count each epoch and each computer for itself", async () => {
      await store().observations.append(batch("pc1", [reading(5)]));
      const other = await store().observations.append(batch("pc1", [reading(1)], { epoch: "bbbbbbbb" }));
      expect(other.highWater).toBe(1);
      await store().observations.append(batch("pc2", [reading(2)]));
      expect(await store().observations.highWater("pc1", "aaaaaaaa")).toBe(5);
      expect(await store().observations.highWater("pc1", "bbbbbbbb")).toBe(1);
      expect(await store().observations.highWater("pc2", "bbbbbbbb")).toBe(0);
      expect(await sequence("pc1")).toEqual([1, 5]);
      expect(await sequence("pc2")).toEqual([2]);
    });

    it("that arrive twice at the same time are stored once", async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, async () =>
          store().observations.append(batch("pc1", [reading(1), reading(2)])),
        ),
      );
      expect(answers.flatMap((answer) => answer.stored)).toHaveLength(2);
      expect(await store().observations.count()).toBe(2);
    });

    it("of a batch that does not rise are refused, and others' batches of the same moment are not", async () => {
      const answers = await Promise.allSettled([
        store().observations.append(batch("pc1", [reading(1)])),
        store().observations.append(batch("pc2", [reading(2), reading(1)])),
        store().observations.append(batch("pc3", [reading(1)])),
      ]);
      expect(answers.map((answer) => answer.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
      expect(answers[1]).toMatchObject({ reason: expect.any(StoreError) });
      expect(await store().observations.highWater("pc2", "aaaaaaaa")).toBe(0);
      expect(await sequence("pc2")).toEqual([]);
      expect(await sequence("pc3")).toEqual([1]);
    });

    it("are handed out in the order of their ordinals for work that goes on", async () => {
      await store().observations.append(batch("pc1", [reading(1), reading(2)]));
      await store().observations.append(batch("pc2", [reading(1, "lan", { kind: "event", unread: true })]));
      const first = await store().observations.after(0, 2);
      expect(first.map((one) => [one.endpointId, one.seq])).toEqual([
        ["pc1", 1],
        ["pc1", 2],
      ]);
      const rest = await store().observations.after(first.at(-1)?.ordinal ?? 0, 10);
      expect(rest).toMatchObject([{ endpointId: "pc2", fact: "lan", kind: "event", unread: true }]);
      expect(await store().observations.after(rest.at(-1)?.ordinal ?? 0, 10)).toEqual([]);
    });

    it("come in pages that hold still while new ones arrive", async () => {
      const all = Array.from({ length: 10 }, (_, i) => reading(i + 1, i % 2 === 0 ? "patch" : "usb"));
      await store().observations.append(batch("pc1", all));
      const first = await store().observations.history("pc1", { limit: 4 });
      await store().observations.append(batch("pc1", [reading(11)]));
      const second = await store().observations.history("pc1", { limit: 4, cursor: first.next ?? "" });
      const third = await store().observations.history("pc1", { limit: 4, cursor: second.next ?? "" });
      const seen = [...first.items, ...second.items, ...third.items].map((one) => one.seq);
      expect(seen).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
      expect(third.next).toBeNull();
      const usb = await store().observations.history("pc1", { limit: 3, fact: "usb" });
      expect(usb.items.map((one) => one.seq)).toEqual([10, 8, 6]);
      const more = await store().observations.history("pc1", {
        limit: 3,
        fact: "usb",
        cursor: usb.next ?? "",
      });
      expect(more.items.map((one) => one.seq)).toEqual([4, 2]);
      expect(more.next).toBeNull();
    });

    it("refuse a page mark that no page gave", async () => {
      for (const cursor of ["", "nonsense", "bnVsbA", Buffer.from('["history","1"]').toString("base64url")])
        await expect(store().observations.history("pc1", { limit: 5, cursor })).rejects.toBeInstanceOf(
          CursorError,
        );
    });
  });

  describe("the latest readings", () => {
    it("are one for each fact, with what a failed look saw", async () => {
      const failed = { status: "failed", code: "timeout", reason: "no answer", value: { seen: 1 } };
      await store().observations.append(
        batch("pc1", [
          reading(1),
          reading(2),
          reading(3, "antivirus", { body: failed }),
          reading(4, "odd", { unread: true, body: { x: 1 }, schema: 9 }),
        ]),
      );
      const latest = await store().observations.latest("pc1");
      expect(Object.keys(latest).sort()).toEqual(["antivirus", "odd", "patch"]);
      expect(latest["patch"]).toMatchObject({ status: "ok", value: { seq: 2 }, at: at(2), code: null });
      expect(latest["antivirus"]).toMatchObject({ ...failed });
      expect(latest["odd"]).toMatchObject({ status: "unread", value: { x: 1 }, schema: 9 });
      expect(await store().observations.latest("pc2")).toEqual({});
    });

    it("are not made by events", async () => {
      await store().observations.append(batch("pc1", [reading(1, "usb", { kind: "event" })]));
      expect(await store().observations.latest("pc1")).toEqual({});
    });

    it("follow the number within an epoch, even when the clock went back", async () => {
      await store().observations.append(
        batch("pc1", [reading(1, "patch", { at: at(500) }), reading(2, "patch", { at: at(100) })]),
      );
      expect((await store().observations.latest("pc1"))["patch"]).toMatchObject({ value: { seq: 2 } });
    });

    it("are not replaced by an older one that arrives late from another epoch", async () => {
      await store().observations.append(
        batch("pc1", [reading(1, "patch", { at: at(500) })], { epoch: "bbbbbbbb" }),
      );
      await store().observations.append(batch("pc1", [reading(9, "patch", { at: at(100) })]));
      expect((await store().observations.latest("pc1"))["patch"]).toMatchObject({ value: { seq: 1 } });
      await store().observations.append(batch("pc1", [reading(10, "patch", { at: at(600) })]));
      expect((await store().observations.latest("pc1"))["patch"]).toMatchObject({ value: { seq: 10 } });
    });

    it("are not hidden behind one from a clock that was years ahead", async () => {
      const ahead = reading(1, "patch", { at: "2031-01-01T00:00:00.000Z" });
      await store().observations.append(batch("pc1", [ahead], { receivedAt: at(0) }));
      await store().observations.append(
        batch("pc1", [reading(2, "patch", { at: at(50) })], { epoch: "bbbbbbbb", receivedAt: at(51) }),
      );
      expect((await store().observations.latest("pc1"))["patch"]).toMatchObject({ value: { seq: 2 } });
    });
  });

  describe("the store itself", () => {
    it("answers while it is open and says so when it is not", async () => {
      await store().ping();
      await store().close();
      await expect(store().ping()).rejects.toBeInstanceOf(StoreError);
      await expect(store().observations.append(batch("pc1", [reading(1)]))).rejects.toBeInstanceOf(
        StoreError,
      );
    });

    it("finishes what was begun when it is closed", async () => {
      const begun = store().observations.append(batch("pc1", [reading(1)]));
      await store().close();
      expect((await begun).highWater).toBe(1);
    });
  });
}
