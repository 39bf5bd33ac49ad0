import { describe, expect, it } from "vitest";
import { CursorError, noEffects, type Store } from "#collector/storage/port.ts";
import type { Gap } from "#shared/model/attendance.ts";
import { at, enrol, everyItem, firm } from "./samples.ts";
import { gap } from "./watch-samples.ts";

export function attendanceCases(store: () => Store): void {
  const put = async (...gaps: Gap[]): Promise<void> => store().effects.apply({ ...noEffects, gaps });
  const ids = async (from: number, to: number, query: object = {}): Promise<string> =>
    (
      await everyItem(
        async (page) => store().attendance.gaps({ ...query, ...page, from: at(from), to: at(to) }),
        2,
      )
    )
      .map((one) => one.id)
      .join(" ");

  describe("gaps", () => {
    it("are kept as last written, and open until they have an end", async () => {
      await put(gap("g2", { from: at(200) }), gap("g1"));
      expect(await store().attendance.open()).toEqual([gap("g1"), gap("g2", { from: at(200) })]);
      const ended = gap("g1", {
        to: at(150),
        cause: "computer-off",
        explainedAt: at(160),
        detail: "shutdown",
      });
      await put(ended);
      await put(ended);
      expect((await store().attendance.open()).map((one) => one.id)).toEqual(["g2"]);
      const page = await store().attendance.gaps({ limit: 9, from: at(0), to: at(170) });
      expect(page).toEqual({ items: [ended], next: null });
    });

    it("are found where they overlap a time, by their beginning; an open one has no end", async () => {
      await put(
        gap("g1", { from: at(0), to: at(10) }),
        gap("g2", { from: at(10), to: at(20) }),
        gap("g3", { from: at(15), to: null }),
        gap("g4", { from: at(30), to: at(40) }),
        gap("g0", { from: at(15), to: at(16) }),
      );
      expect(await ids(0, 100)).toBe("g1 g2 g0 g3 g4");
      expect(await ids(10, 15)).toBe("g2");
      expect(await ids(16, 30)).toBe("g2 g3");
      expect(await ids(40, 50)).toBe("g3");
      expect(await ids(9, 10)).toBe("g1");
      expect(await ids(9000, 9001)).toBe("g3");
    });

    it("are filtered by computer, subject and site, in pages that hold still", async () => {
      await enrol(store(), "pc1");
      await enrol(store(), "pc2", {}, firm);
      await put(
        gap("g1", { from: at(1) }),
        gap("g2", { from: at(2), endpointId: "pc2" }),
        gap("g3", { from: at(3), subject: "sensor", fact: "patch" }),
        gap("g4", { from: at(4), subject: "collector", endpointId: null }),
      );
      expect(await ids(0, 9, { endpointId: "pc1" })).toBe("g1 g3");
      expect(await ids(0, 9, { subject: "collector" })).toBe("g4");
      expect(await ids(0, 9, { siteIds: ["firm-1"] })).toBe("g2");
      expect(await ids(0, 9, { siteIds: ["firm-1", "office"], subject: "agent" })).toBe("g1 g2");
      expect(await ids(0, 9, { siteIds: [] })).toBe("");
      const query = { limit: 2, from: at(0), to: at(9) };
      const first = await store().attendance.gaps(query);
      await put(gap("g0", { from: at(0) }));
      const rest = await store().attendance.gaps({ ...query, cursor: first.next ?? "" });
      expect([first.items, rest.items].map((items) => items.map((one) => one.id))).toEqual([
        ["g1", "g2"],
        ["g3", "g4"],
      ]);
      await expect(store().attendance.gaps({ ...query, cursor: "x" })).rejects.toBeInstanceOf(CursorError);
    });
  });
}
