import { describe, expect, it } from "vitest";
import { CursorError, noEffects, type Store } from "#collector/storage/port.ts";
import type { IncidentEvent } from "#shared/model/incident.ts";
import { at, closed, event, everyItem, opened } from "./samples.ts";

/** A case on its route whose first step waits until `due`. */
const waiting = (id: string, due: number | null): readonly IncidentEvent[] => [
  opened(id, `usb:${id}`),
  event(`${id}-routed`, id, { type: "routed", route: "office", steps: [{ roles: ["manager"] }] }),
  event(`${id}-reached`, id, {
    type: "step-reached",
    leg: "main",
    index: 0,
    roles: ["manager"],
    by: "first",
    holders: [{ personId: "p1", name: "山田", role: "manager", deputy: false }],
    dueAt: due === null ? null : at(due),
    remindAt: null,
  }),
];

export function incidentRouteCases(store: () => Store): void {
  const put = async (...incidentEvents: readonly IncidentEvent[]): Promise<void> =>
    store().effects.apply({ ...noEffects, incidentEvents });
  const due = async (second: number, limit = 10): Promise<string[]> =>
    (await store().incidents.dueBefore(at(second), limit)).map((one) => one.id);

  describe("cases on their routes", () => {
    it("fall due in the order of their deadlines, the longest overdue first, until they are finished", async () => {
      expect(await store().incidents.nextDue()).toBeNull();
      await put(...waiting("i1", 300), ...waiting("i2", 100), ...waiting("i3", 200), ...waiting("i4", null));
      expect(await store().incidents.nextDue()).toBe(at(100));
      expect(await due(99)).toEqual([]);
      expect(await due(100)).toEqual(["i2"]);
      expect(await due(9000)).toEqual(["i2", "i3", "i1"]);
      expect(await due(9000, 1)).toEqual(["i2"]);
      const [first] = await store().incidents.dueBefore(at(100), 1);
      expect(first).toEqual(await store().incidents.get("i2"));
      expect(first?.route).toMatchObject({ name: "office", nextDueAt: at(100) });
      await put(closed("i2"));
      expect(await due(9000)).toEqual(["i3", "i1"]);
      expect(await store().incidents.nextDue()).toBe(at(200));
    });

    it("move on with their next deadline", async () => {
      await put(...waiting("i1", 100));
      const again = { type: "reminded", leg: "main", index: 0, count: 1, nextAt: at(40) } as const;
      await put(event("i1-reminded", "i1", again, at(30)));
      const next = (await store().incidents.get("i1"))?.route.nextDueAt ?? null;
      expect(await store().incidents.nextDue()).toBe(next);
      expect(next).toBe(at(40));
    });
  });

  describe("cases of some sites and times", () => {
    it("are listed and counted for these sites only, and of none there is nothing", async () => {
      for (let i = 0; i < 5; i += 1)
        await put(
          opened(`i${i}`, `f${i}`, at(i), {
            siteId: i === 4 ? null : i % 2 === 0 ? "office" : "firm-1",
          }),
        );
      await put(closed("i1"));
      const ids = async (query: object): Promise<string> =>
        (await everyItem(async (page) => store().incidents.list({ ...query, ...page }), 2))
          .map((one) => one.id)
          .join(" ");
      expect(await ids({ siteIds: ["office"] })).toBe("i2 i0");
      expect(await ids({ siteIds: ["office", "firm-1"], open: true })).toBe("i3 i2 i0");
      expect(await ids({ siteIds: [] })).toBe("");
      expect(await ids({ arrivedFrom: at(1), arrivedTo: at(3) })).toBe("i2 i1");
      expect(await ids({ arrivedFrom: at(3) })).toBe("i4 i3");
      expect(await store().incidents.openCount()).toBe(4);
      expect(await store().incidents.openCount(["firm-1"])).toBe(1);
      expect(await store().incidents.openCount([])).toBe(0);
      await expect(
        store().incidents.list({ limit: 2, cursor: "x", siteIds: ["office"] }),
      ).rejects.toBeInstanceOf(CursorError);
    });
  });
}
