import { describe, expect, it } from "vitest";
import type { Effects, Store } from "#collector/storage/port.ts";
import { noEffects } from "#collector/storage/port.ts";
import { at, delivery, enrol, opened, sighting, stick, stranger } from "./samples.ts";
import { condition, gap, report } from "./watch-samples.ts";

const effects: Effects = {
  cursor: 7,
  presence: [{ endpointId: "pc1", devices: [stick("A")] }],
  media: [sighting(stick("A"))],
  lanDevices: [stranger("02:00:00:00:00:10")],
  macs: [{ endpointId: "pc1", macs: ["02:00:00:00:00:01"] }],
  operatingSystems: [{ endpointId: "pc1", name: "Debian GNU/Linux 13" }],
  proposals: [
    {
      endpointId: "pc1",
      at: at(10),
      networks: [{ interface: "eth0", gatewayMac: "02:00:00:00:00:fe", subnet: "192.0.2.0/24" }],
    },
  ],
  incidentEvents: [opened("i1", "usb:A")],
  deliveries: [delivery("d1", "i1")],
  conditions: [condition("c1")],
  gaps: [gap("g1")],
  updates: [{ key: "apt|openssl|3.5.1", at: at(5) }],
  reports: [report("2026-11-16")],
  jobs: [{ job: "weekly", occurrence: "2026-11-16", at: at(40) }],
};

export function effectCases(store: () => Store): void {
  const everything = async () => ({
    cursor: await store().effects.cursor(),
    presence: await store().registers.presence("pc1"),
    media: await store().registers.media({ limit: 10 }),
    lanDevices: await store().registers.lanDevices({ limit: 10 }),
    endpoint: await store().endpoints.get("pc1"),
    proposals: await store().registers.proposals(),
    incidents: await store().incidents.list({ limit: 10 }),
    events: await store().incidents.events("i1"),
    deliveries: await store().notifications.due(at(9000), 10),
    conditions: await store().conditions.list({ limit: 10 }),
    gaps: await store().attendance.open(),
    updates: await store().updates.firstSeen(["apt|openssl|3.5.1"]),
    reports: await store().reports.list({ limit: 10 }),
    job: await store().jobs.done("weekly", "2026-11-16"),
    records: await store().records.list({ limit: 100 }),
  });

  describe("what follows from observations", () => {
    it("is all there after it was written, and not before", async () => {
      await enrol(store(), "pc1");
      expect(await store().registers.presence("pc1")).toEqual({ known: false, devices: [] });
      expect(await store().effects.cursor()).toBe(0);
      await store().effects.apply(effects);
      const now = await everything();
      expect(now.cursor).toBe(7);
      expect(now.presence).toEqual({ known: true, devices: [stick("A")] });
      expect(now.media.items).toHaveLength(1);
      expect(now.lanDevices.items).toHaveLength(1);
      expect(now.endpoint).toMatchObject({
        operatingSystem: "Debian GNU/Linux 13",
        macs: ["02:00:00:00:00:01"],
      });
      expect(now.proposals).toEqual([
        {
          endpointId: "pc1",
          at: at(10),
          interface: "eth0",
          gatewayMac: "02:00:00:00:00:fe",
          subnet: "192.0.2.0/24",
        },
      ]);
      expect(now.incidents.items).toHaveLength(1);
      expect(now.deliveries).toHaveLength(1);
      expect(now.conditions.items).toEqual(effects.conditions);
      expect(now.gaps).toEqual(effects.gaps);
      expect(now.updates).toEqual(new Map([["apt|openssl|3.5.1", at(5)]]));
      expect(now.reports.items).toEqual(effects.reports);
      expect(now.job).toBe(true);
      expect(now.records.items).toHaveLength(3);
    });

    it("is the same when it is written twice", async () => {
      await enrol(store(), "pc1");
      await store().effects.apply(effects);
      const once = await everything();
      await store().effects.apply(effects);
      await Promise.all([store().effects.apply(effects), store().effects.apply(effects)]);
      expect(await everything()).toEqual(once);
    });

    it("is written whole or not at all", async () => {
      await enrol(store(), "pc1");
      const broken: Effects = { ...effects, deliveries: [delivery("d1", "no-such-case")] };
      await expect(store().effects.apply(broken)).rejects.toThrow("does not have");
      const now = await everything();
      expect(now).toMatchObject({
        cursor: 0,
        presence: { known: false },
        proposals: [],
        events: [],
        deliveries: [],
        gaps: [],
        updates: new Map(),
        job: false,
      });
      expect(now.conditions.items).toEqual([]);
      expect(now.reports.items).toEqual([]);
      expect(now.records.items).toEqual([]);
      expect(now.media.items).toEqual([]);
      expect(now.incidents.items).toEqual([]);
    });

    it("replaces what is plugged in and what networks are offered", async () => {
      await enrol(store(), "pc1");
      await store().effects.apply(effects);
      await store().effects.apply({
        ...noEffects,
        presence: [{ endpointId: "pc1", devices: [] }],
        proposals: [{ endpointId: "pc1", at: at(20), networks: [] }],
      });
      expect(await store().registers.presence("pc1")).toEqual({ known: true, devices: [] });
      expect(await store().registers.proposals()).toEqual([]);
    });

    it("never moves the cursor back, and leaves it where nothing is said", async () => {
      await store().effects.apply({ ...noEffects, cursor: 9 });
      await store().effects.apply({ ...noEffects, cursor: 4 });
      await store().effects.apply(noEffects);
      expect(await store().effects.cursor()).toBe(9);
    });
  });
}
