import { copyFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verifyLink } from "#collector/records/port.ts";
import { openSqliteStore, type SqliteStore } from "./index.ts";
import { migrations } from "./schema/migrations/index.ts";

const folder = fileURLToPath(new URL("../../../test/fixtures", import.meta.url));
const fixtures = (await readdir(folder)).filter((name) => /^schema-\d{4}\.db$/u.test(name)).sort();

describe("a store of an earlier day", () => {
  it("is kept for every schema that landed", () => {
    expect(fixtures).toEqual(migrations.map((one) => `schema-${String(one.version).padStart(4, "0")}.db`));
  });

  describe.each(fixtures)("%s", (name) => {
    let directory = "";
    let store: SqliteStore;
    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), "hinomi-fixture-"));
      await copyFile(join(folder, name), join(directory, "hinomi.db"));
      store = await openSqliteStore({ path: join(directory, "hinomi.db"), chain: "c1" });
    });
    afterEach(async () => {
      await store.close();
      await rm(directory, { recursive: true });
    });

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
      expect((await store.incidents.events("i1")).map((one) => one.change.type)).toEqual([
        "opened",
        "notified",
      ]);
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
      const records = (await store.records.list({ limit: 5 })).items.toReversed();
      expect(records.map((one, i) => verifyLink(records[i - 1] ?? null, one))).toEqual([null, null]);
      expect(await store.settings.get("organisation")).toBe("○○水道協同組合");
    });

    it("goes on: the next case, the next record, and a code that nobody used yet", async () => {
      const [first] = await store.incidents.events("i1");
      if (first?.change.type !== "opened") throw new Error("the case does not begin with its opening");
      const change = { ...first.change, fingerprint: "another" };
      const nothing = {
        cursor: null,
        presence: [],
        media: [],
        lanDevices: [],
        macs: [],
        operatingSystems: [],
      };
      await store.effects.apply({
        ...nothing,
        proposals: [],
        deliveries: [],
        incidentEvents: [{ ...first, id: "i2-opened", incidentId: "i2", change }],
      });
      expect(await store.incidents.get("i2")).toMatchObject({ number: "R8-0002" });
      const actor = { kind: "machine", id: null, name: "火の見" } as const;
      const record = { at: "2026-11-25T00:00:00.000Z", actor, action: "started", subject: null, detail: {} };
      expect(await store.records.append(record)).toMatchObject({ index: 3 });
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
});
