import { describe, expect, it } from "vitest";
import type { Actor, IncidentEvent } from "#shared/model/incident.ts";
import { foldIncident } from "./fold.ts";
import { IncidentFoldError, type StoredIncident } from "./incident.ts";

const machine: Actor = { kind: "machine", id: null, name: "火の見（自動検知）" };
const yamada: Actor = { kind: "person", id: "p1", name: "山田" };
let count = 0;
const event = (
  change: IncidentEvent["change"],
  at = "2026-11-24T07:05:00.000Z",
  actor = machine,
): IncidentEvent => ({
  id: `e${String((count += 1))}`,
  incidentId: "case-1",
  at,
  recordedAt: at,
  actor,
  change,
});
const opened = event({
  type: "opened",
  rule: "usb-unregistered",
  fingerprint: "usb-unregistered|ep1|k",
  severity: "warning",
  endpointId: "ep1",
  siteId: "office",
  data: { product: "Ultra", bytesWritten: null },
});
const fold = (events: readonly IncidentEvent[]): StoredIncident => {
  let folded: StoredIncident | null = null;
  for (const one of events) folded = foldIncident(folded, one, "R8-0001");
  if (folded === null) throw new Error("no events");
  return folded;
};

const at = (minute: number): string => `2026-11-24T07:${String(minute).padStart(2, "0")}:00.000Z`;
const main = (index: number) => ({ leg: "main", index }) as const;

describe("foldIncident", () => {
  it("opens a case in the state 検知 with the times of happening and of arrival", () => {
    const late = { ...opened, recordedAt: "2026-11-24T23:40:00.000Z" };
    expect(foldIncident(null, late, "R8-0142")).toMatchObject({
      number: "R8-0142",
      state: "detected",
      openedAt: "2026-11-24T07:05:00.000Z",
      arrivedAt: "2026-11-24T23:40:00.000Z",
      occurrences: 1,
      ongoing: true,
      receivedAt: null,
    });
  });

  it("counts repeats, ends what was found, and keeps what each of them told", () => {
    const folded = fold([
      opened,
      event({ type: "ended", data: { bytesWritten: 4096 } }),
      event({ type: "repeated", data: { port: "1-2" } }),
      event({ type: "ended", data: {} }),
    ]);
    expect(folded).toMatchObject({
      occurrences: 2,
      ongoing: false,
      data: { product: "Ultra", bytesWritten: 4096, port: "1-2" },
    });
  });

  it("takes the first 受領 as the receipt and moves the case to 受付", () => {
    const folded = fold([
      opened,
      event({ type: "received", means: "screen", stamps: [] }, "2026-11-24T07:10:00.000Z", yamada),
      event({ type: "received", means: "screen", stamps: [] }, "2026-11-24T07:12:00.000Z", {
        ...yamada,
        name: "佐藤",
      }),
    ]);
    expect(folded).toMatchObject({
      state: "accepted",
      receivedAt: "2026-11-24T07:10:00.000Z",
      receivedBy: "山田",
    });
  });

  it("does not throw a case back to 受付 when it is received later", () => {
    const folded = fold([
      opened,
      event({ type: "state-set", state: "handling", reason: "確認する" }, undefined, yamada),
      event({ type: "received", means: "telephone", stamps: [] }, undefined, yamada),
    ]);
    expect(folded.state).toBe("handling");
  });

  it("is not changed by its own opening told again after a crash", () => {
    const once = fold([opened, event({ type: "commented", text: "見ました" })]);
    expect(foldIncident(once, opened, "R8-0099")).toEqual(once);
  });

  it("refuses a history that does not begin with an opening, and an event of another case", () => {
    expect(() => foldIncident(null, event({ type: "commented", text: "a" }), "R8-1")).toThrow(
      IncidentFoldError,
    );
    expect(() => foldIncident(fold([opened]), { ...opened, incidentId: "case-2" }, "R8-1")).toThrow(
      IncidentFoldError,
    );
  });

  it("never moves the time of change backwards", () => {
    const folded = fold([
      event({ ...opened.change, type: "opened" } as IncidentEvent["change"], "2026-11-24T08:00:00.000Z"),
      event({ type: "commented", text: "late" }, "2026-11-24T07:00:00.000Z"),
    ]);
    expect(folded.updatedAt).toBe("2026-11-24T08:00:00.000Z");
  });

  describe("on a route", () => {
    const holder = { personId: "p1", name: "山田", role: "manager", deputy: false } as const;
    const chief = { ...holder, personId: "p3", role: "chief" } as const;
    const routed = event({
      type: "routed",
      route: "office",
      steps: [{ roles: ["manager"] }, { roles: ["chief", "supervisor"] }],
    });
    const reached = event(
      {
        type: "step-reached",
        ...main(0),
        roles: ["manager"],
        by: "first",
        holders: [holder],
        dueAt: at(40),
        remindAt: null,
      },
      at(5),
    );
    const stamp = (role: "manager" | "chief" | "supervisor", personId: string, minute: number) => ({
      role,
      personId,
      name: personId,
      deputy: false,
      at: at(minute),
      recordedAt: at(minute + 1),
      means: "telephone" as const,
    });
    const received = (index: number, role: "manager" | "chief" | "supervisor", id: string, minute: number) =>
      event(
        {
          type: "received",
          means: "telephone",
          stamps: [{ ...main(index), stamp: stamp(role, id, minute) }],
        },
        at(minute + 1),
        yamada,
      );

    it("acts next at the earliest deadline, and never once finished", () => {
      expect(fold([opened, routed]).route.nextDueAt).toBeNull();
      expect(fold([opened, routed, reached]).route.nextDueAt).toBe(at(40));
      const finished = event({ type: "state-set", state: "false-alarm", reason: "試験" });
      expect(fold([opened, routed, reached, finished]).route.nextDueAt).toBeNull();
    });

    it("takes the time of the call as the time of receipt", () => {
      expect(fold([opened, routed, reached, received(0, "manager", "p1", 20)])).toMatchObject({
        state: "accepted",
        receivedAt: at(20),
        receivedBy: "p1",
        route: { steps: [{ state: "received" }, { state: "ahead" }], nextDueAt: at(40) },
      });
    });

    it("waits for a stamp of each chair that somebody holds", () => {
      const both = event({
        type: "step-reached",
        ...main(1),
        roles: ["chief", "supervisor"],
        by: "passed-on",
        holders: [chief, { ...holder, role: "supervisor" }],
        dueAt: at(50),
        remindAt: null,
      });
      const half = [opened, routed, both, received(1, "chief", "p3", 20)];
      expect(fold(half).route.steps[1]?.state).toBe("waiting");
      expect(fold([...half, received(1, "supervisor", "p1", 22)]).route.steps[1]?.state).toBe("received");
    });

    it("keeps that a step was left unreceived after it was received", () => {
      const left = event({ type: "passed-on", ...main(0), how: "unreceived", instruction: null }, at(41));
      expect(
        fold([opened, routed, reached, left, received(0, "manager", "p1", 45)]).route.steps[0],
      ).toMatchObject({ state: "received", unreceived: true, passedOnAt: at(41), notifiedAt: at(5) });
    });

    it("counts reminders, and is due at the next one", () => {
      const alone = event({ type: "routed", route: "office", steps: [{ roles: ["manager"] }] });
      const reminded = event({ type: "reminded", ...main(0), count: 2, nextAt: at(55) });
      const folded = fold([opened, alone, reached, reminded]);
      expect(folded.route.steps[0]).toMatchObject({ reminders: 2, remindAt: at(55), dueAt: at(40) });
      expect(folded.route.nextDueAt).toBe(at(55));
    });

    it("makes a receipt of a 当事者 void, and keeps its stamp", () => {
      const party = event({
        type: "parties-set",
        parties: [{ personId: "p1", name: "山田" }],
        reason: "本人",
      });
      const folded = fold([opened, routed, reached, received(0, "manager", "p1", 20), party]);
      expect(folded.route.steps[0]).toMatchObject({ state: "waiting", holders: [] });
      expect(folded.route.steps[0]?.stamps).toHaveLength(1);
    });

    it("puts in the leg of the 重大, which no route names, and keeps it on a new route", () => {
      const grave = event({
        type: "step-reached",
        leg: "grave",
        index: 0,
        roles: ["chief"],
        by: "grave",
        holders: [chief],
        dueAt: at(30),
        remindAt: at(25),
      });
      const folded = fold([opened, grave, routed, reached, routed]);
      expect(folded.route.steps.map(({ leg, index, state }) => [leg, index, state])).toEqual([
        ["main", 0, "ahead"],
        ["main", 1, "ahead"],
        ["grave", 0, "waiting"],
      ]);
    });

    it("has severity, closing words and 対応済, which work taken up again takes back", () => {
      const noted = event({ type: "closing-noted", cause: "a", measure: "b", prevention: "c" });
      const handled = event({ type: "handled", text: "済" });
      const grave = event({ type: "severity-set", severity: "grave", reason: "流出" });
      expect(fold([opened, noted, handled, grave])).toMatchObject({
        severity: "grave",
        handled: true,
        closing: { cause: "a", measure: "b", prevention: "c" },
      });
      const again = event({ type: "state-set", state: "handling", reason: "再開" });
      expect(fold([opened, handled, again]).handled).toBe(false);
    });
  });
});
