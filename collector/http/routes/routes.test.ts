import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StoredEndpoint } from "#collector/storage/port.ts";
import type { LatestFact } from "#shared/api/schemas.ts";
import type { LanDevice, UsbMedium } from "#shared/model/register.ts";
import { createHarness, type Harness } from "../harness.ts";

const at = "2026-11-24T06:00:00.000Z";
const site = { id: "office", name: "事務局", kind: "office" } as const;
const endpoint = (id: string, change: Partial<StoredEndpoint> = {}): StoredEndpoint => ({
  id,
  hostname: id,
  managementNumber: null,
  platform: "linux",
  kind: "terminal",
  site,
  siteId: site.id,
  state: "active",
  lastSeenAt: at,
  enrolledAt: at,
  agentVersion: "0.1.0",
  operatingSystem: null,
  macs: [],
  clockOffsetMs: null,
  sensors: [],
  certificateExpiresAt: at,
  keyHash: "0".repeat(64),
  local: false,
  ...change,
});
const medium = (change: Partial<UsbMedium> = {}): UsbMedium => ({
  id: "m1",
  key: "0781:5581:A41F",
  vendorId: "0781",
  productId: "5581",
  vendor: "V",
  product: "P",
  serial: "A41F",
  serialQuality: "unique",
  kind: "usb-memory",
  sizeBytes: null,
  right: "unregistered",
  endpointIds: [],
  managementNumber: null,
  user: null,
  note: null,
  expiresAt: null,
  decidedBy: null,
  decidedAt: null,
  firstSeenAt: at,
  lastSeenAt: at,
  lastEndpointId: "pc-03",
  present: true,
  ...change,
});
const device = (id: string, right: LanDevice["right"], networkId = "n1"): LanDevice => ({
  id,
  networkId,
  mac: "52:54:00:12:34:56",
  randomMac: false,
  vendor: null,
  addresses: [],
  hostName: null,
  router: false,
  right,
  kind: null,
  place: null,
  note: null,
  expiresAt: null,
  decidedBy: null,
  decidedAt: null,
  endpointId: null,
  firstSeenAt: at,
  lastSeenAt: at,
  seenBy: [],
});
const fact = (value: unknown, status: LatestFact["status"] = "ok"): LatestFact => ({
  status,
  code: null,
  reason: null,
  value,
  schema: 1,
  at,
  receivedAt: at,
  durationMs: 1,
});

let harness: Harness;
let cookie = "";
beforeEach(async () => {
  harness = await createHarness();
  harness.rows.sites.set(site.id, site);
  cookie = harness.signedIn("manager").cookie;
});
afterEach(async () => harness.server.stop());

const get = async (url: string) => harness.ask({ url, headers: { cookie } });
const send = async (method: "PUT" | "POST", url: string, payload: object) =>
  harness.ask({ method, url, payload, headers: { cookie } });
const heard = (): string[] => {
  const [run] = harness.hub.position().split("-");
  const { missed, unsubscribe } = harness.hub.subscribe(`${run}-0`, () => {});
  unsubscribe();
  return (missed ?? []).map(({ event }) => event.topic);
};

describe("computers", () => {
  it("show whether they are connected and nothing that is for the collector only", async () => {
    harness.rows.endpoints.set("pc-03", endpoint("pc-03"));
    harness.connected.add("pc-03");
    harness.rows.facts.set("pc-03", { patch: fact({ pending: [{ name: "openssl" }] }) });
    const detail = (await get("/api/v1/endpoints/pc-03")).json();
    expect(detail).toMatchObject({
      connected: true,
      site,
      facts: { patch: { value: { pending: [{ name: "openssl" }] } } },
    });
    for (const hidden of ["keyHash", "local", "siteId"]) expect(detail).not.toHaveProperty(hidden);
    expect((await get("/api/v1/endpoints/none")).statusCode).toBe(404);
  });

  it("are listed page by page, also by connection", async () => {
    for (let count = 0; count < 25; count += 1)
      harness.rows.endpoints.set(`pc-${count}`, endpoint(`pc-${count}`));
    harness.connected.add("pc-24");
    const first = (await get("/api/v1/endpoints?limit=10")).json();
    expect(first.items).toHaveLength(10);
    const second = (await get(`/api/v1/endpoints?limit=10&cursor=${first.next}`)).json();
    expect(second.items[0].id).toBe("pc-10");
    const connected = (await get("/api/v1/endpoints?limit=10&connected=true")).json();
    expect(connected).toMatchObject({ items: [{ id: "pc-24" }], next: null });
    expect((await get("/api/v1/endpoints?limit=0")).statusCode).toBe(400);
    expect((await get("/api/v1/endpoints?limit=1&limit=2")).statusCode).toBe(400);
    expect((await get("/api/v1/endpoints?unknown=1")).json().error.code).toBe("bad-request");
  });

  it("are revoked and cut off in one act that stands in the records", async () => {
    harness.rows.endpoints.set("pc-03", endpoint("pc-03"));
    const answer = await send("POST", "/api/v1/endpoints/pc-03/revoke", { reason: "紛失" });
    expect(answer.json()).toMatchObject({ state: "revoked" });
    expect(harness.disconnected).toEqual(["pc-03"]);
    expect(harness.rows.records).toMatchObject([
      {
        action: "endpoint.revoked",
        subject: "pc-03",
        actor: { kind: "person", name: "人1" },
        detail: { reason: "紛失" },
      },
    ]);
    expect(heard()).toEqual(["endpoints"]);
  });

  it("move only to sites that exist", async () => {
    harness.rows.endpoints.set("pc-03", endpoint("pc-03"));
    const body = { managementNumber: "K-017", siteId: "nowhere", kind: "server" };
    const wrong = await send("PUT", "/api/v1/endpoints/pc-03", body);
    expect(wrong.json().error).toMatchObject({ field: "siteId" });
    const right = await send("PUT", "/api/v1/endpoints/pc-03", { ...body, siteId: "office" });
    expect(right.json()).toMatchObject({ managementNumber: "K-017", kind: "server" });
    expect((await send("POST", "/api/v1/enrolment-codes", { siteId: "nowhere" })).statusCode).toBe(400);
  });

  it("say what is wrong with an enrolment code", async () => {
    const answer = await send("POST", "/api/v1/enrol", {
      secret: "0000-0000-0000-0000",
      csr: "x",
      hostname: "pc",
      platform: "linux",
      kind: "terminal",
      agentVersion: "1",
    });
    expect(answer.statusCode).toBe(403);
    expect(answer.json().error).toMatchObject({ code: "enrolment-expired", field: "secret" });
  });
});

describe("USB media", () => {
  const decide = async (body: object) => send("PUT", "/api/v1/usb-devices/m1", body);

  it("are registered for the computer they were seen on, and for those before", async () => {
    harness.rows.media.set("m1", medium());
    const first = await decide({ right: "allowed" });
    expect(first.json()).toMatchObject({ right: "allowed", endpointIds: ["pc-03"], decidedBy: "人1" });
    harness.rows.media.set("m1", { ...first.json(), lastEndpointId: "pc-07" });
    expect((await decide({ right: "allowed" })).json().endpointIds).toEqual(["pc-03", "pc-07"]);
    expect((await decide({ right: "allowed", scope: "every-computer" })).json().endpointIds).toEqual([]);
    expect((await decide({ right: "allowed" })).json().endpointIds).toEqual(["pc-07"]);
    expect(heard()).toContain("usb-devices");
    expect(harness.rows.records[0]).toMatchObject({
      action: "usb-device.decided",
      detail: { before: { right: "unregistered" }, after: { right: "allowed" } },
    });
  });

  it("are never allowed everywhere because nobody knows where they were", async () => {
    harness.rows.media.set("m1", medium({ lastEndpointId: null }));
    const answer = await decide({ right: "allowed" });
    expect(answer.statusCode).toBe(409);
    expect(harness.rows.media.get("m1")?.right).toBe("unregistered");
    expect(harness.rows.records).toEqual([]);
  });

  it("get a temporary right only with an end that lies ahead", async () => {
    harness.rows.media.set("m1", medium());
    expect((await decide({ right: "temporary" })).json().error.field).toBe("expiresAt");
    expect((await decide({ right: "temporary", expiresAt: at })).statusCode).toBe(400);
    const right = await decide({ right: "temporary", expiresAt: "2026-11-24T08:30:00.000Z" });
    expect(right.json()).toMatchObject({ right: "temporary", expiresAt: "2026-11-24T08:30:00.000Z" });
    expect((await decide({ right: "initial" })).statusCode).toBe(400);
  });
});

describe("networks", () => {
  const body = { name: "事務局LAN", siteId: "office", subnets: ["192.168.1.0/24"], gatewayMacs: [] };

  it("are entered learning for a week, told to the agents, and no longer proposed", async () => {
    harness.rows.endpoints.set("pc-03", endpoint("pc-03"));
    const proposal = {
      interface: "eth0",
      gatewayMac: null,
      subnet: "192.168.1.0/24",
      endpointId: "pc-03",
      at,
    };
    harness.rows.proposals.push(proposal);
    expect((await get("/api/v1/networks")).json().proposals).toMatchObject([{ endpointName: "pc-03" }]);
    const made = await send("POST", "/api/v1/networks", body);
    expect(made.json()).toMatchObject({ mode: "learning", learningUntil: "2026-12-01T07:00:00.000Z" });
    expect(harness.settingsPushed).toBe(1);
    expect((await get("/api/v1/networks")).json()).toMatchObject({
      proposals: [],
      items: [{ deviceCount: 0 }],
    });
    expect((await send("POST", "/api/v1/networks", body)).statusCode).toBe(409);
    expect((await send("POST", "/api/v1/networks", { ...body, subnets: ["not a net"] })).statusCode).toBe(
      400,
    );
  });

  it("end their learning by a person, who may allow all that was seen", async () => {
    const { id } = (await send("POST", "/api/v1/networks", body)).json();
    harness.rows.lanDevices.set("d1", device("d1", "initial", id));
    harness.rows.lanDevices.set("d2", device("d2", "unregistered", id));
    harness.rows.lanDevices.set("d3", device("d3", "initial", "another"));
    expect((await get("/api/v1/networks")).json().items).toMatchObject([
      { deviceCount: 2, undecidedCount: 2 },
    ]);
    const change = { name: "事務局LAN", mode: "watching", gatewayMacs: [], allowInitial: true };
    const changed = await send("PUT", `/api/v1/networks/${id}`, change);
    expect(changed.json()).toMatchObject({ mode: "watching", learningUntil: null });
    const rights = [...harness.rows.lanDevices.values()].map(({ right }) => right);
    expect(rights).toEqual(["allowed", "unregistered", "initial"]);
    expect((await send("PUT", "/api/v1/networks/none", change)).statusCode).toBe(404);
  });

  it("have devices that a person decides about", async () => {
    harness.rows.lanDevices.set("d1", device("d1", "unregistered"));
    const answer = await send("PUT", "/api/v1/lan-devices/d1", {
      right: "fixed",
      kind: "複合機",
      place: "1階",
    });
    expect(answer.json()).toMatchObject({ right: "fixed", kind: "複合機", place: "1階", decidedBy: "人1" });
    expect((await send("PUT", "/api/v1/lan-devices/none", { right: "fixed" })).statusCode).toBe(404);
    expect((await get("/api/v1/lan-devices?networkId=n1")).json().items).toHaveLength(1);
  });
});

describe("cases", () => {
  it("refuse what their state does not allow, in the domain's own words", async () => {
    harness.rows.incidents.set("i1", {
      id: "i1",
      number: "R8-0001",
      rule: "lan-unknown",
      severity: "warning",
      state: "closed",
      fingerprint: "f",
      endpointId: null,
      siteId: site.id,
      openedAt: at,
      arrivedAt: at,
      updatedAt: at,
      occurrences: 1,
      ongoing: false,
      receivedAt: null,
      receivedBy: null,
      data: {},
    });
    harness.actOutcome = {
      ok: false,
      why: "not-possible",
      sentence: { ja: "終わっています。", en: "It ended." },
    };
    const refused = await send("POST", "/api/v1/incidents/i1/receive", {});
    expect(refused.statusCode).toBe(409);
    expect(refused.json().error.messageJa).toBe("終わっています。");
    expect(harness.rows.records).toEqual([]);
    harness.actOutcome = { ok: true };
    const done = await send("POST", "/api/v1/incidents/i1/comments", { text: "見ました" });
    expect(done.json()).toMatchObject({ number: "R8-0001", siteName: "事務局", events: [] });
    expect(harness.rows.records).toMatchObject([{ action: "incident.commented", subject: "i1" }]);
    expect((await send("POST", "/api/v1/incidents/none/receive", {})).statusCode).toBe(404);
  });
});

describe("the overview", () => {
  it("counts what is wrong, leaves out what left the watch, and says as of when", async () => {
    const os = { id: "debian", version: "12", edition: null, build: null, name: "Debian 12" };
    const patch = { source: "apt", listsUpdatedAt: at, rebootRequired: false, rebootPackages: [] };
    const update = { name: "openssl", installed: "1", candidate: "2", severity: null, origin: null, kb: [] };
    harness.rows.endpoints.set("a", endpoint("a"));
    harness.rows.facts.set("a", {
      patch: fact({ ...patch, operatingSystem: os, pending: [{ ...update, security: true }] }),
      antivirus: fact({ state: "on", products: [] }),
    });
    harness.rows.endpoints.set("b", endpoint("b"));
    harness.rows.facts.set("b", {
      patch: fact({
        ...patch,
        operatingSystem: { ...os, id: "windows", version: "22H2", edition: "Pro", build: "19045.6456" },
        pending: [],
      }),
      antivirus: fact({ state: "stale", products: [] }),
      usb: fact(null, "failed"),
    });
    harness.rows.endpoints.set("gone", endpoint("gone", { state: "replaced" }));
    harness.connected.add("a");
    harness.rows.media.set("m1", medium());
    harness.rows.lanDevices.set("d1", device("d1", "initial"));
    const figures = {
      total: 2,
      connected: 1,
      couldNotLook: 1,
      withPendingSecurity: 1,
      unsupportedOs: 1,
      antivirusTrouble: 1,
    };
    const first = (await get("/api/v1/overview")).json();
    expect(first).toMatchObject({
      asOf: "2026-11-24T07:00:00.000Z",
      endpoints: figures,
      undecidedMedia: 1,
      undecidedDevices: 1,
      mail: "untried",
      backupAt: null,
    });
    harness.rows.endpoints.delete("b");
    harness.now = harness.now.add({ seconds: 1 });
    expect((await get("/api/v1/overview")).json().asOf).toBe(first.asOf);
    harness.now = harness.now.add({ seconds: 1 });
    expect((await get("/api/v1/overview")).json().endpoints.total).toBe(1);
  });
});
