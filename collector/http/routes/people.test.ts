import { generate } from "otplib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openMemoryStore } from "#collector/storage/memory/index.ts";
import { createHarness, type Harness } from "../harness.ts";
import { addEndpoint, firm, office } from "../sample-rows.ts";

let harness: Harness;
let supervisor = { cookie: "", id: "" };
beforeEach(async () => {
  harness = await createHarness(await openMemoryStore({ chain: "test" }));
  for (const site of [office, firm]) await harness.store.registers.putSite(site);
  const first = await harness.signedIn("supervisor");
  supervisor = { cookie: first.cookie, id: first.person.id };
});
afterEach(async () => harness.stop());

const send = async (method: "POST" | "PUT", url: string, payload: object, cookie = supervisor.cookie) =>
  harness.ask({ method, url: `/api/v1/${url}`, payload, headers: { cookie } });
const get = async (url: string, cookie = supervisor.cookie) =>
  harness.ask({ url: `/api/v1/${url}`, headers: { cookie } });
const plain = { name: "氷見 一郎", email: "himi@example.jp" };
const enter = async (about: object = {}) => (await send("POST", "people", { ...plain, ...about })).json();
const codeNow = async (secret: string): Promise<string> =>
  generate({ secret, epoch: harness.now.epochMilliseconds / 1000 });
const password = "correct horse battery";

async function openAccount(link: string) {
  const begun = await send("POST", "account/begin", { link }, "");
  const totpSecret: string = begun.json().totpSecret;
  const finished = await send("POST", "account", { link, password, totpCode: await codeNow(totpSecret) }, "");
  return { begun, finished, totpSecret };
}
const tokenOf = (link: string): string => link.slice(link.indexOf("#") + 1);

describe("entering people", () => {
  it("keeps chairs and firm, gives no account, and looks again at what waits for a chair", async () => {
    const person = await enter({
      email: "Himi@Example.jp",
      roles: ["manager", "manager"],
      siteId: office.id,
    });
    expect(person).toMatchObject({
      email: "himi@example.jp",
      roles: ["manager"],
      siteName: "事務局",
      hasAccount: false,
      secondFactor: false,
      deputyFor: [],
    });
    expect(harness.told).toContain("peopleChanged");
    const [entered] = await harness.records();
    expect(entered).toMatchObject({ action: "person.entered", subject: person.id });
    expect(JSON.stringify(entered)).not.toContain("himi@example.jp");
  });

  it("refuses an address that is taken, a firm that is none, and a member firm's person without one", async () => {
    const { id } = await enter();
    expect((await send("POST", "people", { ...plain, email: "HIMI@example.jp" })).json().error.code).toBe(
      "email-taken",
    );
    const other = { ...plain, email: "b@example.jp" };
    expect((await send("POST", "people", { ...other, siteId: "none" })).json().error.field).toBe("siteId");
    for (const siteId of [null, office.id])
      expect((await send("POST", "people", { ...other, roles: ["member"], siteId })).statusCode).toBe(400);
    const long = { ...other, email: `${"a".repeat(65)}@example.jp` };
    expect((await send("POST", "people", long)).json().error.field).toBe("email");
    expect((await send("POST", "people", { ...other, phone: "1\u0007" })).json().error.field).toBe("phone");
    expect((await enter({ ...other, roles: ["member"], siteId: firm.id })).siteName).toBe(firm.name);
    expect((await send("PUT", `people/${id}`, other)).statusCode).toBe(409);
    expect((await send("PUT", "people/none", plain)).statusCode).toBe(404);
    expect((await send("PUT", `people/${id}`, { ...plain, name: "氷見 二郎" })).json().name).toBe(
      "氷見 二郎",
    );
  });

  it("leaves the chairs above the information manager to those who sit there", async () => {
    const { cookie, person } = await harness.signedIn("manager");
    const holder = await enter({ roles: ["auditor"] });
    const upper = { ...plain, email: "x@example.jp", roles: ["deputy-supervisor"] };
    expect((await send("POST", "people", upper, cookie)).json().error.code).toBe("other-chair");
    const self = { name: person.name, email: person.email, roles: ["manager", "supervisor"] };
    expect((await send("PUT", `people/${person.id}`, self, cookie)).statusCode).toBe(403);
    expect((await send("POST", `people/${holder.id}/invite`, {}, cookie)).statusCode).toBe(403);
    expect((await send("POST", `people/${holder.id}/disable`, { reason: "x" }, cookie)).statusCode).toBe(403);
    const moved = { ...plain, email: "mine@example.jp", roles: ["auditor"] };
    expect((await send("PUT", `people/${holder.id}`, moved, cookie)).statusCode).toBe(403);
    const renamed = { ...plain, name: "氷見 改", roles: ["auditor"] };
    expect((await send("PUT", `people/${holder.id}`, renamed, cookie)).statusCode).toBe(403);
    expect((await send("POST", `people/${supervisor.id}/sign-out`, {}, cookie)).statusCode).toBe(403);
    expect((await send("POST", "people", { ...upper, roles: ["staff"] }, cookie)).statusCode).toBe(200);
  });
});

const actFor = async (personId: string, cookie = supervisor.cookie) =>
  send(
    "POST",
    "designations",
    {
      role: "supervisor",
      personId,
      siteId: null,
      from: harness.now.toString(),
      until: harness.now.add({ hours: 24 }).toString(),
      designatedBy: "理事長",
      designatedOn: "2026-11-24",
    },
    cookie,
  );

describe("a deputy for a time", () => {
  it("hands out no chair that would outlast the designation, to himself or to others", async () => {
    const { cookie, person } = await harness.signedIn("manager");
    expect((await actFor(person.id)).statusCode).toBe(200);
    const self = { name: person.name, email: person.email, roles: ["manager", "supervisor"] };
    expect((await send("PUT", `people/${person.id}`, self, cookie)).statusCode).toBe(403);
    const friend = { ...plain, email: "x@example.jp", roles: ["auditor"] };
    expect((await send("POST", "people", friend, cookie)).statusCode).toBe(403);
    expect((await actFor(person.id, cookie)).statusCode).toBe(403);
  });

  it("is never named by himself", async () => {
    expect((await actFor(supervisor.id)).json().error.code).toBe("own-chair");
  });
});

describe("the last of a chair", () => {
  it("cannot be taken away or made 無効 while nobody else with the chair can sign in", async () => {
    const me = { name: "人1", email: "p1@example.jp" };
    const lost = await send("PUT", `people/${supervisor.id}`, { ...me, roles: ["staff"] });
    expect(lost.json().error).toMatchObject({ code: "last-holder" });
    expect(lost.json().error.messageJa).toContain("統括情報管理者");
    const successor = await enter({ roles: ["supervisor", "manager"] });
    expect((await send("PUT", `people/${supervisor.id}`, { ...me, roles: [] })).statusCode).toBe(409);
    const { link } = (await send("POST", `people/${successor.id}/invite`, {})).json();
    const { finished } = await openAccount(tokenOf(link));
    const cookie = String(finished.headers["set-cookie"]).split(";", 1)[0] ?? "";
    const last = await send("POST", `people/${successor.id}/disable`, { reason: "退職" });
    expect(last.json().error.messageJa).toContain("情報管理者");
    expect((await send("PUT", `people/${supervisor.id}`, { ...me, roles: [] }, cookie)).statusCode).toBe(200);
  });

  it("is not lost to two who let go at the same moment", async () => {
    const other = await harness.signedIn("supervisor");
    const drop = async (id: string, email: string) =>
      send("PUT", `people/${id}`, { name: "人", email, roles: [] }, other.cookie);
    await Promise.all([drop(supervisor.id, "p1@example.jp"), drop(other.person.id, "p2@example.jp")]);
    const left = (await harness.store.people.list()).filter(({ roles }) => roles.includes("supervisor"));
    expect(left).toHaveLength(1);
  });
});

describe("from the invitation to the end", () => {
  it("a person opens the account, signs in, and is gone in one act", async () => {
    const person = await enter({ roles: ["csirt"] });
    const invited = (await send("POST", `people/${person.id}/invite`, {})).json();
    expect(invited).toMatchObject({ mailed: true, expiresAt: "2026-12-01T07:00:00.000Z" });
    expect(invited.link).toMatch(/^http:\/\/localhost:80\/account#[\w-]{43}$/u);
    expect(harness.invited).toEqual([{ email: "himi@example.jp", token: tokenOf(invited.link) }]);
    const { begun, finished, totpSecret } = await openAccount(tokenOf(invited.link));
    expect(begun.json()).toMatchObject({ name: "氷見 一郎", email: "himi@example.jp" });
    expect(finished.json()).toMatchObject({
      person: { id: person.id, hasAccount: true, secondFactor: true },
      chairs: [{ role: "csirt", deputy: false }],
      authorities: [],
    });
    const cookie = String(finished.headers["set-cookie"]).split(";", 1)[0] ?? "";
    expect((await get("incidents", cookie)).statusCode).toBe(200);

    harness.now = harness.now.add({ seconds: 60 });
    const credentials = { email: plain.email, password, totpCode: await codeNow(totpSecret) };
    expect((await send("POST", "session", credentials, "")).statusCode).toBe(200);

    await harness.store.people.putDesignation({
      id: "d1",
      role: "manager",
      personId: person.id,
      siteId: null,
      from: "2026-11-24T00:00:00.000Z",
      until: "2026-12-24T00:00:00.000Z",
      designatedBy: "理事長",
      designatedOn: "2026-11-20",
      endedAt: null,
    });
    await addEndpoint(harness.store, "pc-03");
    await harness.store.endpoints.change("pc-03", { userIds: [person.id] });
    const gone = (await send("POST", `people/${person.id}/disable`, { reason: "退職" })).json();
    expect(gone).toMatchObject({
      person: { disabled: true, hasAccount: false },
      holdings: {
        roles: ["csirt"],
        designations: [{ id: "d1" }],
        endpoints: [{ id: "pc-03" }],
        vacated: ["manager"],
      },
    });
    expect((await get("incidents", cookie)).statusCode).toBe(401);
    harness.now = harness.now.add({ seconds: 60 });
    const again = { ...credentials, totpCode: await codeNow(totpSecret) };
    expect((await send("POST", "session", again, "")).statusCode).toBe(401);
    expect((await send("POST", `people/${person.id}/invite`, {})).json().error.code).toBe("person-disabled");
    expect((await send("POST", `people/${person.id}/disable`, { reason: "x" })).statusCode).toBe(409);
    expect((await send("POST", "people", plain)).json().error.messageJa).toContain("無効になった人");
    const [designation] = await harness.store.people.designations();
    expect(designation?.endedAt).not.toBeNull();
  });

  it("ends oneself by nobody's own hand", async () => {
    await harness.signedIn("supervisor");
    const own = await send("POST", `people/${supervisor.id}/disable`, { reason: "x" });
    expect(own.json().error.code).toBe("not-oneself");
  });

  it("says when no mail took the link, so that somebody hands it over", async () => {
    harness.mailSet = false;
    const { id } = await enter();
    expect((await send("POST", `people/${id}/invite`, {})).json().mailed).toBe(false);
  });
});

const begin = async (link: string) => (await send("POST", "account/begin", { link }, "")).statusCode;

describe("the one-time link of an account", () => {
  it("works once, is voided by a newer one, by 無効 and after seven days", async () => {
    const { id } = await enter();
    const make = async () => tokenOf((await send("POST", `people/${id}/invite`, {})).json().link);
    const first = await make();
    expect(await begin(first)).toBe(200);
    const second = await make();
    expect(await begin(first)).toBe(403);
    expect((await openAccount(second)).finished.statusCode).toBe(200);
    expect(await begin(second)).toBe(403);
    const third = await make();
    harness.now = harness.now.add({ hours: 7 * 24 });
    expect(await begin(third)).toBe(403);
  });

  it("is no link for the first account, and the other way round", async () => {
    expect((await send("POST", "account/begin", { link: "abc" }, "")).json().error.messageJa).toContain(
      "7日",
    );
    const { id } = await enter();
    const link = tokenOf((await send("POST", `people/${id}/invite`, {})).json().link);
    expect((await send("POST", "setup/begin", { link }, "")).statusCode).toBe(403);
  });

  it("ends the sessions of before", async () => {
    const other = await harness.signedIn("csirt");
    const link = tokenOf((await send("POST", `people/${other.person.id}/invite`, {})).json().link);
    await openAccount(link);
    expect((await get("incidents", other.cookie)).statusCode).toBe(401);
  });
});

describe("signing somebody out", () => {
  it("ends every session of that person and of nobody else; a new one begins as ever", async () => {
    const lost = await harness.signedIn("csirt");
    expect((await send("POST", `people/${lost.person.id}/sign-out`, {})).statusCode).toBe(200);
    expect((await get("incidents", lost.cookie)).statusCode).toBe(401);
    expect((await get("incidents")).statusCode).toBe(200);
    expect((await send("POST", "people/none/sign-out", {})).statusCode).toBe(404);
    harness.now = harness.now.add({ seconds: 1 });
    const { cookie } = await harness.signedInAs({ ...lost.person });
    expect((await get("incidents", cookie)).statusCode).toBe(200);
  });
});
