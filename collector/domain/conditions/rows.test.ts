import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Condition } from "#shared/model/condition.ts";
import { jst } from "./computer-testing.ts";
import { groupConditions } from "./rows.ts";

const base: Condition = {
  id: "c1",
  rule: "patch-overdue",
  endpointId: "e1",
  siteId: "s1",
  severity: "caution",
  state: "open",
  beganAt: jst("2026-11-24 09:00"),
  afterAbsence: false,
  openedAt: jst("2026-11-24 13:00"),
  dueAt: jst("2026-12-01 13:00"),
  incidentId: null,
  receivedAt: null,
  receivedBy: null,
  endedAt: null,
  data: {},
};
const one = (id: string, change: Partial<Condition> = {}): Condition => ({ ...base, id, ...change });

describe("groupConditions", () => {
  it("makes one row of a rule and a site", () => {
    const rows = groupConditions([
      one("a", { state: "waiting", dueAt: jst("2026-11-24 10:00"), openedAt: null }),
      one("b"),
      one("c", { severity: "warning", dueAt: jst("2026-11-30 13:00"), beganAt: jst("2026-11-23 09:00") }),
      one("d", { incidentId: "inc-1", dueAt: null }),
      one("e", { state: "ended" }),
      one("f", { siteId: "s2" }),
      one("g", { rule: "antivirus-stale" }),
    ]);
    expect(rows.map(({ id }) => id)).toEqual(["patch-overdue|s1", "antivirus-stale|s1", "patch-overdue|s2"]);
    expect(rows[0]).toMatchObject({
      severity: "warning",
      waiting: 1,
      open: 2,
      becameIncident: 1,
      beganAt: jst("2026-11-23 09:00"),
      // A time to look again at a waiting one is no deadline.
      nextDueAt: jst("2026-11-30 13:00"),
    });
    expect(rows[0]?.conditions.map(({ id }) => id)).toEqual(["d", "c", "b", "a"]);
  });

  const received = { receivedAt: jst("2026-11-24 16:30"), receivedBy: "立山 一郎" };
  const later = { receivedAt: jst("2026-11-25 16:30"), receivedBy: "剱 次郎" };
  it.each<[string, readonly Condition[], string | null, string | null]>([
    ["nobody", [one("a")], null, null],
    ["one of two", [one("a", received), one("b")], null, null],
    ["all, by the last", [one("a", later), one("b", received)], later.receivedAt, later.receivedBy],
    [
      "a waiting one need not be",
      [one("a", received), one("b", { state: "waiting" })],
      received.receivedAt,
      received.receivedBy,
    ],
    [
      "a 事案 is received as such",
      [one("a", received), one("b", { incidentId: "i" })],
      received.receivedAt,
      received.receivedBy,
    ],
    ["where none is open", [one("a", { state: "waiting" })], null, null],
  ])("was received: %s", (_, conditions, receivedAt, receivedBy) => {
    expect(groupConditions(conditions)).toMatchObject([{ receivedAt, receivedBy }]);
  });

  it("counts every condition that has not ended once, in any order", () => {
    const any = fc.record({
      rule: fc.constantFrom("patch-overdue", "antivirus-off"),
      siteId: fc.constantFrom("s1", "s2"),
      state: fc.constantFrom("waiting", "open", "ended"),
      incidentId: fc.constantFrom(null, "i1"),
    } as const);
    fc.assert(
      fc.property(fc.array(any), (changes) => {
        const conditions = changes.map((change, index) => one(`c${String(index)}`, change));
        const rows = groupConditions(conditions);
        const counted = rows.flatMap((row) => [row.waiting, row.open, row.becameIncident]);
        expect(counted.reduce((sum, count) => sum + count, 0)).toBe(
          conditions.filter(({ state }) => state !== "ended").length,
        );
        expect(groupConditions(conditions.toReversed())).toEqual(rows);
      }),
    );
  });
});
