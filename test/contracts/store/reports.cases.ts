import { describe, expect, it } from "vitest";
import { CursorError, noEffects, type Store } from "#collector/storage/port.ts";
import { everyItem } from "./samples.ts";
import { report } from "./watch-samples.ts";

export function reportCases(store: () => Store): void {
  const put = async (...reports: ReturnType<typeof report>[]): Promise<void> =>
    store().effects.apply({ ...noEffects, reports });

  describe("summaries", () => {
    it("stay as they were frozen, whatever is written later under the same name", async () => {
      const frozen = report("2026-11-16");
      await put(frozen);
      await put(report("2026-11-16", { organisation: "別の組合" }));
      expect(await store().reports.get("weekly-2026-11-16")).toEqual(frozen);
      expect(await store().reports.get("weekly-2026-11-23")).toBeNull();
    });

    it("stand by their period, the newest first, page by page", async () => {
      await put(report("2026-11-16"), report("2026-11-30"), report("2026-11-09"));
      const first = await store().reports.list({ limit: 1 });
      await put(report("2026-12-07"), report("2026-11-23"));
      const rest = await everyItem(
        async (page) => store().reports.list({ ...page, cursor: page.cursor ?? first.next ?? "" }),
        1,
      );
      expect([...first.items, ...rest].map((one) => one.from)).toEqual([
        "2026-11-30",
        "2026-11-23",
        "2026-11-16",
        "2026-11-09",
      ]);
      await expect(store().reports.list({ limit: 1, cursor: "x" })).rejects.toBeInstanceOf(CursorError);
    });
  });
}
