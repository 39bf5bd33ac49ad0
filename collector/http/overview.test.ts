import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openMemoryStore } from "#collector/storage/memory/index.ts";
import { createHarness, type Harness } from "./harness.ts";
import { addEndpoint, addReadings, before, office, seeDevice, seeStick } from "./sample-rows.ts";

let harness: Harness;
let cookie = "";
beforeEach(async () => {
  harness = await createHarness(await openMemoryStore({ chain: "test" }));
  await harness.store.registers.putSite(office);
  ({ cookie } = await harness.signedIn("manager", "supervisor"));
});
afterEach(async () => harness.stop());

const get = async (url: string) => harness.ask({ url, headers: { cookie } });

describe("the overview", () => {
  const os = { id: "debian", version: "12", edition: null, build: null, name: "Debian 12" };
  const patch = {
    source: "apt",
    operatingSystem: os,
    listsUpdatedAt: before,
    rebootRequired: false,
    rebootPackages: [],
  };
  const update = {
    name: "openssl",
    installed: "1",
    candidate: "2",
    security: true,
    severity: null,
    origin: null,
    kb: [],
  };

  it("counts what is wrong, leaves out what left the watch, and says as of when", async () => {
    const { store } = harness;
    for (const name of ["a", "b", "gone"]) await addEndpoint(store, name);
    await addReadings(store, "a", {
      patch: { status: "ok", value: { ...patch, pending: [update] } },
      antivirus: { status: "ok", value: { state: "on", products: [] } },
    });
    const windows = { ...os, id: "windows", version: "22H2", edition: "Pro", build: "19045.6456" };
    await addReadings(store, "b", {
      patch: { status: "ok", value: { ...patch, operatingSystem: windows, pending: [] } },
      antivirus: { status: "ok", value: { state: "stale", products: [] } },
      usb: { status: "failed", code: "denied", reason: "no right to read", value: null },
    });
    await store.endpoints.change("gone", { state: "replaced" });
    harness.connected.add("a");
    await seeStick(store, "a");
    await store.registers.putNetwork({
      id: "n1",
      name: "事務局LAN",
      siteId: office.id,
      mode: "learning",
      subnets: ["192.168.1.0/24"],
      gatewayMacs: [],
      createdAt: before,
      learningUntil: null,
    });
    await seeDevice(store, "n1", "52:54:00:00:00:01", "initial");
    const first = (await get("/api/v1/overview")).json();
    expect(first).toMatchObject({
      asOf: "2026-11-24T07:00:00.000Z",
      endpoints: {
        total: 2,
        connected: 1,
        couldNotLook: 1,
        withPendingSecurity: 1,
        unsupportedOs: 1,
        antivirusTrouble: 1,
      },
      undecidedMedia: 1,
      undecidedDevices: 1,
      mail: "untried",
      backupAt: null,
    });
    await store.endpoints.change("b", { state: "retired" });
    harness.now = harness.now.add({ seconds: 1 });
    expect((await get("/api/v1/overview")).json().asOf).toBe(first.asOf);
    harness.now = harness.now.add({ seconds: 1 });
    expect((await get("/api/v1/overview")).json().endpoints.total).toBe(1);
  });

  it("counts anew after a count that failed", async () => {
    vi.spyOn(harness.store.incidents, "openCount").mockRejectedValueOnce(new Error("gone"));
    expect((await get("/api/v1/overview")).statusCode).toBe(500);
    expect((await get("/api/v1/overview")).statusCode).toBe(200);
  });
});
