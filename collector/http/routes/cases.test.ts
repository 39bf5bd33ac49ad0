import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { allowedTransitions } from "#collector/domain/incidents/transition.ts";
import { openMemoryStore } from "#collector/storage/memory/index.ts";
import { caseWords } from "#collector/domain/rules/index.ts";
import type { IncidentEvent, RuleCode } from "#shared/model/incident.ts";
import type { Role } from "#shared/model/role.ts";
import { createHarness, type Harness } from "../harness.ts";
import { noEffects } from "#collector/storage/port.ts";
import { before, office, openCase } from "../sample-rows.ts";

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness(await openMemoryStore({ chain: "test" }));
  await harness.store.registers.putSite(office);
  await openCase(harness.store, "i1", "lan-unknown", office.id);
});
afterEach(async () => harness.stop());

const person = { kind: "person", id: "p1", name: "立山 花子" } as const;
const happens = async (id: string, change: IncidentEvent["change"]) =>
  harness.store.effects.apply({
    ...noEffects,
    incidentEvents: [{ id, incidentId: "i1", at: before, recordedAt: before, actor: person, change }],
  });
const sheet = async (headers: Record<string, string>) =>
  (await harness.ask({ url: "/api/v1/incidents/i1", headers })).json();
const seenBy = async (role: Role) => sheet({ cookie: (await harness.signedIn(role)).cookie });

describe("the deadline to receive a case", () => {
  it("stands while nobody has received it, and is gone afterwards", async () => {
    expect((await seenBy("manager")).receiptDue).toBe("2026-11-24T07:00:00Z");
    await happens("e2", { type: "received", means: "telephone", stamps: [] });
    expect((await seenBy("manager")).receiptDue).toBeNull();
  });

  it("is gone once the case is finished, though nobody received it", async () => {
    await happens("e2", { type: "state-set", state: "false-alarm", reason: "自分の端末" });
    expect(await seenBy("manager")).toMatchObject({ receiptDue: null, receivedAt: null, allowedStates: [] });
  });
});

describe("the states a case may be moved to", () => {
  it("offer no end before anybody has received it", async () => {
    const { allowedStates } = await seenBy("supervisor");
    expect(allowedStates.toSorted()).toEqual(allowedTransitions.detected.toSorted());
    expect(allowedStates).not.toContain("closed");
  });

  it("offer 完了 to the supervisor only", async () => {
    await happens("e2", { type: "received", means: "screen", stamps: [] });
    expect((await seenBy("supervisor")).allowedStates).not.toContain("closed");
    await happens("e3", { type: "closing-noted", cause: "私物", measure: "回収", prevention: "周知" });
    expect(await seenBy("supervisor")).toMatchObject({
      allowedStates: expect.arrayContaining(["closed"]),
      may: expect.arrayContaining(["close"]),
    });
    expect((await seenBy("manager")).may).not.toContain("close");
    expect((await seenBy("manager")).allowedStates).not.toContain("closed");
  });

  it("offer a program no person's judgement, and nothing to one who may only read", async () => {
    const program = await sheet({ authorization: await harness.token("write") });
    expect(program.allowedStates).toContain("checking");
    expect(program.allowedStates).not.toContain("false-alarm");
    expect((await sheet({ authorization: await harness.token("read") })).allowedStates).toEqual([]);
    expect((await seenBy("chief")).allowedStates).toEqual([]);
  });
});

/** The rule's own sentences for a case without data. */
const caseWordsOf = (rule: RuleCode) => {
  const { what, happened, doNow } = caseWords({ rule, data: {} });
  return { what, happened, doNow };
};

describe("cases", () => {
  it("refuse what their state does not allow, in the domain's own words", async () => {
    harness.actOutcome = {
      ok: false,
      why: "not-possible",
      sentence: { ja: "終わっています。", en: "It ended." },
    };
    const { cookie } = await harness.signedIn("manager");
    const get = async (url: string) => harness.ask({ url, headers: { cookie } });
    const send = async (method: "POST", url: string, payload: object) =>
      harness.ask({ method, url, payload, headers: { cookie } });
    const refused = await send("POST", "/api/v1/incidents/i1/receive", {});
    expect(refused.statusCode).toBe(409);
    expect(refused.json().error.messageJa).toBe("終わっています。");
    const known = (await harness.records()).length;
    harness.actOutcome = { ok: true };
    const done = await send("POST", "/api/v1/incidents/i1/comments", { text: "見ました" });
    expect(done.json()).toMatchObject({
      number: "R8-0001",
      siteName: "事務局",
      asOf: "2026-11-24T07:00:00.000Z",
      events: [{ change: { type: "opened" } }],
    });
    // The case's own event is the record; the pipeline writes it, not the port.
    expect((await harness.records()).length).toBe(known);
    expect((await send("POST", "/api/v1/incidents/none/receive", {})).statusCode).toBe(404);
    const listed = (await get("/api/v1/incidents?open=true")).json().items;
    expect(listed).toMatchObject([{ words: caseWordsOf("lan-unknown") }]);
    expect((await get("/api/v1/incidents?open=false")).json().items).toEqual([]);
  });
});

const act = async (role: Role, url: string, payload: object, method: "POST" | "PUT" = "POST") =>
  harness.ask({
    method,
    url: `/api/v1/incidents/i1/${url}`,
    payload,
    headers: { cookie: (await harness.signedIn(role)).cookie },
  });

describe("what people do to a case", () => {
  it.each([
    ["receive", {}, { type: "receive", means: "screen", at: null }],
    [
      "receive",
      { means: "telephone", at: "2026-11-24T06:30:00Z" },
      { type: "receive", means: "telephone", at: "2026-11-24T06:30:00Z" },
    ],
    ["pass-on", { instruction: "隔離して" }, { type: "pass-on", instruction: "隔離して" }],
    ["pass-on", { instruction: " " }, { type: "pass-on", instruction: null }],
    ["severity", { to: "grave", reason: "漏えい" }, { type: "judge-grave", reason: "漏えい" }],
    ["severity", { to: "suspected-grave", reason: "心配" }, { type: "suspect-grave", reason: "心配" }],
    [
      "severity",
      { to: "caution", reason: "誤り" },
      { type: "lower-grave", severity: "caution", reason: "誤り" },
    ],
    ["handled", { text: "回収" }, { type: "mark-handled", text: "回収" }],
    [
      "state",
      { state: "checking", reason: "聞取り" },
      { type: "set-state", state: "checking", reason: "聞取り" },
    ],
  ] as const)("enters the pipeline as it was meant: %s %j", async (url, payload, what) => {
    expect((await act("supervisor", url, payload)).statusCode).toBe(200);
    expect(harness.acts).toMatchObject([{ id: "i1", act: what }]);
  });

  it("is cause, measure and prevention, and the parties, who must be in the register", async () => {
    const closing = { cause: "私物", measure: "回収", prevention: "周知" };
    expect((await act("manager", "closing", closing, "PUT")).statusCode).toBe(200);
    const { person: party } = await harness.signedIn("staff");
    const parties = { personIds: [party.id], reason: "本人の端末" };
    expect((await act("manager", "parties", parties, "PUT")).statusCode).toBe(200);
    const unknown = await act("manager", "parties", { ...parties, personIds: ["p-none"] }, "PUT");
    expect(unknown.json().error.field).toBe("personIds");
    expect(harness.acts).toMatchObject([
      { act: { type: "note-closing", ...closing } },
      { act: { type: "set-parties", personIds: [party.id] } },
    ]);
  });

  it("needs the chair that the policy names for a judgement", async () => {
    const grave = await act("csirt", "severity", { to: "grave", reason: "x" });
    expect(grave.json().error.messageJa).toContain("情報管理者・統括情報管理者補佐・統括情報管理者");
    expect((await act("manager", "severity", { to: "warning", reason: "x" })).statusCode).toBe(403);
    expect((await act("chief", "severity", { to: "suspected-grave", reason: "x" })).statusCode).toBe(200);
    expect((await act("manager", "receive", { at: "2026-11-24T06:30:00Z" })).json().error.field).toBe("at");
    const authorization = await harness.token("write");
    const program = await harness.ask({
      method: "POST",
      url: "/api/v1/incidents/i1/receive",
      payload: {},
      headers: { authorization },
    });
    expect(program.json().error.code).toBe("person-only");
  });

  it("answers the question about the router with the network's authority", async () => {
    expect((await act("csirt", "gateway", { planned: true })).statusCode).toBe(403);
    expect((await act("manager", "gateway", { planned: true })).statusCode).toBe(200);
    expect(harness.told).toEqual(["gatewayAnswered i1 true"]);
  });
});

describe("what the sheet offers", () => {
  const reached: IncidentEvent["change"] = {
    type: "step-reached",
    leg: "main",
    index: 0,
    roles: ["manager"],
    by: "first",
    holders: [],
    dueAt: "2026-11-24T07:30:00.000Z",
    remindAt: null,
  };

  it("is what carrying it out would allow, and the deadline of the step that waits", async () => {
    await happens("e2", {
      type: "routed",
      route: "office",
      steps: [{ roles: ["manager"] }, { roles: ["supervisor"] }],
    });
    await happens("e3", reached);
    const manager = await seenBy("manager");
    expect(manager.receiptDue).toBe("2026-11-24T07:30:00.000Z");
    expect(manager.may).toEqual(
      expect.arrayContaining(["receive", "comment", "judge-grave", "suspect-grave"]),
    );
    expect(manager.may).not.toContain("pass-on");
    expect(manager.may).not.toContain("answer-gateway");
    expect((await seenBy("supervisor")).may).not.toContain("receive");
    expect((await sheet({ authorization: await harness.token("read") })).may).toEqual([]);
    expect((await sheet({ authorization: await harness.token("write") })).may).toEqual(["comment"]);
  });

  it("asks about the router only those who may answer", async () => {
    await openCase(harness.store, "i2", "gateway-changed", office.id, { networkId: "n1" });
    const of = async (role: Role) =>
      (
        await harness.ask({
          url: "/api/v1/incidents/i2",
          headers: { cookie: (await harness.signedIn(role)).cookie },
        })
      ).json().may;
    expect(await of("manager")).toContain("answer-gateway");
    expect(await of("csirt")).not.toContain("answer-gateway");
  });
});
