import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LatestFact } from "#shared/api/schemas.ts";
import {
  complianceFigures,
  complianceRow,
  complianceState,
  type ComplianceState,
} from "#shared/model/compliance.ts";
import type { Patch } from "#shared/facts/patch.ts";
import {
  computer,
  fact,
  gapOf,
  jst,
  patchValue,
  subjectAt,
  testCalendar,
  testPolicy,
  update,
} from "../conditions/computer-testing.ts";
import type { Computer, ComputerSubject } from "../conditions/subject.ts";
import { complianceOf, figuresOf } from "./compliance.ts";

const nowText = "2026-11-24 15:00";
const now = jst(nowText);
const rowOf = (subject: ComputerSubject, at = now) =>
  complianceOf(subject, at, testPolicy, testCalendar, "事務局");

const windows10 = {
  id: "windows",
  version: "22H2",
  edition: "Pro",
  build: "19045.6456",
  name: "Windows 10 Pro",
};
const unknownOs = { id: "plan9", version: "4", edition: null, build: null, name: "Plan 9" };

interface Case {
  readonly pending?: readonly ReturnType<typeof update>[];
  readonly patch?: Partial<Patch>;
  /** When every pending update was first seen; null for never noted. */
  readonly seen?: string;
  readonly reading?: Partial<LatestFact> | null;
  readonly endpoint?: Partial<Computer>;
  readonly connected?: boolean;
  readonly gaps?: ComputerSubject["gaps"];
}

function subjectOf(given: Case): ComputerSubject {
  const pending = given.pending ?? [];
  const facts: Record<string, LatestFact> = {};
  if (given.reading !== null) facts["patch"] = fact(patchValue(pending, given.patch), now, given.reading);
  return {
    ...subjectAt(now),
    facts,
    endpoint: computer(given.endpoint),
    connected: given.connected ?? true,
    gaps: given.gaps ?? [],
    firstSeen: new Map(
      given.seen === undefined ? [] : pending.map(({ name }) => [`apt|${name}|1.1`, jst(given.seen ?? "")]),
    ),
  };
}

const off = (lastSeenAt: string | null, change: Partial<Computer> = {}): Case => ({
  connected: false,
  endpoint: { lastSeenAt: lastSeenAt === null ? null : jst(lastSeenAt), ...change },
});
const failed = { status: "failed", code: "stale-source", reason: "lists of last month" } as const;
const long = "2026-10-01 09:00";

const cases: readonly (readonly [name: string, given: Case, state: ComplianceState])[] = [
  ["nothing pending", {}, "applied"],
  ["whether a restart waits cannot be known", { patch: { rebootRequired: null } }, "applied"],
  [
    "only held packages are pending",
    { pending: [update("a")], patch: { keptBack: ["a"] }, seen: long },
    "applied",
  ],
  ["a system the table does not know, in order", { patch: { operatingSystem: unknownOs } }, "applied"],
  ["a new update", { pending: [update("a")] }, "in-grace"],
  ["an update in its grace", { pending: [update("a")], seen: "2026-11-16 09:00" }, "in-grace"],
  [
    "on the day of the deadline, before its hour",
    { pending: [update("a")], seen: "2026-11-10 09:00" },
    "in-grace",
  ],
  ["important, a day past", { pending: [update("a")], seen: "2026-11-06 09:00" }, "overdue"],
  [
    "critical, 8 days old",
    { pending: [update("a", { severity: "critical" })], seen: "2026-11-13 09:00" },
    "overdue",
  ],
  [
    "critical, due on a holiday",
    { pending: [update("a", { severity: "critical" })], seen: "2026-11-16 09:00" },
    "in-grace",
  ],
  [
    "no security, 8 days old",
    { pending: [update("a", { security: false })], seen: "2026-11-13 09:00" },
    "in-grace",
  ],
  ["no security, 6 weeks old", { pending: [update("a", { security: false })], seen: long }, "overdue"],
  [
    "one of two past",
    { pending: [update("a", { severity: "critical" }), update("b")], seen: "2026-11-13 09:00" },
    "overdue",
  ],
  ["a restart waits", { patch: { rebootRequired: true } }, "reboot-pending"],
  [
    "a restart waits beside an update in grace",
    { pending: [update("a")], patch: { rebootRequired: true } },
    "reboot-pending",
  ],
  [
    "past its deadline and a restart waits",
    { pending: [update("a")], seen: long, patch: { rebootRequired: true } },
    "overdue",
  ],
  [
    "公開後未起動: came out while the computer was off, which is back for an hour",
    {
      pending: [update("a")],
      seen: "2026-11-02 09:00",
      gaps: [gapOf(jst("2026-10-30 17:30"), jst("2026-11-24 14:00"))],
    },
    "in-grace",
  ],
  [
    "the same after four powered-on hours",
    {
      pending: [update("a")],
      seen: "2026-11-02 09:00",
      gaps: [gapOf(jst("2026-10-30 17:30"), jst("2026-11-24 11:00"))],
    },
    "overdue",
  ],
  [
    "came out before the computer went off",
    { pending: [update("a")], seen: long, gaps: [gapOf(jst("2026-10-30 17:30"), jst("2026-11-24 14:00"))] },
    "overdue",
  ],
  [
    "enrolled an hour ago",
    { pending: [update("a")], seen: long, endpoint: { enrolledAt: jst("2026-11-24 14:00") } },
    "in-grace",
  ],
  [
    "enrolled this morning",
    { pending: [update("a")], seen: long, endpoint: { enrolledAt: jst("2026-11-24 09:00") } },
    "overdue",
  ],
  ["never looked", { reading: null }, "could-not-look"],
  ["could not look", { reading: { status: "failed", code: "timeout", value: null } }, "could-not-look"],
  ["old lists that show nothing", { reading: failed }, "could-not-look"],
  [
    "old lists that show an overdue update",
    { pending: [update("a")], seen: long, reading: failed },
    "could-not-look",
  ],
  ["a reading of a newer agent", { reading: { status: "unread" } }, "could-not-look"],
  ["a reading of another shape", { reading: { value: { pending: "none" } } }, "could-not-look"],
  [
    "cannot be looked at here",
    { reading: { status: "unsupported", code: "not-built", value: null } },
    "unsupported",
  ],
  ["Windows 10 22H2 with nothing missing", { patch: { operatingSystem: windows10 } }, "support-ended"],
  [
    "Windows 10 22H2 that could not look",
    { patch: { operatingSystem: windows10 }, reading: failed },
    "support-ended",
  ],
  [
    "Windows 10 22H2 not heard from",
    { patch: { operatingSystem: windows10 }, ...off("2026-10-01 09:00") },
    "support-ended",
  ],
  ["off since this morning", off("2026-11-24 09:00"), "applied"],
  ["off over the long weekend", off("2026-11-20 17:30"), "applied"],
  ["off for less than 24 hours of business time", off("2026-11-19 09:01"), "applied"],
  ["not heard for 24 hours of business time", off("2026-11-19 09:00"), "silent"],
  ["not heard for longer", off("2026-11-17 09:00"), "silent"],
  ["overdue and not heard", { ...off("2026-11-02 09:00"), pending: [update("a")], seen: long }, "silent"],
  ["never heard", off(null), "silent"],
  ["休止", off("2026-11-24 14:00", { state: "resting" }), "silent"],
  ["持出し中 and out of reach", off("2026-11-24 14:00", { state: "taken-out" }), "silent"],
  ["持出し中 and heard", { endpoint: { state: "taken-out" } }, "applied"],
  ["heard now, whatever was noted", { endpoint: { lastSeenAt: null } }, "applied"],
];

describe("complianceOf", () => {
  it.each(cases)("%s", (_, given, state) => {
    expect(rowOf(subjectOf(given)).state).toBe(state);
  });

  it("tells what is pending, the earliest deadline and how long it has passed", () => {
    const subject = subjectOf({
      pending: [
        update("kernel", { security: false }),
        update("openssl", { severity: "critical" }),
        update("held"),
      ],
      patch: { keptBack: ["held"] },
      seen: "2026-11-10 09:00",
    });
    expect(rowOf(subject)).toEqual({
      endpointId: "e1",
      hostname: "PC-01",
      siteId: "s1",
      siteName: "事務局",
      state: "overdue",
      pending: 2,
      security: 1,
      overdueDays: 7,
      nextDueAt: jst("2026-11-17 17:30"),
      worst: "openssl",
      lookedAt: now,
    });
  });

  it("counts a deadline that passed this very day as one day", () => {
    const subject = subjectOf({ pending: [update("a")], seen: "2026-11-10 09:00" });
    expect(rowOf(subject, jst("2026-11-24 17:31"))).toMatchObject({ state: "overdue", overdueDays: 1 });
  });

  it("does not claim when updates were known where the look failed", () => {
    expect(rowOf(subjectOf({ reading: failed })).lookedAt).toBeNull();
  });
});

describe("figuresOf", () => {
  it("keeps those not heard from in the number of all", () => {
    const figures = figuresOf([
      rowOf(subjectOf({})),
      rowOf(subjectOf({ pending: [update("a")] })),
      rowOf(subjectOf({ pending: [update("a")], seen: long })),
      rowOf(subjectOf(off(null))),
      rowOf(subjectOf({ patch: { operatingSystem: windows10 } })),
    ]);
    expect(figures).toMatchObject({ total: 5, diagnosed: 3, withinDeadline: 2, applied: 1 });
    expect(figures.byState).toMatchObject({ silent: 1, "support-ended": 1, failed: 0 });
  });

  it("never counts more applied than in time, in time than diagnosed, diagnosed than there are", () => {
    const anyOf = fc.constantFrom(...cases).map(([, given]) => rowOf(subjectOf(given)));
    const any = fc.tuple(anyOf, fc.option(fc.constantFrom(...complianceState.options))).map(
      // States that no reading of today leads to must fit as well.
      ([row, state]) => (state === null ? row : { ...row, state }),
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 60 }), (rows) => {
        const figures = figuresOf(rows);
        const { applied, withinDeadline, diagnosed, total, byState } = figures;
        expect(applied <= withinDeadline && withinDeadline <= diagnosed && diagnosed <= total).toBe(true);
        expect(Object.values(byState).reduce((sum, count) => sum + count, 0)).toBe(total);
        expect(complianceFigures.safeParse(figures).error).toBeUndefined();
        for (const row of rows) expect(complianceRow.safeParse(row).error).toBeUndefined();
      }),
    );
  });
});
