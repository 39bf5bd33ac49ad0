import { describe, expect, it } from "vitest";
import { CursorError, type Store } from "#collector/storage/port.ts";
import { noEffects } from "#collector/storage/port.ts";
import { at, closed, delivery, event, everyItem, machine, opened } from "./samples.ts";
import type { IncidentEvent } from "#shared/model/incident.ts";

const outcome = (state: "waiting" | "sent" | "failed", more: object = {}) => ({
  state,
  dueAt: at(100),
  lastError: state === "sent" ? null : "refused",
  at: at(50),
  ...more,
});

const notified: IncidentEvent = {
  ...event("d1-1", "i1", {
    type: "notified",
    personId: "p1",
    personName: "山田",
    channel: "email",
    outcome: "sent",
    reason: "",
  }),
  actor: machine,
};

export function incidentCases(store: () => Store): void {
  const withDeliveries = async (): Promise<void> =>
    store().effects.apply({
      ...noEffects,
      incidentEvents: [opened("i1", "usb:A")],
      deliveries: [delivery("d2", "i1", at(30)), delivery("d1", "i1", at(20)), delivery("d3", "i1", at(500))],
    });

  const put = async (...incidentEvents: IncidentEvent[]): Promise<void> =>
    store().effects.apply({ ...noEffects, incidentEvents });

  describe("cases", () => {
    it("are opened with a number and found by their fingerprint until they are finished", async () => {
      await put(opened("i1", "usb:A"));
      const incident = await store().incidents.get("i1");
      expect(incident).toMatchObject({
        id: "i1",
        number: "R8-0001",
        rule: "usb-unregistered",
        severity: "warning",
        state: "detected",
        fingerprint: "usb:A",
        endpointId: "pc1",
        arrivedAt: at(20),
        occurrences: 1,
        ongoing: true,
        receivedAt: null,
      });
      expect(await store().incidents.openByFingerprint("usb:A")).toEqual(incident);
      expect(await store().incidents.openCount()).toBe(1);
      await put(closed("i1"));
      expect(await store().incidents.openByFingerprint("usb:A")).toBeNull();
      expect(await store().incidents.get("i1")).toMatchObject({ state: "closed", number: "R8-0001" });
      expect(await store().incidents.openCount()).toBe(0);
      expect(await store().incidents.get("i9")).toBeNull();
    });

    it("are the fold of their events, which are kept in order", async () => {
      await put(opened("i1", "usb:A"));
      await put(event("e1", "i1", { type: "repeated", data: { place: "2F" } }, at(30)));
      await put(
        event("e2", "i1", { type: "received", means: "screen", stamps: [] }, at(40)),
        event("e3", "i1", { type: "ended", data: {} }, at(50)),
      );
      expect(await store().incidents.get("i1")).toMatchObject({
        occurrences: 2,
        state: "accepted",
        ongoing: false,
        receivedAt: at(40),
        updatedAt: at(50),
        data: { serial: "usb:A", place: "2F" },
      });
      expect((await store().incidents.events("i1")).map((one) => one.id)).toEqual([
        "i1-opened",
        "e1",
        "e2",
        "e3",
      ]);
      expect((await store().incidents.events("i1"))[1]).toEqual(
        event("e1", "i1", { type: "repeated", data: { place: "2F" } }, at(30)),
      );
      expect(await store().incidents.events("i9")).toEqual([]);
    });

    it("count an event that comes twice once", async () => {
      const repeat = event("e1", "i1", { type: "repeated", data: {} }, at(30));
      await put(opened("i1", "usb:A"), repeat);
      await put(opened("i1", "usb:A"), repeat);
      expect(await store().incidents.get("i1")).toMatchObject({ occurrences: 2 });
      expect(await store().incidents.events("i1")).toHaveLength(2);
    });

    it("join an opening to the unfinished case of the same matter, and tell nobody twice", async () => {
      const second = opened("i2", "usb:A", at(25), { data: { place: "3F" } });
      await store().effects.apply({
        ...noEffects,
        incidentEvents: [opened("i1", "usb:A")],
        deliveries: [delivery("d1", "i1")],
      });
      const joining = {
        ...noEffects,
        incidentEvents: [second, event("i2-ended", "i2", { type: "ended", data: {} }, at(26))],
        deliveries: [delivery("d2", "i2")],
      };
      await store().effects.apply(joining);
      await store().effects.apply(joining);
      expect(await store().incidents.get("i2")).toBeNull();
      expect(await store().incidents.get("i1")).toMatchObject({
        occurrences: 2,
        ongoing: false,
        data: { serial: "usb:A", place: "3F" },
      });
      expect((await store().incidents.events("i1")).map((one) => [one.incidentId, one.change.type])).toEqual([
        ["i1", "opened"],
        ["i1", "repeated"],
        ["i1", "ended"],
      ]);
      expect((await store().notifications.due(at(9000), 10)).map((one) => one.id)).toEqual(["d1"]);
    });

    it("open once when the same matter is told by many at once", async () => {
      await Promise.all(Array.from({ length: 10 }, async (_, i) => put(opened(`i${i}`, "lan:x"))));
      expect(await store().incidents.openCount()).toBe(1);
      expect((await store().incidents.list({ limit: 20 })).items).toMatchObject([
        { occurrences: 10, number: "R8-0001" },
      ]);
    });

    it("open anew after the earlier one was finished", async () => {
      await put(opened("i1", "usb:A"), closed("i1"), opened("i2", "usb:A", at(90)));
      expect(await store().incidents.openByFingerprint("usb:A")).toMatchObject({
        id: "i2",
        number: "R8-0002",
        occurrences: 1,
      });
    });

    it("are not taken up again beside a newer one of the same matter", async () => {
      await put(opened("i1", "usb:A"), closed("i1"), opened("i2", "usb:A", at(90)));
      const again = event("e9", "i1", { type: "state-set", state: "checking", reason: "再調査" }, at(95));
      await expect(put(again)).rejects.toThrow("R8-0002");
      expect(await store().incidents.get("i1")).toMatchObject({ state: "closed" });
      expect((await store().incidents.events("i1")).map((one) => one.id)).not.toContain("e9");
    });

    it("are numbered without a gap within each fiscal year of the office", async () => {
      // 2027-03-31T15:00Z is midnight of 1 April in the office.
      const moments = [
        "2027-03-31T14:59:58.000Z",
        "2027-03-31T14:59:59.999Z",
        "2027-03-31T15:00:00.000Z",
        "2027-03-31T15:00:01.000Z",
      ];
      for (const [i, moment] of moments.entries()) {
        await put(opened(`i${i}`, `f${i}`, moment));
        // An opening that joins and an event that fails use up no number.
        await put(opened(`j${i}`, `f${i}`, moment));
        await expect(
          put(opened(`k${i}`, `g${i}`, moment), event(`x${i}`, "no-case", { type: "ended", data: {} })),
        ).rejects.toThrow("There is no case no-case");
      }
      const numbers = await Promise.all(
        moments.map(async (_, i) => (await store().incidents.get(`i${i}`))?.number),
      );
      expect(numbers).toEqual(["R8-0001", "R8-0002", "R9-0001", "R9-0002"]);
    });

    it("stand newest first, filtered, in pages that hold still while others open", async () => {
      for (let i = 0; i < 5; i += 1)
        await put(
          opened(`i${i}`, `f${i}`, at(i), {
            endpointId: i % 2 === 0 ? "pc1" : "pc2",
            rule: i === 4 ? "lan-unknown" : "usb-unregistered",
          }),
        );
      await put(closed("i3"));
      const first = await store().incidents.list({ limit: 2 });
      expect(first.items.map((one) => one.id)).toEqual(["i4", "i3"]);
      await put(opened("i9", "f9", at(100)));
      const rest = await store().incidents.list({ limit: 9, cursor: first.next ?? "" });
      expect(rest.items.map((one) => one.id)).toEqual(["i2", "i1", "i0"]);
      const ids = async (query: object) =>
        (await everyItem(async (page) => store().incidents.list({ ...query, ...page }), 2)).map(
          (one) => one.id,
        );
      expect(await ids({ open: true })).toEqual(["i9", "i4", "i2", "i1", "i0"]);
      expect(await ids({ open: false })).toEqual(["i3"]);
      expect(await ids({ endpointId: "pc2" })).toEqual(["i3", "i1"]);
      expect(await ids({ rule: "lan-unknown" })).toEqual(["i4"]);
      await expect(store().incidents.list({ limit: 2, cursor: "e30" })).rejects.toBeInstanceOf(CursorError);
    });
  });

  describe("notices", () => {
    it("fall due in the order of their times", async () => {
      expect(await store().notifications.nextDue()).toBeNull();
      await withDeliveries();
      expect(await store().notifications.nextDue()).toBe(at(20));
      const due = await store().notifications.due(at(30), 10);
      expect(due.map((one) => one.id)).toEqual(["d1", "d2"]);
      expect(due[0]).toEqual({
        ...delivery("d1", "i1", at(20)),
        attempts: 0,
        state: "waiting",
        lastError: null,
      });
      expect((await store().notifications.due(at(30), 1)).map((one) => one.id)).toEqual(["d1"]);
    });

    it("that were sent are finished, and the case says so once", async () => {
      await withDeliveries();
      await store().notifications.attempted("d1", outcome("sent"), notified);
      await store().notifications.attempted("d1", outcome("failed"), null);
      expect((await store().notifications.due(at(60), 10)).map((one) => one.id)).toEqual(["d2"]);
      expect((await store().incidents.events("i1")).map((one) => one.id)).toEqual(["i1-opened", "d1-1"]);
      expect(await store().notifications.lastOutcome()).toBe("working");
      await withDeliveries();
      expect((await store().notifications.due(at(60), 10)).map((one) => one.id)).toEqual(["d2"]);
    });

    it("that failed wait for their next time with the reason", async () => {
      expect(await store().notifications.lastOutcome()).toBe("untried");
      await withDeliveries();
      await store().notifications.attempted("d1", outcome("waiting"), null);
      expect(await store().notifications.lastOutcome()).toBe("failing");
      expect((await store().notifications.due(at(60), 10)).map((one) => one.id)).toEqual(["d2"]);
      expect(await store().notifications.due(at(100), 10)).toMatchObject([
        { id: "d2" },
        { id: "d1", attempts: 1, lastError: "refused" },
      ]);
      await store().notifications.attempted("d1", outcome("failed", { at: at(110) }), null);
      expect((await store().notifications.due(at(9000), 10)).map((one) => one.id)).toEqual(["d2", "d3"]);
      await store().notifications.attempted("nothing", outcome("sent", { at: at(120) }), null);
      expect(await store().notifications.lastOutcome()).toBe("failing");
    });
  });
}
