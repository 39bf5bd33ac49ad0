import { describe, expect, it } from "vitest";
import { CursorError, noEffects, type Store, StoreError } from "#collector/storage/port.ts";
import type { Condition } from "#shared/model/condition.ts";
import { at, everyItem } from "./samples.ts";
import { condition } from "./watch-samples.ts";

export function conditionCases(store: () => Store): void {
  const put = async (...conditions: Condition[]): Promise<void> =>
    store().effects.apply({ ...noEffects, conditions });
  const due = async (second: number, limit = 10): Promise<string[]> =>
    (await store().conditions.dueBefore(at(second), limit)).map((one) => one.id);

  describe("conditions", () => {
    it("are kept as last written, and found by id and computer until they end", async () => {
      await put(condition("c1", { state: "waiting", openedAt: null }));
      const later = condition("c1", { data: { pending: 5 }, receivedAt: at(30), receivedBy: "山田" });
      await put(later);
      await put(later);
      expect(await store().conditions.get("c1")).toEqual(later);
      expect(await store().conditions.ofEndpoint("pc1")).toEqual([later]);
      await put({ ...later, state: "ended", endedAt: at(60) });
      expect(await store().conditions.ofEndpoint("pc1")).toEqual([]);
      expect(await store().conditions.get("c1")).toMatchObject({ state: "ended", endedAt: at(60) });
      expect(await store().conditions.get("c9")).toBeNull();
    });

    it("of a computer stand in the order in which they began, another computer's apart", async () => {
      await put(
        condition("c2", { rule: "antivirus-off", beganAt: at(20) }),
        condition("c1", { beganAt: at(10) }),
        condition("c3", { endpointId: "pc2", beganAt: at(5) }),
      );
      expect((await store().conditions.ofEndpoint("pc1")).map((one) => one.id)).toEqual(["c1", "c2"]);
      expect(await store().conditions.ofEndpoint("pc9")).toEqual([]);
    });

    it("are one at a time for a rule and a computer: the next begins when the one before ended", async () => {
      await put(condition("c1"));
      await expect(put(condition("c2", { beganAt: at(50) }))).rejects.toBeInstanceOf(StoreError);
      expect(await store().conditions.get("c2")).toBeNull();
      const ended = condition("c1", { state: "ended", endedAt: at(40) });
      await put(condition("c2", { beganAt: at(50) }), ended);
      expect((await store().conditions.ofEndpoint("pc1")).map((one) => one.id)).toEqual(["c2"]);
      await put(condition("c3", { state: "ended", endedAt: at(70), beganAt: at(60) }));
      expect((await store().conditions.list({ limit: 9 })).items.map((one) => one.id)).toEqual([
        "c3",
        "c2",
        "c1",
      ]);
    });

    it("fall due in the order of their times, but not when ended or when they became a case", async () => {
      expect(await store().conditions.nextDue()).toBeNull();
      await put(
        condition("c1", { rule: "patch-overdue", dueAt: at(300) }),
        condition("c2", { rule: "antivirus-off", dueAt: at(100), state: "waiting" }),
        condition("c3", { rule: "antivirus-stale", dueAt: null }),
        condition("c4", { rule: "os-unsupported", dueAt: at(50), incidentId: "i1" }),
        condition("c5", { rule: "endpoint-silent", dueAt: at(60), state: "ended", endedAt: at(59) }),
        condition("c6", { rule: "could-not-look", dueAt: at(200) }),
      );
      expect(await store().conditions.nextDue()).toBe(at(100));
      expect(await due(99)).toEqual([]);
      expect(await due(100)).toEqual(["c2"]);
      expect(await due(9000)).toEqual(["c2", "c6", "c1"]);
      expect(await due(9000, 2)).toEqual(["c2", "c6"]);
      await put(condition("c2", { rule: "antivirus-off", dueAt: at(100), incidentId: "i2" }));
      expect(await store().conditions.nextDue()).toBe(at(200));
    });

    it("stand newest first, filtered, in pages that hold still while others begin", async () => {
      for (let i = 0; i < 5; i += 1)
        await put(
          condition(`c${i}`, {
            endpointId: `pc${i}`,
            beganAt: at(i),
            siteId: i % 2 === 0 ? "office" : "firm-1",
            rule: i === 4 ? "antivirus-off" : "patch-overdue",
            state: i === 0 ? "ended" : i === 1 ? "waiting" : "open",
          }),
        );
      const first = await store().conditions.list({ limit: 2 });
      expect(first.items.map((one) => one.id)).toEqual(["c4", "c3"]);
      await put(condition("c9", { endpointId: "pc9", beganAt: at(100) }));
      const rest = await store().conditions.list({ limit: 9, cursor: first.next ?? "" });
      expect(rest.items.map((one) => one.id)).toEqual(["c2", "c1", "c0"]);
      const ids = async (query: object): Promise<string> =>
        (await everyItem(async (page) => store().conditions.list({ ...query, ...page }), 2))
          .map((one) => one.id)
          .join(" ");
      expect(await ids({})).toBe("c9 c4 c3 c2 c1 c0");
      expect(await ids({ states: ["waiting", "ended"] })).toBe("c1 c0");
      expect(await ids({ states: [] })).toBe("");
      expect(await ids({ rule: "antivirus-off" })).toBe("c4");
      expect(await ids({ siteIds: ["firm-1"] })).toBe("c3 c1");
      expect(await ids({ siteIds: ["firm-1", "office"], states: ["open"] })).toBe("c9 c4 c3 c2");
      expect(await ids({ siteIds: [] })).toBe("");
      expect(await ids({ beganFrom: at(3) })).toBe("c9 c4 c3");
      await expect(store().conditions.list({ limit: 2, cursor: "e30" })).rejects.toBeInstanceOf(CursorError);
    });
  });
}
