import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openMemoryStore } from "#collector/storage/memory/index.ts";
import { type RouteName, routes } from "#shared/api/routes.ts";
import { streamEvent } from "#shared/api/schemas.ts";
import { role, type Role } from "#shared/model/role.ts";
import { createHarness, type Harness } from "./harness.ts";
import { openCase } from "./sample-rows.ts";
import { heardBy, otherRoutes, permissions, permitted, streamTopics } from "./permissions.ts";

type Visitor = "nobody" | Role | "read-token" | "write-token";
const visitors: readonly Visitor[] = ["nobody", ...role.options, "read-token", "write-token"];
const names = Object.keys(routes) as RouteName[];

const acting: readonly Visitor[] = ["supervisor", "deputy-supervisor", "manager", "csirt"];
const reading: readonly Visitor[] = [...acting, "chief", "read-token", "write-token"];
const figures: readonly Visitor[] = [...reading, "staff", "board", "auditor", "maintainer"];
/** Written out by hand, so that a change of the table is a change of two places. */
const mayAsk: Readonly<Record<RouteName, readonly Visitor[]>> = {
  getSession: visitors,
  signIn: visitors,
  signOut: visitors,
  beginSetup: visitors,
  finishSetup: visitors,
  setLanguage: role.options,
  updateMe: role.options,
  getOverview: figures,
  listEndpoints: reading,
  getEndpoint: reading,
  listObservations: reading,
  updateEndpoint: [...acting, "write-token"],
  revokeEndpoint: [...acting, "write-token"],
  listIncidents: reading,
  getIncident: reading,
  receiveIncident: [...acting, "chief", "write-token"],
  commentIncident: [...acting, "chief", "write-token"],
  setIncidentState: [...acting, "write-token"],
  listUsbDevices: reading,
  decideUsbDevice: [...acting, "write-token"],
  listLanDevices: reading,
  decideLanDevice: [...acting, "write-token"],
  listNetworks: reading,
  createNetwork: [...acting, "write-token"],
  updateNetwork: [...acting, "write-token"],
  listSites: reading,
  createSite: [...acting, "write-token"],
  createEnrolmentCode: [...acting, "write-token"],
  enrol: visitors,
  listRefusals: reading,
  listTokens: reading,
  createToken: acting,
  deleteToken: acting,
  listPeople: reading,
  sendTestMail: acting,
  getStream: figures,
  getHealthz: visitors,
};
/** What the guards answer; a handler's own refusals carry other codes. */
const guardCodes = new Set(["not-signed-in", "not-permitted", "member-view-missing", "token-scope"]);

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness(await openMemoryStore({ chain: "test" }));
});
afterAll(async () => harness.stop());

async function headersOf(visitor: Visitor): Promise<Record<string, string>> {
  if (visitor === "nobody") return {};
  if (visitor === "read-token") return { authorization: await harness.token("read") };
  if (visitor === "write-token") return { authorization: await harness.token("write") };
  return { cookie: (await harness.signedIn(visitor)).cookie };
}

describe("the permission table", () => {
  it("has a row for every route that is served, and none besides", () => {
    const known = [
      ...names.map((name) => `${routes[name].method} ${routes[name].path}`),
      ...Object.keys(otherRoutes),
    ];
    const served = harness.server.routeTable().filter((route) => !route.startsWith("HEAD "));
    expect([...served].sort()).toEqual([...known].sort());
    const heads = harness.server.routeTable().filter((route) => route.startsWith("HEAD "));
    const headable = new Set(known.map((route) => route.replace(/^GET /u, "HEAD ")));
    expect(heads.filter((route) => !headable.has(route))).toEqual([]);
    expect(Object.keys(permissions).sort()).toEqual([...names].sort());
  });

  it("has a row for every topic of the stream", () => {
    expect([...streamTopics].sort()).toEqual([...streamEvent.shape.topic.options].sort());
  });

  it.each(visitors)("lets %s do what it may and refuses the rest", async (visitor) => {
    const allowed: RouteName[] = [];
    for (const name of names) {
      if (name === "getStream" && mayAsk[name].includes(visitor)) {
        allowed.push(name);
        continue;
      }
      const { method, path } = routes[name];
      const answer = await harness.ask({
        method,
        url: path.replace(":id", "none"),
        headers: {
          ...(await headersOf(visitor)),
          ...(method === "GET" ? {} : { "content-type": "application/json" }),
        },
        ...(method === "GET" ? {} : { payload: "{}" }),
      });
      expect(answer.statusCode, `${visitor} ${name}: ${answer.body}`).not.toBe(500);
      const code: unknown =
        answer.statusCode === 401 || answer.statusCode === 403 ? answer.json().error.code : null;
      const refusedByGuard =
        guardCodes.has(String(code)) || (code === "person-only" && permissions[name].kind === "known");
      if (!refusedByGuard) allowed.push(name);
    }
    expect(allowed).toEqual(names.filter((name) => mayAsk[name].includes(visitor)));
  });

  it("tells a member firm why it sees nothing yet", async () => {
    const { cookie } = await harness.signedIn("member");
    const answer = await harness.ask({ url: "/api/v1/endpoints", headers: { cookie } });
    expect(answer.json().error.messageJa).toContain("自社");
  });

  it("shows figures without cases to those who may not read cases", async () => {
    await openCase(harness.store, "i1", "usb-unregistered");
    harness.now = harness.now.add({ seconds: 5 });
    const of = async (chair: Role) =>
      (
        await harness.ask({
          url: "/api/v1/overview",
          headers: { cookie: (await harness.signedIn(chair)).cookie },
        })
      ).json();
    expect(await of("board")).toMatchObject({ openIncidents: [], openIncidentCount: 1 });
    expect((await of("chief")).openIncidents).toMatchObject([{ id: "i1", clause: "第2章4(7)" }]);
  });

  it("leaves closing a case to the supervisor, in person", async () => {
    const close = async (headers: Record<string, string>) =>
      harness.ask({
        method: "POST",
        url: "/api/v1/incidents/i1/state",
        headers,
        payload: { state: "closed", reason: "済" },
      });
    expect((await close({ cookie: (await harness.signedIn("manager")).cookie })).statusCode).toBe(403);
    expect((await close({ authorization: await harness.token("write") })).statusCode).toBe(403);
    expect(harness.acts).toEqual([]);
    expect((await close({ cookie: (await harness.signedIn("supervisor")).cookie })).statusCode).toBe(200);
    expect(harness.acts).toMatchObject([{ id: "i1", act: { type: "state-set", state: "closed" } }]);
  });

  it("tells figures-only listeners that something changed, not which", async () => {
    const { person, sessionHash } = await harness.signedIn("board");
    const event = { topic: "incidents", id: "i1", at: "2026-11-24T07:00:00.000Z", arrivedAt: null } as const;
    const board = { kind: "person", person, sessionHash } as const;
    expect(heardBy(board, event)).toEqual({ ...event, id: null });
    expect(heardBy(board, { ...event, topic: "people" })).toBeNull();
    expect(heardBy({ kind: "nobody" }, event)).toBeNull();
  });
});

describe("what a page is told it may ask", () => {
  it.each(role.options)("is what the table grants to %s", async (chair) => {
    const { person } = await harness.signedIn(chair);
    expect(permitted(person)).toEqual(names.filter((name) => mayAsk[name].includes(chair)));
  });
});
