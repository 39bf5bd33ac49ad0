import { describe, expect, it } from "vitest";
import { noRoute, type CaseStep } from "#shared/model/case-route.ts";
import { isQuiet, nextActOf, passesOnAsMember, rowAct, stepsNow, waitsForReceipt } from "./case-now.ts";

const step = (index: number, personId: string, change: Partial<CaseStep> = {}): CaseStep => ({
  leg: "main",
  index,
  roles: ["manager"],
  state: "ahead",
  reachedBy: null,
  notifiedAt: null,
  dueAt: null,
  remindAt: null,
  holders: [{ personId, name: personId, role: "manager", deputy: false }],
  stamps: [],
  unreceived: false,
  passedOnAt: null,
  instruction: null,
  ...change,
});
const received = (index: number, personId: string, change: Partial<CaseStep> = {}): CaseStep =>
  step(index, personId, {
    state: "received",
    stamps: [
      {
        role: "manager",
        personId,
        name: personId,
        deputy: false,
        at: "2026-11-24T09:00:00Z",
        recordedAt: "2026-11-24T09:00:00Z",
        means: "screen",
      },
    ],
    ...change,
  });
const incident = (...steps: CaseStep[]) => ({
  state: "detected" as const,
  receivedAt: null,
  receivedBy: null,
  receiptDue: null,
  parties: [] as { personId: string; name: string }[],
  route: { name: "office" as const, steps, nextDueAt: null },
});
const waiting = { state: "waiting" as const };

describe("who has a case", () => {
  it("is the step that waits, before one that was gone past", () => {
    const past = step(0, "a", { ...waiting, unreceived: true });
    const now = step(2, "b", waiting);
    expect(stepsNow(incident(past, step(1, "x", { state: "passed-over" }), now))).toEqual([now, past]);
  });
  it("is whoever received it last where nobody is waited for", () => {
    const last = received(1, "b");
    expect(stepsNow(incident(received(0, "a"), last, step(2, "c")))).toEqual([last]);
    expect(stepsNow({ route: noRoute })).toEqual([]);
    const past = step(0, "a", { ...waiting, unreceived: true });
    expect(stepsNow(incident(past, last))).toEqual([last, past]);
  });
  it("is asked for a receipt only while somebody is waited for", () => {
    expect(waitsForReceipt(incident(step(0, "a", waiting)))).toBe(true);
    expect(waitsForReceipt({ ...incident(step(0, "a", waiting)), state: "closed" })).toBe(false);
    expect(waitsForReceipt(incident(received(0, "a")))).toBe(false);
    expect(waitsForReceipt({ ...incident(), route: noRoute })).toBe(true);
  });
});

describe("the act of a row", () => {
  it.each([
    ["receives what waits for this person", incident(step(0, "a", waiting)), "receive"],
    ["offers nothing for what waits for another", incident(step(0, "b", waiting)), null],
    ["passes on what this person received", incident(received(0, "a"), step(1, "b")), "pass-on"],
    [
      "passes on once",
      incident(received(0, "a", { passedOnAt: "2026-11-24T09:00:00Z" }), step(1, "b")),
      null,
    ],
    ["passes nothing on from the last step", incident(received(0, "a")), null],
    [
      "receives late what went past this person",
      incident(step(0, "a", { ...waiting, unreceived: true })),
      "receive",
    ],
    ["stamps a step once", incident(received(0, "a", waiting)), null],
    [
      "leaves a 当事者 out",
      { ...incident(step(0, "a", waiting)), parties: [{ personId: "a", name: "a" }] },
      null,
    ],
    [
      "leaves what is finished alone",
      { ...incident(step(0, "a", waiting)), state: "false-alarm" as const },
      null,
    ],
    ["receives a case without a route", incident(), "receive"],
  ])("%s", (_name, given, act) => {
    expect(rowAct(given, "a")).toBe(act);
  });
  it("knows a 組合員, who sends to the 情報管理者", () => {
    expect(passesOnAsMember(incident(received(0, "a", { roles: ["member"] })), "a")).toBe(true);
    expect(passesOnAsMember(incident(received(0, "a")), "a")).toBe(false);
  });
  it("knows what is told once a day", () => {
    expect(isQuiet({ severity: "caution" })).toBe(true);
    expect(isQuiet({ severity: "warning" })).toBe(false);
  });
});

const nextOf = (severity: "warning" | "suspected-grave" | "grave", nextDueAt: string, ...steps: CaseStep[]) =>
  nextActOf({ severity, route: { ...noRoute, steps, nextDueAt } });

describe("what Hinomi does next by itself", () => {
  const due = "2026-11-24T10:00:00Z";
  const waits = step(0, "a", { state: "waiting", dueAt: due });

  it("is to tell the next step only where there is one", () => {
    expect(nextOf("warning", due, waits, step(1, "b"))).toBe("next");
    expect(nextOf("warning", due, waits)).toBe("again");
    expect(nextOf("grave", "2026-11-24T09:55:00Z", waits, step(1, "b"))).toBe("again");
  });

  it("is to tell the chief where nobody has judged a suspicion", () => {
    expect(nextOf("suspected-grave", due, waits)).toBe("judge");
    expect(nextOf("suspected-grave", due, waits, step(0, "c", { leg: "grave", state: "waiting" }))).toBe(
      "again",
    );
  });
});
