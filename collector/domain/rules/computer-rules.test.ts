import { describe, expect, it } from "vitest";
import type { Antivirus } from "#shared/facts/antivirus.ts";
import type { LatestFact } from "#shared/api/schemas.ts";
import type { SensorHealth } from "#shared/model/endpoint.ts";
import type { RuleCode } from "#shared/model/incident.ts";
import {
  antivirusValue,
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
import type { ComputerSubject } from "../conditions/subject.ts";
import { conditionRules } from "./index.ts";
import type { ConditionFinding } from "./rule.ts";

const now = jst("2026-11-24 15:00");

function judge(code: RuleCode, subject: ComputerSubject, at = now): ConditionFinding | "absent" | "unknown" {
  const rule = conditionRules.find((one) => one.code === code);
  if (rule === undefined) throw new Error(`${code} is no rule over computers`);
  return rule.judge(subject, at, testPolicy, testCalendar);
}

/** What is asked of a finding, or the answer that there is none. */
const brief = (answer: ReturnType<typeof judge>) =>
  typeof answer === "string" ? answer : `${answer.severity} ${answer.outcome}`;

const hoursAgo = (hours: number): string => Temporal.Instant.from(now).subtract({ hours }).toString();
const guardedBy = (value: Antivirus, change: Partial<LatestFact> = {}) =>
  subjectAt(now, { facts: { antivirus: fact(value, now, change) } });

const staleness = (products: Antivirus["products"]) =>
  brief(judge("antivirus-stale", guardedBy({ state: "on", products })));

describe("the rules over antivirus software", () => {
  it.each([
    ["on", hoursAgo(1), "absent", "absent", "absent"],
    ["on", hoursAgo(72), "absent", "absent", "absent"],
    ["on", hoursAgo(73), "absent", "absent", "caution corrective"],
    ["on", hoursAgo(168), "absent", "absent", "caution corrective"],
    ["on", hoursAgo(169), "absent", "absent", "warning corrective"],
    ["on", null, "absent", "absent", "absent"],
    ["stale", hoursAgo(1), "absent", "absent", "caution corrective"],
    ["stale", hoursAgo(169), "absent", "absent", "warning corrective"],
    ["stale", null, "absent", "absent", "caution corrective"],
    ["no-database", null, "absent", "absent", "warning corrective"],
    ["stopped", hoursAgo(400), "absent", "warning incident", "absent"],
    ["not-installed", null, "warning corrective", "absent", "absent"],
  ] as const)("%s with definitions of %s", (state, builtAt, missing, stopped, stale) => {
    const subject = guardedBy(antivirusValue(state, builtAt));
    expect(brief(judge("antivirus-missing", subject))).toBe(missing);
    expect(brief(judge("antivirus-off", subject))).toBe(stopped);
    expect(brief(judge("antivirus-stale", subject))).toBe(stale);
  });

  it.each(["failed", "unsupported", "unread"] as const)(
    "know nothing from a reading that is %s",
    (status) => {
      const subject = guardedBy(antivirusValue("stopped", null), { status });
      for (const code of ["antivirus-missing", "antivirus-off", "antivirus-stale"] as const)
        expect(judge(code, subject)).toBe("unknown");
    },
  );

  it("judge by the newest definitions in use, not by those of a product that is stopped", () => {
    const old = antivirusValue("on", hoursAgo(200)).products;
    const stopped = antivirusValue("stopped", hoursAgo(1)).products;
    const fresh = antivirusValue("on", hoursAgo(1)).products;
    expect(staleness([...old, ...stopped])).toBe("warning corrective");
    expect(staleness([...old, ...fresh])).toBe("absent");
  });
});

describe("patch-overdue", () => {
  const firstSeen = new Map([
    ["apt|old|1.1", jst("2026-10-01 09:00")],
    ["apt|new|1.1", jst("2026-11-23 09:00")],
  ]);
  const lacks = (
    names: readonly string[],
    change: Partial<LatestFact> = {},
    gaps: ComputerSubject["gaps"] = [],
  ) =>
    subjectAt(now, {
      firstSeen,
      gaps,
      facts: { patch: fact(patchValue(names.map((name) => update(name))), now, change) },
    });

  it.each([
    ["nothing pending", lacks([]), "absent"],
    ["only what is in its grace", lacks(["new"]), "absent"],
    ["an old one", lacks(["new", "old"]), "caution corrective"],
    ["lists that are old", lacks(["old"], { status: "failed", code: "stale-source" }), "unknown"],
    ["no reading", { ...lacks([]), facts: {} }, "unknown"],
  ])("%s", (_, subject, expected) => {
    expect(brief(judge("patch-overdue", subject))).toBe(expected);
  });

  it("does not count what the source keeps back", () => {
    const value = patchValue([update("old")], { keptBack: ["old"] });
    expect(judge("patch-overdue", subjectAt(now, { firstSeen, facts: { patch: fact(value, now) } }))).toBe(
      "absent",
    );
  });

  it("names the update whose deadline is the earliest, and no age that time alone would change", () => {
    expect(judge("patch-overdue", lacks(["new", "old"]))).toMatchObject({
      holdSeconds: 0,
      afterAbsence: false,
      data: { overdue: 1, pending: 2, worst: "old", worstClass: "important", dueAt: jst("2026-10-15 17:30") },
    });
  });

  it("waits after an absence of a day", () => {
    const back = jst("2026-11-24 14:00");
    expect(judge("patch-overdue", lacks(["old"], {}, [gapOf(jst("2026-11-20 17:30"), back)]))).toMatchObject({
      holdSeconds: 14_400,
      holdFrom: back,
      afterAbsence: true,
    });
  });
});

const os = (id: string, version: string) => ({
  id,
  version,
  edition: null,
  build: null,
  name: `${id} ${version}`,
});

describe("os-unsupported", () => {
  it.each([
    ["debian 10", os("debian", "10"), "warning corrective"],
    ["debian 12", os("debian", "12"), "absent"],
    ["a system nobody listed: サポート状態不明", os("plan9", "4"), "absent"],
  ])("%s", (_, operatingSystem, expected) => {
    const reading = fact(patchValue([], { operatingSystem }), now);
    expect(brief(judge("os-unsupported", subjectAt(now, { facts: { patch: reading } })))).toBe(expected);
    // A look that failed still names the system.
    const failed = { ...reading, status: "failed", code: "stale-source", reason: "old lists" } as const;
    expect(brief(judge("os-unsupported", subjectAt(now, { facts: { patch: failed } })))).toBe(expected);
  });

  it("knows nothing while no system is named", () => {
    expect(judge("os-unsupported", { ...subjectAt(now), facts: {} })).toBe("unknown");
  });
});

const sensor = (
  name: string,
  status: SensorHealth["status"],
  reason: string | null = null,
): SensorHealth => ({
  fact: name,
  status,
  code: null,
  reason,
  lastRunAt: null,
  durationMs: null,
});

describe("could-not-look", () => {
  it.each([
    ["all well", [sensor("patch", "ok")], "absent"],
    ["対象外", [sensor("patch", "ok"), sensor("antivirus", "unsupported")], "absent"],
    ["one that fails", [sensor("patch", "ok"), sensor("usb", "failed", "denied")], "caution corrective"],
    ["one that has not looked yet", [sensor("patch", "ok"), sensor("usb", "pending")], "unknown"],
    ["none told yet", [], "unknown"],
  ])("%s", (_, sensors, expected) => {
    expect(brief(judge("could-not-look", subjectAt(now, { endpoint: computer({ sensors }) })))).toBe(
      expected,
    );
  });

  it("names the sensors and their reasons", () => {
    const sensors = [sensor("usb", "failed", "denied"), sensor("antivirus", "failed", "no answer")];
    expect(judge("could-not-look", subjectAt(now, { endpoint: computer({ sensors }) }))).toMatchObject({
      holdSeconds: 1800,
      data: {
        sensors: "antivirus usb",
        reasons: "コンピュータウイルス対策：no answer／記録媒体（USB）：denied",
        reasonsEn: "Antivirus: no answer; USB media: denied",
      },
    });
  });
});
