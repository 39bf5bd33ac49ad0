import { describe, expect, it } from "vitest";
import { CursorError, type Store, StoreError } from "#collector/storage/port.ts";
import { noEffects } from "#collector/storage/port.ts";
import { at, batch, candidate, enrol, everyItem, firm, office, reading } from "./samples.ts";

export function endpointCases(store: () => Store): void {
  const addCode = async (secretHash: string, expiresAt = at(600), local = false): Promise<void> => {
    await store().registers.putSite(office);
    await store().endpoints.addCode({
      secretHash,
      siteId: office.id,
      local,
      createdAt: at(0),
      expiresAt,
      createdBy: "山田",
    });
  };

  describe("enrolment", () => {
    it("makes one computer of a code, at the code's site", async () => {
      await addCode("code", at(600), true);
      const answer = await store().endpoints.enrol("code", candidate("pc1"), at(5));
      expect(answer).toEqual({ ok: true, endpoint: { ...candidate("pc1"), siteId: "office", local: true } });
      expect(await store().endpoints.get("pc1")).toMatchObject({
        id: "pc1",
        hostname: "PC-pc1",
        site: office,
        siteId: "office",
        local: true,
        keyHash: "key-of-pc1",
        lastSeenAt: null,
        macs: [],
        sensors: [],
        assetClass: null,
        userIds: [],
        operatingSystem: null,
        clockOffsetMs: null,
        certificateExpiresAt: at(86_400),
      });
    });

    it("gives the same computer to the same key again, with the new certificate, even after the code's end", async () => {
      await addCode("code");
      await store().endpoints.enrol("code", candidate("pc1"), at(5));
      const again = await store().endpoints.enrol(
        "code",
        candidate("another-id", { keyHash: "key-of-pc1", certificateSerial: "second" }),
        at(9000),
      );
      expect(again).toMatchObject({ ok: true, endpoint: { id: "pc1", certificateSerial: "second" } });
      expect((await store().endpoints.list({ limit: 10 })).items).toHaveLength(1);
    });

    it("refuses a code nobody made, one that ended and one used by another key", async () => {
      await addCode("code");
      await addCode("late", at(4));
      expect(await store().endpoints.enrol("no-code", candidate("pc1"), at(5))).toEqual({
        ok: false,
        why: "unknown",
      });
      expect(await store().endpoints.enrol("late", candidate("pc1"), at(5))).toEqual({
        ok: false,
        why: "expired",
      });
      await store().endpoints.enrol("code", candidate("pc1"), at(5));
      expect(await store().endpoints.enrol("code", candidate("pc2"), at(6))).toEqual({
        ok: false,
        why: "used",
      });
      expect(await store().endpoints.get("pc2")).toBeNull();
    });

    it("lets one of two keys win that use a code at once", async () => {
      await addCode("code");
      const answers = await Promise.all(
        ["pc1", "pc2", "pc3"].map(async (id) => store().endpoints.enrol("code", candidate(id), at(5))),
      );
      expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
      expect((await store().endpoints.list({ limit: 10 })).items).toHaveLength(1);
    });

    it("makes no second computer of a key that comes with a fresh code, and none of a revoked key", async () => {
      await enrol(store(), "pc1");
      await addCode("fresh");
      await addCode("fresh-2");
      const moved = await store().endpoints.enrol(
        "fresh",
        candidate("pc2", { keyHash: "key-of-pc1" }),
        at(5),
      );
      expect(moved).toMatchObject({ ok: true, endpoint: { id: "pc1" } });
      await store().endpoints.change("pc1", { state: "revoked" });
      const refused = [
        await store().endpoints.enrol("fresh-2", candidate("pc3", { keyHash: "key-of-pc1" }), at(5)),
        await store().endpoints.enrol("code-of-pc1", candidate("pc1"), at(5)),
      ];
      expect(refused).toEqual([
        { ok: false, why: "used" },
        { ok: false, why: "used" },
      ]);
    });

    it("refuses a code for a site that does not exist", async () => {
      const code = {
        secretHash: "c",
        siteId: "nowhere",
        local: false,
        createdAt: at(0),
        expiresAt: at(1),
        createdBy: "x",
      };
      await expect(store().endpoints.addCode(code)).rejects.toBeInstanceOf(StoreError);
    });
  });

  describe("computers", () => {
    it("are last seen when they were last heard, by a heartbeat or by an observation", async () => {
      await enrol(store(), "pc1");
      await store().endpoints.touch("pc1", { lastSeenAt: at(100) });
      expect((await store().endpoints.get("pc1"))?.lastSeenAt).toBe(at(100));
      await store().observations.append(batch("pc1", [reading(1)], { receivedAt: at(200) }));
      expect((await store().endpoints.get("pc1"))?.lastSeenAt).toBe(at(200));
      await store().endpoints.touch("pc1", { lastSeenAt: at(150) });
      expect((await store().endpoints.get("pc1"))?.lastSeenAt).toBe(at(200));
    });

    it("keep what a heartbeat does not speak of", async () => {
      await enrol(store(), "pc1");
      const sensor = {
        fact: "usb",
        status: "ok",
        code: null,
        reason: null,
        lastRunAt: at(5),
        durationMs: 3,
      } as const;
      await store().endpoints.touch("pc1", {
        lastSeenAt: at(10),
        agentVersion: "0.2.0",
        hostname: "counter",
        sensors: [sensor],
        clockOffsetMs: -1500,
      });
      await store().endpoints.touch("pc1", { lastSeenAt: at(20) });
      const known = { agentVersion: "0.2.0", hostname: "counter", sensors: [sensor], clockOffsetMs: -1500 };
      expect(await store().endpoints.get("pc1")).toMatchObject(known);
      await store().endpoints.touch("pc1", { lastSeenAt: at(30), clockOffsetMs: null });
      expect((await store().endpoints.get("pc1"))?.clockOffsetMs).toBeNull();
    });

    it("are changed by a person and by a renewal", async () => {
      await enrol(store(), "pc1");
      await store().registers.putSite(firm);
      await store().endpoints.change("pc1", {
        managementNumber: "PC-001",
        siteId: "firm-1",
        kind: "server",
        state: "resting",
        assetClass: "1",
        userIds: ["p1", "p2"],
      });
      await store().endpoints.renewed("pc1", "serial-2", at(99_999));
      expect(await store().endpoints.get("pc1")).toMatchObject({
        managementNumber: "PC-001",
        site: firm,
        kind: "server",
        state: "resting",
        assetClass: "1",
        userIds: ["p1", "p2"],
        certificateExpiresAt: at(99_999),
      });
      await store().endpoints.change("pc1", { managementNumber: null, assetClass: null });
      expect(await store().endpoints.get("pc1")).toMatchObject({
        managementNumber: null,
        kind: "server",
        assetClass: null,
        userIds: ["p1", "p2"],
      });
    });

    it("stand in the order of their names, page by page, while others are added", async () => {
      for (const [id, hostname] of [
        ["a", "pc-3"],
        ["b", "PC-1"],
        ["c", "pc-2"],
        ["d", "PC-2"],
        ["e", "pc-4"],
      ] as const)
        await enrol(store(), id, { hostname });
      const first = await store().endpoints.list({ limit: 2 });
      expect(first.items.map((one) => one.hostname)).toEqual(["PC-1", "pc-2"]);
      await enrol(store(), "f", { hostname: "PC-0" });
      await enrol(store(), "g", { hostname: "pc-35" });
      const rest = await store().endpoints.list({ limit: 10, cursor: first.next ?? "" });
      expect(rest.items.map((one) => one.id)).toEqual(["d", "a", "g", "e"]);
      expect(rest.next).toBeNull();
    });

    it("are found by any part of their names, numbers, systems and cards, in any width and case", async () => {
      await enrol(store(), "pc1", { hostname: "Madoguchi-01" });
      await enrol(store(), "pc2", { hostname: "100%_PC" }, firm);
      await store().endpoints.change("pc1", { managementNumber: "水道-007" });
      await store().effects.apply({
        ...noEffects,
        operatingSystems: [{ endpointId: "pc2", name: "Debian GNU/Linux 13" }],
        macs: [{ endpointId: "pc1", macs: ["52:54:00:12:34:56"] }],
      });
      const found = async (search: string): Promise<string[]> =>
        (await store().endpoints.list({ limit: 10, search })).items.map((one) => one.id);
      expect(await found("GUCHI-0")).toEqual(["pc1"]);
      expect(await found("水道")).toEqual(["pc1"]);
      expect(await found("ＤＥＢＩＡＮ")).toEqual(["pc2"]);
      expect(await found("00:12:34")).toEqual(["pc1"]);
      expect(await found("%_")).toEqual(["pc2"]);
      expect(await found("_")).toEqual(["pc2"]);
      expect(await found("'; DROP")).toEqual([]);
    });

    it("are filtered by site, state and system", async () => {
      await enrol(store(), "pc1");
      await enrol(store(), "pc2", { platform: "windows" }, firm);
      await enrol(store(), "pc3", { state: "resting" });
      const ids = async (query: object): Promise<string[]> =>
        (await everyItem(async (page) => store().endpoints.list({ ...query, ...page }), 1)).map(
          (one) => one.id,
        );
      expect(await ids({})).toEqual(["pc1", "pc2", "pc3"]);
      expect(await ids({ siteId: "office" })).toEqual(["pc1", "pc3"]);
      expect(await ids({ siteId: "office", state: "resting" })).toEqual(["pc3"]);
      expect(await ids({ platform: "windows" })).toEqual(["pc2"]);
      expect(await ids({ siteIds: ["firm-1"] })).toEqual(["pc2"]);
      expect(await ids({ siteIds: ["firm-1", "office"] })).toEqual(["pc1", "pc2", "pc3"]);
      expect(await ids({ siteIds: ["firm-1"], siteId: "office" })).toEqual([]);
      expect(await ids({ siteIds: [] })).toEqual([]);
    });

    it("own the cards they report, a dock's by whoever reported it last", async () => {
      await enrol(store(), "pc1");
      await enrol(store(), "pc2");
      const own = async (endpointId: string, macs: string[]): Promise<void> =>
        store().effects.apply({ ...noEffects, macs: [{ endpointId, macs }] });
      await own("pc1", ["02:00:00:00:00:01", "02:00:00:00:00:0d"]);
      await own("pc2", ["02:00:00:00:00:0d"]);
      expect(await store().endpoints.byMac("02:00:00:00:00:0d")).toBe("pc2");
      expect((await store().endpoints.get("pc1"))?.macs).toEqual(["02:00:00:00:00:01"]);
      await own("pc2", []);
      expect(await store().endpoints.byMac("02:00:00:00:00:0d")).toBeNull();
      expect(await store().endpoints.byMac("02:00:00:00:00:01")).toBe("pc1");
    });

    it("refuse a page mark of another list", async () => {
      for (let i = 0; i < 3; i += 1)
        await store().refusals.add({ at: at(i), endpointId: null, peer: `p${i}`, code: "c", detail: "" });
      const foreign = (await store().refusals.list({ limit: 1 })).next;
      expect(foreign).not.toBeNull();
      await expect(store().endpoints.list({ limit: 1, cursor: foreign ?? "" })).rejects.toBeInstanceOf(
        CursorError,
      );
      await expect(store().endpoints.list({ limit: 1, cursor: "!!" })).rejects.toThrow(/page/u);
    });

    it("nobody enrolled are not there", async () => {
      expect(await store().endpoints.get("nobody")).toBeNull();
      await store().endpoints.touch("nobody", { lastSeenAt: at(1) });
      await store().endpoints.change("nobody", { state: "retired" });
      expect((await store().endpoints.list({ limit: 5 })).items).toEqual([]);
    });
  });
}
