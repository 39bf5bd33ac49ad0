import { describe, expect, it } from "vitest";
import type { Condition } from "#shared/model/condition.ts";
import { osUnsupported } from "../rules/os-unsupported/index.ts";
import type { ConditionRule } from "../rules/rule.ts";
import { fact, jst, subjectAt, testCalendar, testPolicy } from "./computer-testing.ts";
import { stepConditions } from "./step.ts";

describe("a rule that another one explains", () => {
  const [cause, effect] = (["os-unsupported", "patch-overdue"] as const).map(
    (code, index): ConditionRule => ({
      ...osUnsupported,
      code,
      dependsOn: index === 0 ? [] : ["os-unsupported"],
      judge: (subject) =>
        subject.facts[code] === undefined
          ? "absent"
          : {
              severity: "caution",
              outcome: "corrective",
              holdSeconds: 60,
              holdFrom: null,
              notBefore: null,
              afterAbsence: false,
              data: {},
            },
    }),
  );
  const step = (known: readonly Condition[], codes: readonly string[], now: string) =>
    stepConditions({
      subject: {
        ...subjectAt(now),
        facts: Object.fromEntries(codes.map((code) => [code, fact({}, now)])),
      },
      known,
      now,
      policy: testPolicy,
      calendar: testCalendar,
      idOf: (rule) => rule,
      rules: cause && effect ? [cause, effect] : [],
    }).conditions;

  it("waits as long as the other stands, and is told when only it is left", () => {
    const both = step([], ["os-unsupported", "patch-overdue"], jst("2026-11-24 09:00"));
    expect(both.map(({ state }) => state)).toEqual(["waiting", "waiting"]);
    const held = step(both, ["os-unsupported", "patch-overdue"], jst("2026-11-24 09:01"));
    expect(held.map(({ rule, state, dueAt }) => [rule, state, dueAt])).toEqual([
      ["os-unsupported", "open", jst("2026-12-22 09:01")],
      ["patch-overdue", "waiting", null],
    ]);
    const left = step(held, ["patch-overdue"], jst("2026-11-24 09:02"));
    expect(left.map(({ rule, state }) => [rule, state])).toEqual([
      ["os-unsupported", "ended"],
      ["patch-overdue", "open"],
    ]);
  });

  it("stays told where it was told before", () => {
    const alone = step([], ["patch-overdue"], jst("2026-11-24 09:00"));
    const open = step(alone, ["patch-overdue"], jst("2026-11-24 09:01"));
    const both = step(open, ["os-unsupported", "patch-overdue"], jst("2026-11-24 09:05"));
    expect(both.map(({ rule, state }) => [rule, state])).toEqual([["os-unsupported", "waiting"]]);
  });
});
