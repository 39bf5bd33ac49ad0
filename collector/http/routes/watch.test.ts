import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openMemoryStore } from "#collector/storage/memory/index.ts";
import { noEffects } from "#collector/storage/port.ts";
import type { Condition } from "#shared/model/condition.ts";
import { createHarness, type Harness } from "../harness.ts";
import { addEndpoint, addReadings, before, firm, office, openCase, seeStick } from "../sample-rows.ts";

let harness: Harness;
let cookie = "";
beforeEach(async () => {
  harness = await createHarness(await openMemoryStore({ chain: "test" }));
  for (const site of [office, firm]) await harness.store.registers.putSite(site);
  ({ cookie } = await harness.signedIn("manager"));
});
afterEach(async () => harness.stop());

const get = async (url: string, headers: Record<string, string> = {}) =>
  harness.ask({ url: `/api/v1/${url}`, headers: { cookie, ...headers } });

const system = { id: "debian", version: "12", edition: null, build: null, name: "Debian 12" };
const patch = (pending: readonly object[]) => ({
  status: "ok",
  value: {
    source: "apt",
    operatingSystem: system,
    listsUpdatedAt: before,
    rebootRequired: false,
    rebootPackages: [],
    pending,
  },
});
const update = {
  name: "openssl",
  installed: "1",
  candidate: "2",
  security: true,
  severity: null,
  origin: null,
  kb: [],
};
const condition = (about: Partial<Condition>): Condition => ({
  id: "c1",
  rule: "could-not-look",
  endpointId: "pc-01",
  siteId: office.id,
  severity: "caution",
  state: "open",
  beganAt: before,
  afterAbsence: false,
  openedAt: before,
  dueAt: "2026-11-27T08:30:00.000Z",
  incidentId: null,
  receivedAt: null,
  receivedBy: null,
  endedAt: null,
  data: { computers: 1, computer1: "pc-01", endpoint1: "pc-01" },
  ...about,
});

describe("lists that a program asks again and again", () => {
  it.each(["endpoints", "incidents", "usb-devices", "lan-devices", "patch-compliance", "attendance"])(
    "%s says when nothing changed",
    async (list) => {
      await addEndpoint(harness.store, "pc-01");
      await seeStick(harness.store, "pc-01");
      await openCase(harness.store, "i1", "lan-unknown", office.id);
      const url = list === "attendance" ? `${list}?to=2026-11-24T07:00:00Z` : list;
      const first = await get(url);
      const tag = String(first.headers["etag"]);
      expect(tag).toMatch(/^W\//u);
      harness.now = harness.now.add({ seconds: 30 });
      const again = await get(url, { "if-none-match": tag });
      expect([again.statusCode, again.body]).toEqual([304, ""]);
      expect((await get(url, { "if-none-match": '"x"' })).statusCode).toBe(200);
    },
  );
});

describe("patch compliance", () => {
  beforeEach(async () => {
    const names = ["pc-01", "pc-02", "pc-03", "pc-04"];
    for (const name of names) {
      await addEndpoint(harness.store, name, name === "pc-04" ? firm : office);
      harness.connected.add(name);
    }
    await addReadings(harness.store, "pc-01", { patch: patch([]) });
    await addReadings(harness.store, "pc-02", { patch: patch([update]) });
    await addReadings(harness.store, "pc-03", { patch: { status: "failed", code: "denied", reason: "x" } });
    await addReadings(harness.store, "pc-04", { patch: patch([]) });
  });

  it("puts what needs somebody first and counts everybody in each figure", async () => {
    const { items, figures, targetPercent } = (await get("patch-compliance")).json();
    expect(items.map(({ hostname, state }: Record<string, string>) => [hostname, state])).toEqual([
      ["pc-03", "could-not-look"],
      ["pc-02", "in-grace"],
      ["pc-01", "applied"],
      ["pc-04", "applied"],
    ]);
    expect(figures).toMatchObject({ total: 4, applied: 2, diagnosed: 3 });
    expect(targetPercent).toBe(95);
  });

  it("is read page by page, by site and by state", async () => {
    const first = (await get("patch-compliance?limit=3")).json();
    const second = (await get(`patch-compliance?limit=3&cursor=${first.next}`)).json();
    expect([...first.items, ...second.items].map(({ hostname }) => hostname)).toEqual([
      "pc-03",
      "pc-02",
      "pc-01",
      "pc-04",
    ]);
    expect(second.next).toBeNull();
    const ofFirm = (await get(`patch-compliance?siteId=${firm.id}`)).json();
    expect(ofFirm).toMatchObject({ items: [{ hostname: "pc-04" }], figures: { total: 1 } });
    // The figures are of all; the state only picks what is shown.
    const applied = (await get("patch-compliance?state=applied")).json();
    expect(applied.items).toHaveLength(2);
    expect(applied.figures.total).toBe(4);
  });

  it.each(["nonsense", "e30", Buffer.from('["gaps","x"]').toString("base64url")])(
    "refuses the cursor %s, which it never gave",
    async (cursor) => {
      const answer = await get(`patch-compliance?cursor=${cursor}`);
      expect(answer.json().error).toMatchObject({ field: "cursor" });
    },
  );
});

const gap = (id: string, from: string) => ({
  id,
  subject: "agent" as const,
  endpointId: "pc-01",
  fact: null,
  from,
  to: "2026-11-24T06:59:00.000Z",
  cause: "network-cut" as const,
  detail: "",
  explainedAt: null,
});

describe("attendance", () => {
  it("shows the gaps of a time, newest first and page by page, never without the coverage", async () => {
    await addEndpoint(harness.store, "pc-01");
    const times = ["2026-11-20T00:00:00.000Z", "2026-11-22T00:00:00.000Z", "2026-11-24T00:00:00.000Z"];
    await harness.store.effects.apply({ ...noEffects, gaps: times.map((at, index) => gap(`g${index}`, at)) });
    const first = (await get("attendance?limit=2")).json();
    expect(first).toMatchObject({
      items: [{ id: "g2", endpointName: "pc-01", siteName: "事務局" }, { id: "g1" }],
      // Midnight of the office's day six days ago.
      figures: { from: "2026-11-17T15:00:00.000Z", to: "2026-11-24T07:00:00.000Z" },
      coverage: { computersInLedger: 41 },
    });
    const second = (await get(`attendance?limit=2&cursor=${first.next}`)).json();
    expect(second.items).toMatchObject([{ id: "g0" }]);
    expect((await get("attendance?subject=sensor")).json().items).toEqual([]);
  });

  it.each([
    "from=2026-11-24T07:00:00Z&to=2026-11-24T07:00:00Z",
    "from=2026-11-25T00:00:00Z",
    "from=2020-01-01T00:00:00Z",
    "from=yesterday",
  ])("refuses the time %s", async (query) => {
    const answer = await get(`attendance?${query}`);
    expect([answer.statusCode, answer.json().error.field]).toEqual([400, "from"]);
  });
});

describe("corrective items", () => {
  it("are one row for a rule and a site, with the names of computers and cases", async () => {
    for (const name of ["pc-01", "pc-02", "pc-03"]) await addEndpoint(harness.store, name);
    await openCase(harness.store, "i1", "could-not-look", office.id, {
      computers: 1,
      computer1: "pc-03",
      endpoint1: "pc-03",
    });
    await harness.store.effects.apply({
      ...noEffects,
      conditions: [
        condition({}),
        condition({ id: "c2", endpointId: "pc-02", state: "waiting", openedAt: null }),
        condition({ id: "c3", endpointId: "pc-03", incidentId: "i1" }),
      ],
    });
    const { items } = (await get("correctives")).json();
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      rule: "could-not-look",
      siteName: "事務局",
      waiting: 1,
      open: 1,
      becameIncident: 1,
      receivedAt: null,
    });
    const shown = items[0].computers.map(({ endpointName, incidentNumber }: Record<string, string>) => [
      endpointName,
      incidentNumber,
    ]);
    expect(shown).toEqual([
      ["pc-03", "R8-0001"],
      ["pc-01", null],
      ["pc-02", null],
    ]);
    const told = (await get("correctives?waiting=false")).json();
    expect(told.items[0]).toMatchObject({ waiting: 0, open: 1 });
  });

  it("are received with one act", async () => {
    const answer = await harness.ask({
      method: "POST",
      url: "/api/v1/correctives/receive",
      headers: { cookie },
      payload: {},
    });
    expect(answer.json()).toEqual({ received: 2 });
    expect(harness.told).toEqual(['receiveDigest "all"']);
  });
});
