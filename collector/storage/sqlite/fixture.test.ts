import { copyFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verifyLink } from "#collector/records/port.ts";
import { noRoute } from "#shared/model/case-route.ts";
import { noEffects } from "../port.ts";
import { openSqliteStore, type SqliteStore } from "./index.ts";
import { migrations } from "./schema/migrations/index.ts";

const folder = fileURLToPath(new URL("../../../test/fixtures", import.meta.url));
const fixtures = (await readdir(folder)).filter((name) => /^schema-\d{4}\.db$/u.test(name)).sort();

describe("a store of an earlier day", () => {
  it("is kept for every schema that landed", () => {
    expect(fixtures).toEqual(migrations.map((one) => `schema-${String(one.version).padStart(4, "0")}.db`));
  });

  let directory = "";
  let store: SqliteStore;
  const openFixture = async (name: string): Promise<void> => {
    directory = await mkdtemp(join(tmpdir(), "hinomi-fixture-"));
    await copyFile(join(folder, name), join(directory, "hinomi.db"));
    store = await openSqliteStore({ path: join(directory, "hinomi.db"), chain: "c1" });
  };
  const closeFixture = async (): Promise<void> => {
    await store.close();
    await rm(directory, { recursive: true });
  };

  describe.each(fixtures)("%s", (name) => {
    beforeEach(async () => openFixture(name));
    afterEach(closeFixture);

    it("still has its computers and what they reported", async () => {
      const { items } = await store.endpoints.list({ limit: 10 });
      expect(items).toMatchObject([
        {
          id: "pc1",
          hostname: "PC1",
          site: { name: "事務局" },
          local: true,
          lastSeenAt: "2026-11-24T09:30:00.000Z",
          operatingSystem: "Debian GNU/Linux 13",
          macs: ["02:00:00:00:00:01"],
          clockOffsetMs: 12.5,
          sensors: [{ fact: "usb", status: "ok" }],
        },
        { id: "pc2", site: { kind: "member" }, local: false, lastSeenAt: null },
      ]);
      expect(await store.observations.highWater("pc1", "aaaaaaaa")).toBe(5);
      const history = await store.observations.history("pc1", { limit: 10 });
      expect(history.items.map((one) => [one.seq, one.fact, one.kind, one.unread])).toEqual([
        [4, "posture", "reading", true],
        [2, "usb", "event", false],
        [1, "patch", "reading", false],
      ]);
      expect(await store.observations.latest("pc1")).toMatchObject({
        patch: { status: "ok", value: { pending: [] } },
        posture: { status: "unread", schema: 7, value: { later: true } },
      });
      expect(await store.effects.cursor()).toBe(3);
    });

    it("still has its registers, cases and notices", async () => {
      expect(await store.registers.networks()).toMatchObject([{ id: "net-1", mode: "watching" }]);
      expect(await store.registers.proposals()).toMatchObject([
        { endpointId: "pc2", subnet: "198.51.100.0/24" },
      ]);
      expect((await store.registers.presence("pc1")).devices).toHaveLength(1);
      expect(await store.registers.mediumByKey("0781:5581:4C530001")).toMatchObject({
        present: true,
        right: "unregistered",
      });
      expect(await store.registers.lanDevice("net-1", "02:00:00:00:00:10")).toMatchObject({
        right: "initial",
      });
      expect(await store.incidents.get("i1")).toMatchObject({ number: "R8-0001", state: "detected" });
      const told = (await store.incidents.events("i1")).map((one) => one.change.type);
      expect([told.at(0), told.at(-1)]).toEqual(["opened", "notified"]);
      expect(await store.notifications.nextDue()).toBe("2026-11-24T09:40:00.000Z");
      expect(await store.notifications.lastOutcome()).toBe("working");
    });

    it("still has its people, their ways in, and its records", async () => {
      expect(await store.people.byEmail("yamada@example.jp")).toMatchObject({
        id: "p1",
        roles: ["supervisor", "manager"],
      });
      expect(await store.people.credential("p1")).toMatchObject({ totpLastStep: 7 });
      expect(await store.people.session("session")).toMatchObject({ personId: "p1" });
      expect(await store.people.tokens()).toMatchObject([{ id: "t1", scope: "read" }]);
      expect(await store.people.link("link-2")).toMatchObject({ purpose: "setup" });
      expect((await store.refusals.list({ limit: 5 })).items).toMatchObject([
        { code: "bad-frame", count: 2 },
      ]);
      const records = (await store.records.list({ limit: 50 })).items.toReversed();
      expect(records.filter((one, i) => verifyLink(records[i - 1] ?? null, one) !== null)).toEqual([]);
      expect((await store.records.list({ limit: 5, action: "token-made" })).items).toMatchObject([
        { payload: { actor: { name: "山田" }, action: "token-made" } },
      ]);
      expect(await store.settings.get("organisation")).toBe("○○水道協同組合");
    });

    it("goes on: the next case, the next record, and a code that nobody used yet", async () => {
      const [first] = await store.incidents.events("i1");
      if (first?.change.type !== "opened") throw new Error("the case does not begin with its opening");
      const change = { ...first.change, fingerprint: "another" };
      await store.effects.apply({
        ...noEffects,
        incidentEvents: [{ ...first, id: "i2-opened", incidentId: "i2", change }],
      });
      expect(await store.incidents.get("i2")).toMatchObject({ number: "R8-0002" });
      const actor = { kind: "machine", id: null, name: "火の見" } as const;
      const record = { at: "2026-11-25T00:00:00.000Z", actor, action: "started", subject: null, detail: {} };
      const head = await store.records.head();
      expect(await store.records.append(record)).toMatchObject({
        index: (head?.index ?? 0) + 1,
        previous: head?.hash,
      });
      const computer = {
        id: "pc3",
        hostname: "PC3",
        managementNumber: null,
        platform: "windows",
        kind: "server",
        state: "active",
        enrolledAt: "2026-11-24T09:05:00.000Z",
        keyHash: "key-pc3",
        certificateSerial: "serial-pc3",
        certificateExpiresAt: "2027-11-24T09:00:00.000Z",
        agentVersion: "0.2.0",
      } as const;
      const answer = await store.endpoints.enrol("code-unused", computer, computer.enrolledAt);
      expect(answer).toMatchObject({ ok: true, endpoint: { id: "pc3", siteId: "office" } });
    });
  });

  describe("of the time before the watch", () => {
    beforeEach(async () => openFixture("schema-0001.db"));
    afterEach(closeFixture);

    it("has cases without a route, people without a site, and sites nobody spoke of", async () => {
      expect(await store.incidents.get("i1")).toMatchObject({
        route: noRoute,
        parties: [],
        handled: false,
        closing: null,
      });
      expect((await store.incidents.list({ limit: 5, siteIds: ["office"] })).items).toHaveLength(1);
      expect(await store.incidents.nextDue()).toBeNull();
      expect(await store.people.get("p1")).toMatchObject({ siteId: null, hasAccount: true });
      expect(await store.registers.sites()).toMatchObject([
        { id: "firm-1", coverage: "open", note: null },
        { id: "office", coverage: "open", note: null },
      ]);
      expect(await store.endpoints.get("pc1")).toMatchObject({ assetClass: null, userIds: [] });
      expect(await store.registers.mediumByKey("0781:5581:4C530001")).toMatchObject({
        presentOn: ["pc1"],
        twin: false,
      });
      expect(await store.people.link("link-2")).toMatchObject({ personId: null });
    });

    it("has its notices about cases, and they go on", async () => {
      const due = await store.notifications.due("2026-11-24T09:59:00.000Z", 10);
      expect(due).toMatchObject([{ id: "d2", about: { kind: "incident", id: "i1" }, attempts: 0 }]);
      const sent = { state: "sent", lastError: null, dueAt: due[0]?.dueAt ?? "", at: due[0]?.dueAt ?? "" };
      await store.notifications.attempted("d2", { ...sent, state: "sent" }, null);
      expect(await store.notifications.nextDue()).toBeNull();
      expect((await store.records.list({ limit: 1 })).items).toMatchObject([
        { index: 3, payload: { action: "delivery.sent", subject: "i1" } },
      ]);
    });

    it("takes a receipt on a case that has no route", async () => {
      const [first] = await store.incidents.events("i1");
      if (first === undefined) throw new Error("the case has no events");
      const change = { type: "received", means: "screen", stamps: [] } as const;
      const event = { ...first, id: "e-received", change: { ...change, stamps: [] } };
      await store.effects.apply({ ...noEffects, incidentEvents: [event] });
      expect(await store.incidents.get("i1")).toMatchObject({ state: "accepted", route: noRoute });
    });
  });

  describe("of the first watch", () => {
    beforeEach(async () => openFixture("schema-0002.db"));
    afterEach(closeFixture);

    it("still has its routes, conditions, gaps, summaries and work", async () => {
      expect(await store.incidents.get("i1")).toMatchObject({
        route: { name: "office", nextDueAt: "2026-11-24T09:50:00.000Z" },
      });
      expect(await store.incidents.nextDue()).toBe("2026-11-24T09:50:00.000Z");
      const conditions = await store.conditions.list({ limit: 5 });
      expect(conditions.items).toMatchObject([
        { id: "c1", state: "open", data: { pending: 2 } },
        { id: "c0", state: "ended" },
      ]);
      expect(await store.conditions.nextDue()).toBe("2026-12-01T08:30:00.000Z");
      expect(await store.attendance.open()).toMatchObject([{ id: "g2", cause: "unconfirmed" }]);
      expect(await store.updates.firstSeen(["apt|openssl|3.5.1"])).toEqual(
        new Map([["apt|openssl|3.5.1", "2026-11-24T09:05:00.000Z"]]),
      );
      expect(await store.reports.get("weekly-2026-11-16")).toMatchObject({ patch: { targetPercent: 95 } });
      expect(await store.jobs.last("weekly")).toBe("2026-11-16");
      expect(await store.notifications.due("2026-11-24T09:59:00.000Z", 9)).toMatchObject([
        { about: { kind: "incident", id: "i1" } },
        { about: { kind: "digest", id: "2026-11-24" } },
        { about: { kind: "report", id: "weekly-2026-11-16" } },
      ]);
    });

    it("still has its ledger, its decisions, its deputies and its checkpoints", async () => {
      expect(await store.registers.assets()).toMatchObject([{ id: "a1", kind: "handheld" }]);
      expect(await store.registers.sites()).toMatchObject([
        { id: "firm-1", coverage: "self-check" },
        { id: "office", coverage: "watched" },
      ]);
      expect(await store.endpoints.get("pc1")).toMatchObject({ assetClass: "1", userIds: ["p1"] });
      expect(await store.registers.mediumByKey("0781:5581:4C530002")).toMatchObject({
        right: "temporary",
        user: "佐藤",
        presentOn: [],
      });
      expect(await store.registers.lanDevice("net-1", "02:00:00:00:00:11")).toMatchObject({ right: "fixed" });
      expect(await store.people.link("link-3")).toMatchObject({ purpose: "account", personId: "p1" });
      expect(await store.people.designations()).toMatchObject([{ id: "des-1", role: "chief" }]);
      expect(await store.records.checkpoints(5)).toMatchObject([{ chain: "c1", previous: null }]);
    });
  });
});
