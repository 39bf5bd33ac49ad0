import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openMemoryStore } from "#collector/storage/memory/index.ts";
import { noEffects } from "#collector/storage/port.ts";
import { type RouteName, routeNames, routes } from "#shared/api/routes.ts";
import type { Condition } from "#shared/model/condition.ts";
import type { Gap } from "#shared/model/attendance.ts";
import { createHarness, type Harness } from "./harness.ts";
import { permissions, scopeOf } from "./permissions.ts";
import { addEndpoint, addReadings, before, firm, office, openCase, otherFirm } from "./sample-rows.ts";

/** Every identifier and name of the other firm: none may ever reach the first. */
const foreign = ["firm-b", "剱管工", "pc-b", "case-b", "gap-b", "condition-b"];

let harness: Harness;
let member = "";
beforeEach(async () => {
  harness = await createHarness(await openMemoryStore({ chain: "test" }));
  await harness.store.registers.putSite(office);
  for (const [site, name] of [
    [firm, "a"],
    [otherFirm, "b"],
  ] as const) {
    await addEndpoint(harness.store, `pc-${name}`, site);
    await addReadings(harness.store, `pc-${name}`, {
      patch: { status: "failed", code: "denied", reason: "x" },
    });
    await openCase(harness.store, `case-${name}`, "usb-unregistered", site.id);
    await harness.store.effects.apply({
      ...noEffects,
      conditions: [conditionOf(name, site.id)],
      gaps: [gapOf(name)],
    });
  }
  member = (await harness.signedInAs({ roles: ["member"], siteId: firm.id })).cookie;
});
afterEach(async () => harness.stop());

const conditionOf = (name: string, siteId: string): Condition => ({
  id: `condition-${name}`,
  rule: "could-not-look",
  endpointId: `pc-${name}`,
  siteId,
  severity: "caution",
  state: "open",
  beganAt: before,
  afterAbsence: false,
  openedAt: before,
  dueAt: null,
  incidentId: null,
  receivedAt: null,
  receivedBy: null,
  endedAt: null,
  data: { computers: 1, computer1: `pc-${name}`, endpoint1: `pc-${name}` },
});
const gapOf = (name: string): Gap => ({
  id: `gap-${name}`,
  subject: "agent",
  endpointId: `pc-${name}`,
  fact: null,
  from: before,
  to: null,
  cause: "unconfirmed",
  detail: "",
  explainedAt: null,
});

const ask = async (name: RouteName, id: string, cookie: string, payload: object = {}) => {
  const { method, path } = routes[name];
  return harness.ask({
    method,
    url: path.replace(":id", id),
    headers: { cookie },
    ...(method === "GET" ? {} : { payload }),
  });
};

/** A body each route takes, so that nothing but the scope can refuse it. */
const bodies: Partial<Record<RouteName, object>> = {
  receiveIncident: { means: "screen" },
  passOnIncident: {},
  commentIncident: { text: "見ました" },
  judgeIncident: { to: "suspected-grave", reason: "心配" },
};
const admitted = routeNames.filter((name) => {
  const permission = permissions[name];
  return permission.kind === "known" && permission.firm;
});
const withId = admitted.filter((name) => routes[name].path.includes(":id"));
/** These answer with no row at all: a stream, and the note that a file was made. */
const rowless: ReadonlySet<RouteName> = new Set(["getStream", "recordExport"]);
const lists = admitted.filter((name) => !withId.includes(name) && !rowless.has(name));
const own: Readonly<Record<string, string>> = { endpoints: "pc-a", incidents: "case-a" };
const kindOf = (name: RouteName): string => routes[name].path.split("/")[3] ?? "";

describe("a member firm", () => {
  it("is admitted to what this test looks at", () => {
    expect([...withId].sort()).toEqual(
      [
        "commentIncident",
        "getEndpoint",
        "getIncident",
        "judgeIncident",
        "listObservations",
        "passOnIncident",
        "receiveIncident",
      ].sort(),
    );
    expect(lists).toContain("getOverview");
  });

  it.each(withId)("finds its own row by %s, and another firm's is as if it did not exist", async (name) => {
    const mine = own[kindOf(name)] ?? "";
    expect((await ask(name, mine, member, bodies[name])).statusCode).toBe(200);
    const theirs = await ask(name, mine.replace("-a", "-b"), member, bodies[name]);
    const nobodys = await ask(name, "none", member, bodies[name]);
    expect(theirs.statusCode).toBe(404);
    expect(theirs.body).toBe(nobodys.body);
    expect(harness.acts.filter(({ id }) => id === "case-b")).toEqual([]);
  });

  it.each(lists)("is shown by %s nothing that belongs to another firm", async (name) => {
    const answer = await ask(name, "", member);
    expect(answer.statusCode).toBe(200);
    for (const secret of foreign) expect(answer.body).not.toContain(secret);
  });

  it.each(lists.filter((name) => name !== "getPolicy" && name !== "receiveDigest"))(
    "would be shown by %s what it must not see, were it a manager",
    async (name) => {
      const { body } = await ask(name, "", (await harness.signedIn("manager")).cookie);
      expect(foreign.some((secret) => body.includes(secret))).toBe(true);
    },
  );

  it.each([
    "/api/v1/endpoints?siteId=firm-b",
    "/api/v1/endpoints?search=pc-b",
    "/api/v1/incidents?endpointId=pc-b",
    "/api/v1/patch-compliance?siteId=firm-b",
    "/api/v1/attendance?endpointId=pc-b",
  ])("is not helped by the filter %s", async (url) => {
    const answer = await harness.ask({ url, headers: { cookie: member } });
    expect(answer.json().items).toEqual([]);
  });

  it("counts its own firm only", async () => {
    const { coverage, ...board } = (await ask("getOverview", "", member)).json();
    expect(board).toMatchObject({
      openIncidentCount: 1,
      endpoints: { total: 1, couldNotLook: 1 },
      patch: { total: 1 },
      correctives: { rows: 1, computers: 1 },
      openGaps: [{ endpointName: "pc-a", siteName: "立山設備" }],
      undecidedMedia: 0,
      vacantRoles: [],
      backup: { failures: 2, lastError: null },
    });
    expect(coverage).toMatchObject({ computersInLedger: 1, firms: { watched: 1, open: 0 }, strangers: 0 });
    const attendance = (await ask("getAttendance", "", member)).json();
    expect(attendance.coverage).toEqual(coverage);
    expect(attendance.items).toMatchObject([{ id: "gap-a" }]);
    await ask("receiveDigest", "", member);
    expect(harness.told).toContain('receiveDigest ["firm-a"]');
  });

  it("is refused every other request, whatever it names", async () => {
    const refused = routeNames.filter((name) => {
      const permission = permissions[name];
      const anybody = permission.kind === "known" && permission.roles === "anybody";
      return permission.kind !== "public" && !anybody && !admitted.includes(name);
    });
    expect(refused.length).toBeGreaterThan(30);
    const answered: string[] = [];
    for (const name of refused) if ((await ask(name, "pc-a", member)).statusCode !== 403) answered.push(name);
    expect(answered).toEqual([]);
  });
});

describe("who acts for a member firm by designation", () => {
  const designation = {
    id: "d1",
    role: "member",
    siteId: firm.id,
    from: "2026-11-24T00:00:00.000Z",
    until: "2026-11-24T08:00:00.000Z",
    designatedBy: "立山設備 代表",
    designatedOn: "2026-11-20",
    endedAt: null,
  } as const;

  it("sees it for the time of the designation, and not a moment longer", async () => {
    const { cookie, person } = await harness.signedIn("staff");
    expect((await ask("getIncident", "case-a", cookie)).statusCode).toBe(403);
    await harness.store.people.putDesignation({ ...designation, personId: person.id });
    expect((await ask("getIncident", "case-a", cookie)).statusCode).toBe(200);
    expect((await ask("getIncident", "case-b", cookie)).statusCode).toBe(404);
    const session = (await harness.ask({ url: "/api/v1/session", headers: { cookie } })).json();
    expect(session.chairs).toEqual([
      { role: "staff", deputy: false },
      { role: "member", deputy: true },
    ]);
    expect(session.may).toContain("receiveIncident");
    harness.now = Temporal.Instant.from(designation.until);
    expect((await ask("getIncident", "case-a", cookie)).statusCode).toBe(403);
  });

  it("still sees everything who also sits in a chair that does", async () => {
    const { person, sessionHash } = await harness.signedIn("manager");
    const chairs = [
      { role: "manager", deputy: false, siteId: null },
      { role: "member", deputy: true, siteId: firm.id },
    ] as const;
    expect(scopeOf(permissions.listEndpoints, { kind: "person", person, chairs, sessionHash })).toBe("all");
  });
});
