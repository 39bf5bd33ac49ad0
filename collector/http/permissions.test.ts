import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openMemoryStore } from "#collector/storage/memory/index.ts";
import { type RouteName, routes } from "#shared/api/routes.ts";
import { streamEvent, type StreamEvent } from "#shared/api/schemas.ts";
import { role, type Role } from "#shared/model/role.ts";
import { createHarness, type Harness, officePolicy } from "./harness.ts";
import { heardBy, streamTopics } from "./hearing.ts";
import { otherRoutes, permissions, permitted } from "./permissions.ts";
import { firm, openCase } from "./sample-rows.ts";

type Visitor = "nobody" | Role | "read-token" | "write-token";
const visitors: readonly Visitor[] = ["nobody", ...role.options, "read-token", "write-token"];
const names = Object.keys(routes) as RouteName[];

const acting: readonly Visitor[] = ["supervisor", "deputy-supervisor", "manager", "csirt"];
const readers: readonly Visitor[] = [...acting, "chief"];
const reading: readonly Visitor[] = [...readers, "read-token", "write-token"];
const ownFirm: readonly Visitor[] = [...reading, "member"];
const figures: readonly Visitor[] = [...ownFirm, "staff", "board", "auditor", "maintainer"];
const papers: readonly Visitor[] = [...reading, "board", "auditor"];
const registering: readonly Visitor[] = [...acting, "write-token"];
/** As the delivered policy gives them (だれが許可するか). */
const permitting: readonly Visitor[] = ["supervisor", "deputy-supervisor", "manager", "write-token"];
const networking: readonly Visitor[] = ["supervisor", "manager", "write-token"];
const personnel: readonly Visitor[] = ["supervisor", "manager"];
/** Written out by hand, so that a change of the table is a change of two places. */
const mayAsk: Readonly<Record<RouteName, readonly Visitor[]>> = {
  getSession: visitors,
  signIn: visitors,
  signOut: visitors,
  beginSetup: visitors,
  finishSetup: visitors,
  beginAccount: visitors,
  finishAccount: visitors,
  setLanguage: role.options,
  updateMe: role.options,
  getOverview: figures,
  getStream: figures,
  getPolicy: figures,
  listEndpoints: ownFirm,
  getEndpoint: ownFirm,
  listObservations: ownFirm,
  updateEndpoint: registering,
  revokeEndpoint: registering,
  listIncidents: ownFirm,
  getIncident: ownFirm,
  receiveIncident: [...readers, "member"],
  commentIncident: [...readers, "member", "write-token"],
  passOnIncident: [...readers, "member"],
  judgeIncident: [...readers, "member"],
  setIncidentState: registering,
  markIncidentHandled: acting,
  noteIncidentClosing: acting,
  setIncidentParties: acting,
  answerGateway: networking,
  listCorrectives: ownFirm,
  receiveDigest: [...readers, "member"],
  getPatchCompliance: ownFirm,
  getAttendance: ownFirm,
  recordExport: [...readers, "member"],
  listUsbDevices: reading,
  decideUsbDevice: permitting,
  decideInitialMedia: permitting,
  listLanDevices: reading,
  decideLanDevice: permitting,
  listNetworks: reading,
  createNetwork: networking,
  updateNetwork: networking,
  listSites: ownFirm,
  createSite: registering,
  createSites: registering,
  updateSite: registering,
  createEnrolmentCode: registering,
  enrol: visitors,
  listAssets: reading,
  createAsset: registering,
  updateAsset: registering,
  listReports: papers,
  getReport: papers,
  listCheckpoints: papers,
  listRecords: ["supervisor", "auditor"],
  listRefusals: reading,
  listTokens: reading,
  createToken: personnel,
  deleteToken: acting,
  listPeople: reading,
  createPerson: personnel,
  updatePerson: personnel,
  invitePerson: personnel,
  getHoldings: personnel,
  disablePerson: personnel,
  deleteSessionsOf: personnel,
  listDesignations: reading,
  createDesignation: personnel,
  endDesignation: personnel,
  sendTestMail: acting,
  getHealthz: visitors,
};
/** What the guards answer; a handler's own refusals carry other codes. */
const guardCodes = new Set(["not-signed-in", "not-permitted", "own-firm-only", "token-scope", "other-chair"]);

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness(await openMemoryStore({ chain: "test" }));
  await harness.store.registers.putSite(firm);
});
afterAll(async () => harness.stop());

async function headersOf(visitor: Visitor): Promise<Record<string, string>> {
  if (visitor === "nobody") return {};
  if (visitor === "read-token") return { authorization: await harness.token("read") };
  if (visitor === "write-token") return { authorization: await harness.token("write") };
  return { cookie: (await harness.signedInAs({ roles: [visitor], siteId: firm.id })).cookie };
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
        guardCodes.has(String(code)) || (code === "person-only" && permissions[name].kind !== "public");
      if (!refusedByGuard) allowed.push(name);
    }
    expect(allowed).toEqual(names.filter((name) => mayAsk[name].includes(visitor)));
  });

  it("tells a member firm, and everybody whose chair does not decide, whom to ask", async () => {
    const member = await headersOf("member");
    const registers = await harness.ask({ url: "/api/v1/usb-devices", headers: member });
    expect(registers.json().error.messageJa).toContain("自社");
    const csirt = await harness.ask({
      method: "POST",
      url: "/api/v1/networks",
      headers: await headersOf("csirt"),
      payload: {},
    });
    expect(csirt.json().error).toMatchObject({ code: "other-chair" });
    expect(csirt.json().error.messageJa).toContain("情報管理者・統括情報管理者");
    expect(csirt.json().error.message).toContain("Information manager, Supervising information manager");
  });

  it("admits nobody as a member firm who belongs to none", async () => {
    const { cookie } = await harness.signedInAs({ roles: ["member"], siteId: null });
    expect((await harness.ask({ url: "/api/v1/endpoints", headers: { cookie } })).statusCode).toBe(403);
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
    expect(harness.acts).toMatchObject([{ id: "i1", act: { type: "set-state", state: "closed" } }]);
  });

  it("tells figures-only listeners and member firms that something changed, not which", async () => {
    const event = { topic: "incidents", id: "i1", at: "2026-11-24T07:00:00.000Z", arrivedAt: null } as const;
    const hears = async (chair: Role, topic: StreamEvent["topic"]) => {
      const { person, sessionHash } = await harness.signedIn(chair);
      const chairs = [{ role: chair, deputy: false, siteId: firm.id }];
      return heardBy({ kind: "person", person, chairs, sessionHash }, { ...event, topic }, officePolicy);
    };
    for (const chair of ["board", "member"] as const) {
      expect(await hears(chair, "incidents")).toEqual({ ...event, id: null });
      expect(await hears(chair, "people")).toBeNull();
    }
    expect(await hears("manager", "people")).toMatchObject({ id: "i1" });
    expect(await hears("board", "usb-devices")).toMatchObject({ id: null });
    expect(await hears("member", "usb-devices")).toBeNull();
    expect(heardBy({ kind: "nobody" }, event, officePolicy)).toBeNull();
  });
});

describe("what a page is told it may ask", () => {
  it.each(role.options)("is what the table grants to %s", (chair) => {
    const chairs = [{ role: chair, deputy: false, siteId: firm.id }];
    expect(permitted(chairs, officePolicy)).toEqual(names.filter((name) => mayAsk[name].includes(chair)));
  });
});
