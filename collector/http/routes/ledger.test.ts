import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openMemoryStore } from "#collector/storage/memory/index.ts";
import { createHarness, type Harness } from "../harness.ts";
import { addEndpoint, firm, office } from "../sample-rows.ts";

let harness: Harness;
let cookie = "";
beforeEach(async () => {
  harness = await createHarness(await openMemoryStore({ chain: "test" }));
  for (const site of [office, firm]) await harness.store.registers.putSite(site);
  ({ cookie } = await harness.signedIn("manager", "supervisor"));
});
afterEach(async () => harness.stop());

const send = async (method: "POST" | "PUT", url: string, payload: object) =>
  harness.ask({ method, url: `/api/v1/${url}`, payload, headers: { cookie } });
const get = async (url: string) => harness.ask({ url: `/api/v1/${url}`, headers: { cookie } });

describe("member firms", () => {
  it("are entered many at once; names that are there already, or come twice, are passed over", async () => {
    const names = ["立山設備", "剱管工", " 剱管工 ", "黒部水道"];
    expect((await send("POST", "sites/many", { names })).json()).toEqual({ made: 2, known: 2 });
    expect((await send("POST", "sites/many", { names })).json()).toEqual({ made: 0, known: 4 });
    const { items } = (await get("sites")).json();
    expect(items).toHaveLength(4);
    expect(items).toContainEqual(
      expect.objectContaining({ name: "黒部水道", kind: "member", coverage: "open" }),
    );
    const acts = (await harness.records()).filter(({ action }) => action === "site.many-entered");
    expect(acts).toMatchObject([{ detail: { names: ["剱管工", "黒部水道"] } }]);
  });

  it("stand after the office, by name", async () => {
    await send("POST", "sites/many", { names: ["水橋管工", "黒部水道", "朝日設備", "魚津管工"] });
    const { items } = (await get("sites")).json();
    const names = items.map(({ name }: { readonly name: string }) => name);
    expect(names).toEqual(["事務局", "魚津管工", "黒部水道", "水橋管工", "朝日設備", "立山設備"]);
  });

  it("change their coverage and name, but never take another's name", async () => {
    const change = { name: "立山設備工業", coverage: "declined", note: "2026/11/24 社長より申出" };
    expect((await send("PUT", `sites/${firm.id}`, change)).json()).toEqual({ ...firm, ...change });
    expect((await send("PUT", `sites/${firm.id}`, { ...change, name: "事務局" })).statusCode).toBe(409);
    expect((await send("PUT", "sites/none", change)).statusCode).toBe(404);
  });
});

describe("devices without an agent", () => {
  const handheld = { kind: "handheld", name: "検針端末 12", siteId: office.id, mac: "52:54:00:00:00:12" };

  it("are entered and changed, each with its record", async () => {
    const made = (await send("POST", "assets", handheld)).json();
    expect(made).toMatchObject({ ...handheld, state: "in-use", createdAt: "2026-11-24T07:00:00.000Z" });
    harness.now = harness.now.add({ hours: 1 });
    const lost = (await send("PUT", `assets/${made.id}`, { ...handheld, state: "lost" })).json();
    expect(lost).toMatchObject({
      state: "lost",
      createdAt: made.createdAt,
      updatedAt: "2026-11-24T08:00:00.000Z",
    });
    expect((await get("assets")).json().items).toEqual([lost]);
    expect((await harness.records()).map(({ action }) => action)).toEqual(["asset.entered", "asset.changed"]);
    expect((await send("PUT", "assets/none", handheld)).statusCode).toBe(404);
    expect((await send("POST", "assets", { ...handheld, siteId: "none" })).json().error.field).toBe("siteId");
  });
});

describe("designations", () => {
  const designation = {
    role: "supervisor",
    siteId: null,
    from: "2026-11-24T00:00:00.000Z",
    until: "2026-11-30T00:00:00.000Z",
    designatedBy: "理事長 高岡",
    designatedOn: "2026-11-20",
  };

  it("let somebody act for a chair for a period, and end early by an act of their own", async () => {
    const { person, cookie: theirs } = await harness.signedIn("staff");
    const made = (await send("POST", "designations", { ...designation, personId: person.id })).json();
    expect(made).toMatchObject({ personId: person.id, endedAt: null });
    expect(harness.told).toContain("peopleChanged");
    const listed = (await get("people")).json().items;
    expect(listed).toContainEqual(expect.objectContaining({ id: person.id, deputyFor: ["supervisor"] }));
    const session = async () =>
      (await harness.ask({ url: "/api/v1/session", headers: { cookie: theirs } })).json();
    expect(await session()).toMatchObject({
      chairs: [
        { role: "staff", deputy: false },
        { role: "supervisor", deputy: true },
      ],
      authorities: expect.arrayContaining(["close-case", "usb-year"]),
    });
    const ended = await send("POST", `designations/${made.id}/end`, { reason: "復帰" });
    expect(ended.json().endedAt).toBe("2026-11-24T07:00:00.000Z");
    expect(await session()).toMatchObject({ chairs: [{ role: "staff", deputy: false }], authorities: [] });
    expect((await send("POST", `designations/${made.id}/end`, { reason: "x" })).statusCode).toBe(409);
    expect((await send("POST", "designations/none/end", { reason: "x" })).statusCode).toBe(404);
  });

  it.each([
    [{ until: "2026-11-24T00:00:00.000Z" }, "until"],
    [{ until: "2026-11-24T07:00:00.000Z" }, "until"],
    [{ from: "2026-12-01T00:00:00.000Z" }, "until"],
    [{ personId: "none" }, "personId"],
    [{ siteId: firm.id }, "siteId"],
    [{ role: "member" }, "siteId"],
    [{ role: "member", siteId: office.id }, "siteId"],
  ])("are refused with %j", async (about, field) => {
    const { person } = await harness.signedIn("staff");
    const answer = await send("POST", "designations", { ...designation, personId: person.id, ...about });
    expect([answer.statusCode, answer.json().error.field]).toEqual([400, field]);
  });
});

describe("what people say about a computer", () => {
  const body = { managementNumber: "K-017", siteId: office.id, kind: "terminal" };

  it("is looked at anew by the rules, and keeps its class, users and state", async () => {
    await addEndpoint(harness.store, "pc-03");
    const { person } = await harness.signedIn("staff");
    const about = { ...body, assetClass: "1", userIds: [person.id, person.id], state: "resting" };
    const changed = (await send("PUT", "endpoints/pc-03", about)).json();
    expect(changed).toMatchObject({ assetClass: "1", userIds: [person.id], state: "resting" });
    expect(harness.told).toEqual(["endpointChanged pc-03"]);
    const unknown = await send("PUT", "endpoints/pc-03", { ...body, userIds: ["p-none"] });
    expect(unknown.json().error.field).toBe("userIds");
  });

  it("never brings back a computer that was revoked, and ends no announced restart", async () => {
    await addEndpoint(harness.store, "pc-03");
    await harness.store.endpoints.change("pc-03", { state: "restarting" });
    expect((await send("PUT", "endpoints/pc-03", body)).json().state).toBe("restarting");
    await send("POST", "endpoints/pc-03/revoke", { reason: "紛失" });
    expect((await send("PUT", "endpoints/pc-03", body)).json().error.code).toBe("endpoint-revoked");
    expect((await get("endpoints/pc-03")).json().state).toBe("revoked");
  });
});
