import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { condition } from "#shared/model/condition.ts";
import { findingData } from "#shared/model/incident.ts";
import type { SensorHealth } from "#shared/model/endpoint.ts";
import { conditionRules } from "../rules/index.ts";
import {
  antivirusValue,
  computer,
  createCourse,
  fact,
  gapOf,
  jst,
  patchValue,
  subjectAt,
  testPolicy,
  update,
} from "./computer-testing.ts";
import { groupConditions } from "./rows.ts";

const states = (course: ReturnType<typeof createCourse>) =>
  course
    .known()
    .map(({ rule, state, incidentId }) => `${rule} ${state}${incidentId === null ? "" : " 事案"}`);
const protectedBy = (
  state: Parameters<typeof antivirusValue>[0],
  at: string,
  builtAt: string | null = at,
) => ({
  facts: { antivirus: fact(antivirusValue(state, builtAt), at) },
});

describe("the order of the rules", () => {
  it("puts each after every rule it depends on", () => {
    const codes = conditionRules.map(({ code }) => code);
    for (const rule of conditionRules)
      for (const before of rule.dependsOn)
        expect(codes.indexOf(before)).toBeLessThan(codes.indexOf(rule.code));
    expect(new Set(codes).size).toBe(codes.length);
  });
});

describe("forty computers that return on 5 January", () => {
  const back = jst("2027-01-05 08:30");
  const away = [gapOf(jst("2026-12-28 17:30"), back)];
  const names = Array.from({ length: 40 }, (_, index) => `PC-${String(index + 1).padStart(2, "0")}`);
  const firstSeen = new Map([["apt|openssl|1.1", jst("2026-12-09 09:00")]]);
  const returned = (name: string, at: string, lacks: boolean, builtAt: string) =>
    subjectAt(at, {
      endpoint: computer({ id: name, hostname: name }),
      gaps: away,
      firstSeen,
      facts: {
        patch: fact(patchValue(lacks ? [update("openssl")] : []), at),
        antivirus: fact(antivirusValue(lacks ? "stale" : "on", builtAt), at),
      },
    });
  const old = jst("2026-12-27 06:00");
  const everyone = () => names.map((name) => ({ name, course: createCourse() }));
  const morning = (all: ReturnType<typeof everyone>) =>
    all.flatMap(({ name, course }) => course.step(returned(name, back, true, old), back).incidents);
  const rows = (all: ReturnType<typeof everyone>) =>
    groupConditions(all.flatMap(({ course }) => course.known()));

  it("are told of by no case and two rows, which only wait", () => {
    const all = everyone();
    expect(morning(all)).toEqual([]);
    expect(
      rows(all).map(({ rule, waiting, open, nextDueAt }) => ({ rule, waiting, open, nextDueAt })),
    ).toEqual([
      { rule: "antivirus-stale", waiting: 40, open: 0, nextDueAt: null },
      { rule: "patch-overdue", waiting: 40, open: 0, nextDueAt: null },
    ]);
    for (const one of all.flatMap(({ course }) => course.known())) {
      expect(one).toMatchObject({ state: "waiting", afterAbsence: true, dueAt: jst("2027-01-05 12:30") });
    }
  });

  it("end by themselves once they have caught up, and there was never a case", () => {
    const all = everyone();
    morning(all);
    const noon = jst("2027-01-05 11:00");
    const found = all.map(({ name, course }) => course.step(returned(name, noon, false, noon), noon));
    expect(found.flatMap(({ incidents }) => incidents)).toEqual([]);
    expect(found.flatMap(({ ended }) => ended)).toHaveLength(80);
    expect(rows(all)).toEqual([]);
  });

  it("are told of after four powered-on hours without it, and are a case only past the deadline", () => {
    const all = everyone();
    morning(all);
    const at = (time: string) => {
      const now = jst(time);
      return all.flatMap(({ name, course }) => course.step(returned(name, now, true, old), now).incidents);
    };
    expect(at("2027-01-05 12:29")).toEqual([]);
    expect(rows(all).map(({ open }) => open)).toEqual([0, 0]);
    expect(at("2027-01-05 12:30")).toEqual([]);
    expect(rows(all).map(({ rule, open, nextDueAt }) => [rule, open, nextDueAt])).toEqual([
      ["antivirus-stale", 40, jst("2027-01-08 12:30")],
      ["patch-overdue", 40, jst("2027-01-13 12:30")],
    ]);
    expect(at("2027-01-08 12:29")).toEqual([]);
    const cases = at("2027-01-08 12:30");
    // Forty computers of a site are one case: they share its fingerprint.
    expect(new Set(cases.map(({ finding }) => finding.fingerprint))).toEqual(
      new Set(["antivirus-stale|s1|2027-01-08"]),
    );
    expect(at("2027-01-08 12:30")).toEqual([]);
    expect(rows(all).map(({ rule, becameIncident }) => [rule, becameIncident])).toEqual([
      ["antivirus-stale", 40],
      ["patch-overdue", 0],
    ]);
    // 11 January is a holiday.
    expect(at("2027-01-13 12:29")).toEqual([]);
    expect(at("2027-01-13 12:30")).toHaveLength(40);
  });
});

describe("a condition's course", () => {
  const nine = jst("2026-11-24 09:00");

  it("waits its powered-on time, is told, and ends by itself without a case", () => {
    const course = createCourse();
    const step = (time: string, state: Parameters<typeof antivirusValue>[0], gaps = [gapOf(nine, nine)]) =>
      course.step(subjectAt(jst(time), { gaps, ...protectedBy(state, jst(time)) }), jst(time));
    step("2026-11-24 09:00", "not-installed");
    expect(course.known()).toMatchObject([{ state: "waiting", dueAt: jst("2026-11-24 10:00") }]);
    // Half an hour switched off is no part of the hour.
    const off = [gapOf(jst("2026-11-24 09:10"), jst("2026-11-24 09:40"))];
    step("2026-11-24 10:00", "not-installed", off);
    expect(course.known()).toMatchObject([{ state: "waiting", dueAt: jst("2026-11-24 10:30") }]);
    step("2026-11-24 10:30", "not-installed", off);
    expect(course.known()).toMatchObject([
      { state: "open", openedAt: jst("2026-11-24 10:30"), dueAt: jst("2026-11-25 10:30") },
    ]);
    const over = step("2026-11-24 15:00", "on");
    expect(over.ended).toMatchObject([{ condition: { endedAt: jst("2026-11-24 15:00") }, incidentId: null }]);
    expect(states(course)).toEqual(["antivirus-missing ended"]);
  });

  it("says which case it had become when it ends", () => {
    const course = createCourse();
    course.step(subjectAt(nine, protectedBy("stopped", nine)), nine);
    const later = jst("2026-11-24 09:15");
    expect(course.step(subjectAt(later, protectedBy("stopped", later)), later).incidents).toMatchObject([
      {
        rule: "antivirus-off",
        finding: {
          fingerprint: "antivirus-off|s1|2026-11-24",
          severity: "warning",
          fresh: true,
          data: { computers: 1, computer1: "PC-01", endpoint1: "e1" },
        },
      },
    ]);
    const end = jst("2026-11-24 11:00");
    expect(course.step(subjectAt(end), end).ended).toMatchObject([
      { incidentId: "antivirus-off_s1_2026-11-24" },
    ]);
  });

  it("stands still where nothing is known", () => {
    const course = createCourse();
    course.step(subjectAt(nine, protectedBy("not-installed", nine)), nine);
    const failed = { status: "failed", code: "timeout", reason: "no answer" } as const;
    const later = jst("2026-11-24 10:00");
    const result = course.step(
      subjectAt(later, { facts: { antivirus: fact(antivirusValue("on", later), later, failed) } }),
      later,
    );
    expect(result.ended).toEqual([]);
    expect(states(course)).toEqual(["antivirus-missing waiting"]);
    expect(course.known()).toMatchObject([{ dueAt: null }]);
  });

  it("neither begins nor becomes a case while the computer is away", () => {
    const course = createCourse();
    course.step(subjectAt(nine, protectedBy("not-installed", nine)), nine);
    const ten = jst("2026-11-24 10:00");
    course.step(subjectAt(ten, protectedBy("not-installed", ten)), ten);
    const days = jst("2026-11-26 09:00");
    const gaps = [gapOf(jst("2026-11-24 10:05"), null)];
    const away = { connected: false, gaps, facts: { patch: fact(patchValue([update("bash")]), nine) } };
    const firstSeen = new Map([["apt|bash|1.1", jst("2026-09-01 09:00")]]);
    expect(
      course.step(subjectAt(nine, { ...away, firstSeen, ...protectedBy("not-installed", ten) }), days)
        .incidents,
    ).toEqual([]);
    expect(states(course)).toEqual(["antivirus-missing open"]);
    // Back again: its deadline has passed, and it gets the hours it needs.
    const back = jst("2026-11-26 10:10");
    const closed = [gapOf(jst("2026-11-24 10:05"), back)];
    course.step(subjectAt(back, { gaps: closed, ...protectedBy("not-installed", back) }), back);
    expect(course.known()).toMatchObject([{ state: "open", dueAt: jst("2026-11-26 14:10") }]);
    const after = jst("2026-11-26 14:10");
    expect(
      course.step(subjectAt(after, { gaps: closed, ...protectedBy("not-installed", after) }), after)
        .incidents,
    ).toHaveLength(1);
  });

  it("is a case at once on a server that holds 分類Ⅰ", () => {
    const course = createCourse();
    const endpoint = computer({ kind: "server", assetClass: "1" });
    const old = { id: "debian", version: "10", edition: null, build: null, name: "Debian 10" };
    const subject = subjectAt(nine, {
      endpoint,
      facts: { patch: fact(patchValue([], { operatingSystem: old }), nine) },
    });
    expect(course.step(subject, nine).incidents).toMatchObject([{ rule: "os-unsupported" }]);
    expect(
      createCourse().step({ ...subject, endpoint: computer({ assetClass: "1" }) }, nine).incidents,
    ).toEqual([]);
  });

  it("never becomes a case where the policy says never", () => {
    const course = createCourse({
      ...testPolicy,
      corrective: { ...testPolicy.corrective, "os-unsupported": null },
    });
    const old = { id: "debian", version: "10", edition: null, build: null, name: "Debian 10" };
    const at = (now: string) =>
      subjectAt(now, { facts: { patch: fact(patchValue([], { operatingSystem: old }), now) } });
    course.step(at(nine), nine);
    const later = jst("2027-11-24 09:00");

    expect(course.step(at(later), later).incidents).toEqual([]);
    expect(course.known()).toMatchObject([{ state: "open", dueAt: null }]);
  });

  it("ends when the computer leaves the watch", () => {
    const course = createCourse();
    course.step(subjectAt(nine, protectedBy("not-installed", nine)), nine);
    const later = jst("2026-11-24 09:30");
    const endpoint = computer({ state: "retired" });
    course.step(subjectAt(later, { endpoint, ...protectedBy("not-installed", later) }), later);
    expect(states(course)).toEqual(["antivirus-missing ended"]);
  });

  it("takes a heavier severity over", () => {
    const course = createCourse();
    const builtAt = jst("2026-11-20 09:00");
    course.step(subjectAt(nine, protectedBy("on", nine, builtAt)), nine);
    expect(course.known()).toMatchObject([{ rule: "antivirus-stale", severity: "caution" }]);
    const later = jst("2026-11-27 09:01");
    course.step(subjectAt(later, protectedBy("on", later, builtAt)), later);
    expect(course.known()).toMatchObject([{ severity: "warning" }]);
  });
});

describe("an exchange of the antivirus product", () => {
  it("never has two conditions at a time, and none that is told when it is done in its time", () => {
    const course = createCourse();
    const at = (time: string, state: Parameters<typeof antivirusValue>[0]) => {
      const result = course.step(subjectAt(jst(time), protectedBy(state, jst(time), null)), jst(time));
      expect(course.known().filter((one) => one.state !== "ended").length).toBeLessThanOrEqual(1);
      return result.incidents;
    };
    expect(at("2026-11-24 09:00", "not-installed")).toEqual([]);
    expect(at("2026-11-24 09:20", "stopped")).toEqual([]);
    expect(at("2026-11-24 09:25", "no-database")).toEqual([]);
    expect(at("2026-11-24 09:40", "on")).toEqual([]);
    expect(course.known().map(({ rule, openedAt }) => [rule, openedAt])).toEqual([
      ["antivirus-missing", null],
      ["antivirus-off", null],
      ["antivirus-stale", null],
    ]);
  });
});

describe("stepping again", () => {
  const failed: SensorHealth = {
    fact: "usb",
    status: "failed",
    code: "denied",
    reason: "may not look",
    lastRunAt: null,
    durationMs: null,
  };
  const anything = fc.record({
    state: fc.constantFrom("on", "stopped", "no-database", "stale", "not-installed"),
    builtAt: fc.option(fc.integer({ min: 0, max: 400 })),
    lacks: fc.boolean(),
    sensor: fc.boolean(),
    version: fc.constantFrom("10", "12"),
    connected: fc.boolean(),
    cause: fc.constantFrom("unconfirmed", "computer-off"),
    server: fc.boolean(),
    seen: fc.boolean(),
    hours: fc.integer({ min: 0, max: 200 }),
  } as const);

  it("changes nothing at the same time, and never leaves a time behind", () => {
    const start = Temporal.Instant.from(jst("2026-12-14 09:00"));
    fc.assert(
      fc.property(fc.array(anything, { minLength: 1, maxLength: 8 }), (looks) => {
        const course = createCourse();
        let now = start;
        for (const look of looks) {
          now = now.add({ hours: look.hours });
          const at = now.toString();
          const os = { id: "debian", version: look.version, edition: null, build: null, name: "Debian" };
          const subject = subjectAt(at, {
            endpoint: computer({
              kind: look.server ? "server" : "terminal",
              sensors: look.sensor ? [failed] : [],
            }),
            connected: look.connected,
            gaps: look.connected
              ? []
              : [gapOf(now.subtract({ hours: look.hours }).toString(), null, look.cause)],
            macSeenAt: look.seen ? at : null,
            firstSeen: new Map([["apt|bash|1.1", start.subtract({ hours: 24 * 20 }).toString()]]),
            facts: {
              patch: fact(patchValue(look.lacks ? [update("bash")] : [], { operatingSystem: os }), at),
              antivirus: fact(
                antivirusValue(
                  look.state,
                  look.builtAt === null ? null : now.subtract({ hours: look.builtAt }).toString(),
                ),
                at,
              ),
            },
          });
          course.step(subject, at);
          const before = course.known();
          expect(course.step(subject, at)).toEqual({ conditions: [], incidents: [], ended: [] });
          expect(course.known()).toEqual(before);
          const going = before.filter(({ state }) => state !== "ended");
          expect(new Set(going.map(({ rule }) => rule)).size).toBe(going.length);
          for (const one of before) {
            expect(condition.safeParse(one).error).toBeUndefined();
            expect(findingData.safeParse(one.data).error).toBeUndefined();
            const isAhead = one.dueAt === null || Temporal.Instant.compare(one.dueAt, now) > 0;
            expect(isAhead).toBe(true);
            expect(one.state === "open" || one.incidentId === null || one.state === "ended").toBe(true);
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});
