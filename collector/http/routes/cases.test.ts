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
