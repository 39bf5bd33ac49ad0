import { describe, expect, it } from "vitest";
import { noEffects, type Store } from "#collector/storage/port.ts";
import type { UsbMedium } from "#shared/model/register.ts";
import { at, firm, office, sighting, stick } from "./samples.ts";
import { gap } from "./watch-samples.ts";

export function mediaPlaceCases(store: () => Store): void {
  const see = async (endpointId: string, second: number, present = true, more = {}): Promise<void> =>
    store().effects.apply({
      ...noEffects,
      media: [sighting(stick("A", more), { endpointId, at: at(second), present })],
    });
  const medium = async (): Promise<UsbMedium | null> => store().registers.mediumByKey("0781:5581:A");

  describe("where a medium is plugged in", () => {
    it("is told by the computers it is on now", async () => {
      await see("pc2", 10);
      expect(await medium()).toMatchObject({ present: true, presentOn: ["pc2"], twin: false });
      await see("pc2", 20, false);
      expect(await medium()).toMatchObject({ present: false, presentOn: [], twin: false });
      await see("pc1", 30);
      expect((await store().registers.media({ limit: 9 })).items).toEqual([await medium()]);
      expect(await medium()).toMatchObject({ presentOn: ["pc1"], twin: false });
    });

    it("at two places at once makes a twin of its serial number, for ever", async () => {
      await see("pc2", 10);
      await see("pc1", 20);
      expect(await medium()).toMatchObject({ presentOn: ["pc1", "pc2"], twin: true });
      await see("pc1", 30, false);
      await see("pc2", 31, false);
      await see("pc2", 40);
      expect(await medium()).toMatchObject({ presentOn: ["pc2"], twin: true });
    });

    it("says nothing of a serial number that was never the medium's own", async () => {
      for (const [i, endpointId] of ["pc1", "pc2"].entries())
        await see(endpointId, 10 + i, true, { serialQuality: "generated" });
      expect(await medium()).toMatchObject({ presentOn: ["pc1", "pc2"], twin: false });
    });

    it("proves nothing where the other computer's agent did not watch: it may be gone unseen", async () => {
      await see("pc1", 10);
      await store().effects.apply({ ...noEffects, gaps: [gap("g1", { endpointId: "pc1", from: at(15) })] });
      await see("pc2", 20);
      expect(await medium()).toMatchObject({ twin: false });
      await see("pc2", 25, false);
      const over = gap("g1", { endpointId: "pc1", from: at(15), to: at(30), cause: "computer-off" });
      await store().effects.apply({ ...noEffects, gaps: [over] });
      await see("pc2", 40);
      expect(await medium()).toMatchObject({ twin: true });
    });

    it("proves nothing by a sighting of the time before, nor by its absence", async () => {
      await see("pc1", 50);
      await see("pc2", 20);
      await see("pc2", 30, false);
      expect(await medium()).toMatchObject({ presentOn: ["pc1"], twin: false });
      await see("pc3", 60, false);
      expect(await medium()).toMatchObject({ presentOn: ["pc1"], twin: false });
    });
  });

  describe("sites", () => {
    it("say how far they are watched, and why", async () => {
      await store().registers.putSite(office);
      await store().registers.putSite(firm);
      const declined = { ...firm, coverage: "declined", note: "2026-11-20 社長より申出" } as const;
      await store().registers.putSite(declined);
      expect(await store().registers.sites()).toEqual([declined, office]);
    });
  });
}
