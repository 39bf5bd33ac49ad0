import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openMemoryStore } from "#collector/storage/memory/index.ts";
import { createHarness, type Harness } from "../harness.ts";
import { addEndpoint, addReadings, before, office, propose, seeDevice, seeStick } from "../sample-rows.ts";

let harness: Harness;
let cookie = "";
beforeEach(async () => {
  harness = await createHarness(await openMemoryStore({ chain: "test" }));
  await harness.store.registers.putSite(office);
  ({ cookie } = await harness.signedIn("manager", "supervisor"));
});
afterEach(async () => harness.stop());

const get = async (url: string) => harness.ask({ url, headers: { cookie } });
const send = async (method: "PUT" | "POST", url: string, payload: object) =>
  harness.ask({ method, url, payload, headers: { cookie } });
const heard = (): string[] => {
  const [run] = harness.hub.position().split("-");
  const subscription = harness.hub.subscribe(`${run}-0`, () => {});
  subscription.unsubscribe();
  return (subscription.missed ?? []).map(({ event }) => event.topic);
};

describe("computers", () => {
  it("show whether they are connected and nothing that is for the collector only", async () => {
    await addEndpoint(harness.store, "pc-03");
    harness.connected.add("pc-03");
    await addReadings(harness.store, "pc-03", {
      patch: { status: "ok", value: { pending: [{ name: "openssl" }] } },
    });
    const detail = (await get("/api/v1/endpoints/pc-03")).json();
    expect(detail).toMatchObject({
      connected: true,
      site: office,
      facts: { patch: { status: "ok", value: { pending: [{ name: "openssl" }] } } },
    });
    expect(detail.asOf).toBe("2026-11-24T07:00:00.000Z");
    expect(detail.support).toBeNull();
    const [row] = (await get("/api/v1/endpoints")).json().items;
    expect(row.sensors).toMatchObject([{ fact: "patch", status: "ok" }]);
    for (const hidden of ["keyHash", "local", "siteId"]) expect(detail).not.toHaveProperty(hidden);
    expect((await get("/api/v1/endpoints/none")).statusCode).toBe(404);
    const history = (await get("/api/v1/endpoints/pc-03/observations?fact=patch")).json();
    expect(history.items).toMatchObject([{ fact: "patch", seq: 1 }]);
    expect((await get("/api/v1/endpoints/none/observations")).statusCode).toBe(404);
  });

  it("are listed page by page, also by connection", async () => {
    const names = Array.from({ length: 25 }, (_, index) => `pc-${String(index).padStart(2, "0")}`);
    for (const name of names) await addEndpoint(harness.store, name);
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
    expect((await get(`/api/v1/usb-devices?cursor=${first.next}`)).statusCode).toBe(400);
  });

  it("are revoked and cut off in one act that stands in the records", async () => {
    await addEndpoint(harness.store, "pc-03");
    const answer = await send("POST", "/api/v1/endpoints/pc-03/revoke", { reason: "紛失" });
    expect(answer.json()).toMatchObject({ state: "revoked" });
    expect(harness.disconnected).toEqual(["pc-03"]);
    expect(harness.told).toEqual(["endpointChanged pc-03"]);
    expect(await harness.records()).toMatchObject([
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
    await addEndpoint(harness.store, "pc-03");
    const body = { managementNumber: "K-017", siteId: "nowhere", kind: "server" };
    const wrong = await send("PUT", "/api/v1/endpoints/pc-03", body);
    expect(wrong.json().error).toMatchObject({ field: "siteId" });
    const right = await send("PUT", "/api/v1/endpoints/pc-03", { ...body, siteId: "office" });
    expect(right.json()).toMatchObject({ managementNumber: "K-017", kind: "server" });
    expect((await send("POST", "/api/v1/enrolment-codes", { siteId: "nowhere" })).statusCode).toBe(400);
    expect((await send("POST", "/api/v1/enrolment-codes", { siteId: "office" })).statusCode).toBe(200);
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

const decide = async (id: string, body: object) => send("PUT", `/api/v1/usb-devices/${id}`, body);

describe("USB media", () => {
  beforeEach(async () => {
    for (const name of ["pc-03", "pc-07"]) await addEndpoint(harness.store, name);
  });

  it("are registered for the computer they were seen on, and for those before", async () => {
    const id = await seeStick(harness.store, "pc-03");
    const first = await decide(id, { right: "allowed" });
    expect(first.json()).toMatchObject({ right: "allowed", endpointIds: ["pc-03"], decidedBy: "人1" });
    await seeStick(harness.store, "pc-07", "2026-11-24T06:30:00.000Z");
    expect((await decide(id, { right: "allowed" })).json().endpointIds).toEqual(["pc-03", "pc-07"]);
    expect((await decide(id, { right: "allowed", scope: "every-computer" })).json().endpointIds).toEqual([]);
    expect((await decide(id, { right: "allowed" })).json().endpointIds).toEqual(["pc-07"]);
    expect(heard()).toContain("usb-devices");
    const acts = (await harness.records()).filter(({ action }) => action === "usb-device.decided");
    expect(acts[0]).toMatchObject({
      action: "usb-device.decided",
      detail: { before: { right: "unregistered" }, after: { right: "allowed" } },
    });
  });

  it("are never allowed everywhere because nobody knows where they were", async () => {
    const id = await seeStick(harness.store, "pc-03");
    const medium = await harness.store.registers.medium(id);
    if (medium === null) throw new Error("no medium");
    vi.spyOn(harness.store.registers, "medium").mockResolvedValue({ ...medium, lastEndpointId: null });
    expect((await decide(id, { right: "allowed" })).statusCode).toBe(409);
    expect((await get("/api/v1/usb-devices")).json().items).toMatchObject([{ right: "unregistered" }]);
    expect(await harness.records()).toEqual([]);
  });

  it("get a temporary right only with an end that lies ahead", async () => {
    const id = await seeStick(harness.store, "pc-03");
    const today = (await decide(id, { right: "temporary" })).json();
    expect(today).toMatchObject({ right: "temporary", expiresAt: "2026-11-24T08:30:00.000Z" });
    expect((await decide(id, { right: "temporary", expiresAt: before })).statusCode).toBe(400);
    const right = await decide(id, { right: "temporary", expiresAt: "2026-11-24T08:30:00.000Z" });
    expect(right.json()).toMatchObject({ right: "temporary", expiresAt: "2026-11-24T08:30:00.000Z" });
    expect((await decide(id, { right: "initial" })).statusCode).toBe(400);
    expect((await decide("none", { right: "allowed" })).statusCode).toBe(404);
  });
});

describe("networks", () => {
  const body = { name: "事務局LAN", siteId: "office", subnets: ["192.168.1.0/24"], gatewayMacs: [] };

  it("are entered learning for a week, told to the agents, and no longer proposed", async () => {
    await addEndpoint(harness.store, "pc-03");
    await propose(harness.store, "pc-03", "192.168.1.0/24");
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
    const other = (await send("POST", "/api/v1/networks", { ...body, name: "支所LAN" })).json();
    const seen = await seeDevice(harness.store, id, "52:54:00:00:00:01", "initial");
    const stranger = await seeDevice(harness.store, id, "52:54:00:00:00:02", "unregistered");
    const elsewhere = await seeDevice(harness.store, other.id, "52:54:00:00:00:03", "initial");
    const rows = (await get("/api/v1/networks")).json().items;
    expect(rows.find((row: { id: string }) => row.id === id)).toMatchObject({
      deviceCount: 2,
      undecidedCount: 2,
    });
    const change = { name: "事務局LAN", mode: "watching", gatewayMacs: [], allowInitial: true };
    const changed = await send("PUT", `/api/v1/networks/${id}`, change);
    expect(changed.json()).toMatchObject({ mode: "watching", learningUntil: null });
    const rightOf = async (device: string) => (await harness.store.registers.lanDeviceById(device))?.right;
    expect(await rightOf(seen)).toBe("allowed");
    expect(await rightOf(stranger)).toBe("unregistered");
    expect(await rightOf(elsewhere)).toBe("initial");
    expect((await send("PUT", "/api/v1/networks/none", change)).statusCode).toBe(404);
    // Left out, the subnets stay; given, they are what the person corrected.
    expect(changed.json().subnets).toEqual(body.subnets);
    const moved = await send("PUT", `/api/v1/networks/${id}`, { ...change, subnets: ["10.1.0.0/24"] });
    expect(moved.json().subnets).toEqual(["10.1.0.0/24"]);
  });

  it("have devices that a person decides about", async () => {
    const { id: networkId } = (await send("POST", "/api/v1/networks", body)).json();
    const id = await seeDevice(harness.store, networkId, "52:54:00:00:00:01", "unregistered");
    const answer = await send("PUT", `/api/v1/lan-devices/${id}`, {
      right: "fixed",
      kind: "複合機",
      place: "1階",
    });
    expect(answer.json()).toMatchObject({ right: "fixed", kind: "複合機", place: "1階", decidedBy: "人1" });
    expect((await send("PUT", "/api/v1/lan-devices/none", { right: "fixed" })).statusCode).toBe(404);
    expect((await get(`/api/v1/lan-devices?networkId=${networkId}`)).json().items).toHaveLength(1);
  });
});
