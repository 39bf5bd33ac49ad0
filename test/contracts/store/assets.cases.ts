import { describe, expect, it } from "vitest";
import type { Store } from "#collector/storage/port.ts";
import type { Asset } from "#shared/model/asset.ts";
import { at } from "./samples.ts";

const asset = (id: string, more: Partial<Asset> = {}): Asset => ({
  id,
  kind: "handheld",
  name: id,
  managementNumber: "H-001",
  siteId: "office",
  place: null,
  user: null,
  mac: null,
  note: null,
  state: "in-use",
  createdAt: at(0),
  updatedAt: at(0),
  ...more,
});

export function assetCases(store: () => Store): void {
  describe("devices without an agent", () => {
    it("are kept as last written, in the order of their names in any width and case", async () => {
      expect(await store().registers.assets()).toEqual([]);
      await store().registers.putAsset(asset("a3", { name: "nas-2" }));
      await store().registers.putAsset(asset("a1", { name: "ＮＡＳ－１" }));
      await store().registers.putAsset(asset("a2", { name: "Camera" }));
      const lost = asset("a2", { name: "NAS-3", state: "lost", updatedAt: at(50) });
      await store().registers.putAsset(lost);
      const all = await store().registers.assets();
      expect(all.map((one) => one.id)).toEqual(["a1", "a3", "a2"]);
      expect(all.at(-1)).toEqual(lost);
    });
  });
}
