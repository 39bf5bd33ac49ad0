import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { officeCalendar } from "#collector/domain/calendar/business-hours.ts";
import { openMemoryStore } from "#collector/storage/memory/index.ts";
import { noEffects } from "#collector/storage/port.ts";
import { type Role, roleWords } from "#shared/model/role.ts";
import { createHarness, type Harness } from "../harness.ts";
import { addEndpoint, office, seeDevice, seeStick } from "../sample-rows.ts";
import { lanAuthority, lanDecision, mediumAuthority, mediumDecision } from "./decisions.ts";

/** Tuesday, 24 November 2026, 16:00 in the office; it closes at 17:30. */
const now = Temporal.Instant.from("2026-11-24T07:00:00Z");
const closing = "2026-11-24T08:30:00.000Z";
const yearEnd = "2027-03-31T14:59:59.000Z";

describe("how long a medium's right holds", () => {
  it.each([
    ["temporary", null, closing, "usb-today"],
    ["temporary", closing, closing, "usb-today"],
    ["temporary", "2026-11-24T08:30:00.001Z", "2026-11-24T08:30:00.001Z", "usb-week"],
    ["temporary", "2026-12-01T07:00:00.000Z", "2026-12-01T07:00:00.000Z", "usb-week"],
    ["temporary", "2026-12-01T07:00:00.001Z", "2026-12-01T07:00:00.001Z", "usb-year"],
    ["allowed", null, yearEnd, "usb-year"],
    ["read-only", null, yearEnd, "usb-year"],
    ["allowed", closing, closing, "usb-today"],
    ["forbidden", null, null, "usb-forbid"],
    ["forbidden", closing, null, "usb-forbid"],
  ] as const)("%s until %s is kept until %s and needs %s", (right, asked, expiresAt, authority) => {
    const decided = mediumDecision({ right, expiresAt: asked }, now, officeCalendar);
    expect(decided).toEqual({ right, expiresAt });
    expect(mediumAuthority(decided, now, officeCalendar)).toBe(authority);
  });

  it("ends with the day where the office has closed already", () => {
    const evening = Temporal.Instant.from("2026-11-24T09:00:00Z");
    const decided = mediumDecision({ right: "temporary", expiresAt: null }, evening, officeCalendar);
    expect(decided.expiresAt).toBe("2026-11-24T14:59:59.000Z");
    expect(mediumAuthority(decided, evening, officeCalendar)).toBe("usb-today");
  });
});

describe("how long a device's right holds", () => {
  it.each([
    ["temporary", null, closing, "lan-today"],
    ["temporary", "2026-11-25T00:00:00.000Z", "2026-11-25T00:00:00.000Z", "lan-allow"],
    ["allowed", null, null, "lan-allow"],
    ["fixed", null, null, "lan-allow"],
    ["forbidden", null, null, "lan-forbid"],
  ] as const)("%s until %s is kept until %s and needs %s", (right, asked, expiresAt, authority) => {
    const decided = lanDecision({ right, expiresAt: asked }, now, officeCalendar);
    expect(decided).toEqual({ right, expiresAt });
    expect(lanAuthority(decided, now, officeCalendar)).toBe(authority);
  });
});

let harness: Harness;
let stick = "";
beforeEach(async () => {
  harness = await createHarness(await openMemoryStore({ chain: "test" }));
  await addEndpoint(harness.store, "pc-03");
  stick = await seeStick(harness.store, "pc-03");
});
afterEach(async () => harness.stop());

const put = async (url: string, payload: object, headers: Record<string, string>) =>
  harness.ask({ method: "PUT", url, payload, headers });
const decide = async (payload: object, headers: Record<string, string>) =>
  put(`/api/v1/usb-devices/${stick}`, payload, headers);
const as = async (chair: Role) => ({ cookie: (await harness.signedIn(chair)).cookie });

describe("who may decide about a medium", () => {
  const today = { right: "temporary" };
  const week = { right: "temporary", expiresAt: "2026-11-27T08:00:00.000Z" };
  const year = { right: "allowed" };
  const forbid = { right: "forbidden" };
  it.each([
    ["manager", [today]],
    ["deputy-supervisor", [today, week]],
    ["supervisor", [today, week, year, forbid]],
    ["csirt", []],
    ["chief", []],
  ] as const)("%s: by how long it holds", async (chair, allowed) => {
    const headers = await as(chair);
    const done: object[] = [];
    for (const payload of [today, week, year, forbid])
      if ((await decide(payload, headers)).statusCode === 200) done.push(payload);
    expect(done).toEqual(allowed);
  });

  it("is told in both languages by the refusal", async () => {
    const refused = (await decide(week, await as("manager"))).json().error;
    expect(refused.code).toBe("other-chair");
    expect(refused.messageJa).toContain("統括情報管理者補佐・統括情報管理者");
    expect(refused.message).toContain(roleWords["deputy-supervisor"].en);
    const stored = await harness.store.registers.medium(stick);
    expect(stored?.right).toBe("unregistered");
  });

  it("is a deputy too, and a program what the information manager may", async () => {
    const { cookie, person } = await harness.signedIn("staff");
    expect((await decide(year, { cookie })).statusCode).toBe(403);
    await harness.store.people.putDesignation({
      id: "d1",
      role: "supervisor",
      personId: person.id,
      siteId: null,
      from: "2026-11-24T00:00:00.000Z",
      until: "2026-11-30T00:00:00.000Z",
      designatedBy: "理事長",
      designatedOn: "2026-11-20",
      endedAt: null,
    });
    expect((await decide(year, { cookie })).statusCode).toBe(200);
    const authorization = await harness.token("write");
    expect((await decide(today, { authorization })).statusCode).toBe(200);
    expect((await decide(year, { authorization })).statusCode).toBe(403);
  });

  it("is nobody in his own case, where he is the computer's only registered user", async () => {
    const { cookie, person } = await harness.signedIn("supervisor");
    await harness.store.endpoints.change("pc-03", { userIds: [person.id] });
    const refused = await decide(year, { cookie });
    expect(refused.statusCode).toBe(403);
    expect(refused.json().error).toMatchObject({ code: "own-case" });
    expect(refused.json().error.messageJa).toContain("当事者のため");
    await harness.store.endpoints.change("pc-03", { userIds: [person.id, "p-other"] });
    expect((await decide(year, { cookie })).statusCode).toBe(200);
  });

  it("stands in the records with the authority that was used", async () => {
    await decide(today, await as("manager"));
    const acts = (await harness.records()).filter(({ action }) => action === "usb-device.decided");
    expect(acts).toMatchObject([
      {
        detail: { authority: "usb-today", confirmedBy: ["deputy-supervisor"], after: { expiresAt: closing } },
      },
    ]);
  });
});

const initial = async (id: string) => {
  await harness.store.effects.apply({
    ...noEffects,
    media: [
      {
        device: {
          key: `0781:5581:${id}`,
          port: "1-3",
          vendorId: "0781",
          productId: "5581",
          vendor: "V",
          product: "P",
          serial: id,
          serialQuality: "unique",
          kind: "usb-memory",
          volumes: [],
          sizeBytes: null,
        },
        endpointId: "pc-03",
        at: "2026-11-24T06:00:00.000Z",
        present: true,
        rightIfNew: "initial",
      },
    ],
  });
  const medium = await harness.store.registers.mediumByKey(`0781:5581:${id}`);
  return medium?.id ?? "";
};

const bulk = async (payload: object, headers: Record<string, string>) =>
  harness.ask({ method: "POST", url: "/api/v1/usb-devices/initial", payload, headers });

describe("media that were there when a computer enrolled", () => {
  it("are decided about in one act; what was decided meanwhile stays", async () => {
    const ids = [await initial("A1"), await initial("A2"), stick];
    const headers = await as("supervisor");
    const done = await bulk({ ids: [...ids, ids[0]], right: "allowed" }, headers);
    expect(done.json()).toEqual({ decided: 2 });
    expect(await harness.store.registers.medium(ids[0] ?? "")).toMatchObject({
      right: "allowed",
      endpointIds: ["pc-03"],
      expiresAt: yearEnd,
    });
    expect((await harness.store.registers.medium(stick))?.right).toBe("unregistered");
    expect((await bulk({ ids, right: "allowed" }, headers)).json()).toEqual({ decided: 0 });
  });

  it("stay as they are where one of them cannot be decided about", async () => {
    const id = await initial("A1");
    const unknown = await bulk({ ids: [id, "none"], right: "allowed" }, await as("supervisor"));
    expect(unknown.json().error).toMatchObject({ field: "ids" });
    expect((await bulk({ ids: [id], right: "allowed" }, await as("manager"))).statusCode).toBe(403);
    expect((await harness.store.registers.medium(id))?.right).toBe("initial");
    expect((await bulk({ ids: [id], right: "temporary" }, await as("manager"))).json()).toEqual({
      decided: 1,
    });
  });
});

describe("who may decide about a device on the network", () => {
  it.each([
    ["manager", [200, 200, 403]],
    ["deputy-supervisor", [200, 200, 403]],
    ["supervisor", [200, 200, 200]],
    ["csirt", [403, 403, 403]],
  ] as const)("%s: today, for good, forbidden", async (chair, statuses) => {
    await harness.store.registers.putNetwork({
      id: "n1",
      name: "事務局LAN",
      siteId: office.id,
      mode: "watching",
      subnets: ["192.168.1.0/24"],
      gatewayMacs: [],
      createdAt: "2026-11-24T06:00:00.000Z",
      learningUntil: null,
    });
    const id = await seeDevice(harness.store, "n1", "52:54:00:00:00:01", "unregistered");
    const headers = await as(chair);
    const seen = [];
    for (const right of ["temporary", "fixed", "forbidden"])
      seen.push((await put(`/api/v1/lan-devices/${id}`, { right }, headers)).statusCode);
    expect(seen).toEqual(statuses);
  });
});
