import { describe, expect, it } from "vitest";
import { noEffects, type Store } from "#collector/storage/port.ts";
import { at } from "./samples.ts";

export function jobCases(store: () => Store): void {
  describe("work of the calendar", () => {
    it("is done once for each occurrence, with the commit that did it", async () => {
      expect(await store().jobs.done("weekly", "2026-11-16")).toBe(false);
      expect(await store().jobs.last("weekly")).toBeNull();
      const jobs = ["2026-11-23", "2026-11-16"].map((occurrence) => ({
        job: "weekly",
        occurrence,
        at: at(1),
      }));
      await store().effects.apply({ ...noEffects, jobs });
      await store().effects.apply({ ...noEffects, jobs });
      expect(await store().jobs.done("weekly", "2026-11-16")).toBe(true);
      expect(await store().jobs.done("weekly", "2026-11-30")).toBe(false);
      expect(await store().jobs.done("digest", "2026-11-16")).toBe(false);
      expect(await store().jobs.last("weekly")).toBe("2026-11-23");
      expect(await store().jobs.last("digest")).toBeNull();
    });
  });

  describe("updates", () => {
    it("keep the earliest time they were seen anywhere", async () => {
      const see = async (key: string, second: number): Promise<void> =>
        store().effects.apply({ ...noEffects, updates: [{ key, at: at(second) }] });
      await see("apt|openssl|3.5.1", 50);
      await see("apt|openssl|3.5.1", 20);
      await see("apt|openssl|3.5.1", 90);
      await see("apt|openssl|3.5.2", 95);
      expect(await store().updates.firstSeen(["apt|openssl|3.5.1", "apt|openssl|3.5.2", "dnf|x|1"])).toEqual(
        new Map([
          ["apt|openssl|3.5.1", at(20)],
          ["apt|openssl|3.5.2", at(95)],
        ]),
      );
      expect(await store().updates.firstSeen([])).toEqual(new Map());
    });
  });
}
