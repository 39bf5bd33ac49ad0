import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findingData, type FindingData } from "#shared/model/incident.ts";
import { computer } from "../conditions/computer-testing.ts";
import { computerData, joinComputer } from "./computers.ts";
import { caseWords, conditionRules } from "./index.ts";
import type { Finding } from "./rule.ts";

const of = (id: string, hostname: string): Finding => ({
  fingerprint: "f",
  severity: "caution",
  fresh: true,
  data: computerData({ endpoint: computer({ id, hostname }) }),
});
const joined = (findings: readonly Finding[]): FindingData => {
  let data: FindingData = findings[0]?.data ?? {};
  for (const finding of findings.slice(1)) data = { ...data, ...joinComputer(data, finding) };
  return data;
};
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => of(`e${String(index + 1)}`, `PC-${String(index + 1)}`));

describe("computers in one case", () => {
  it("are listed by name and id", () => {
    expect(joined(many(3))).toEqual({
      computers: 3,
      computer1: "PC-1",
      endpoint1: "e1",
      computer2: "PC-2",
      endpoint2: "e2",
      computer3: "PC-3",
      endpoint3: "e3",
    });
  });

  it("are listed once, and one that comes back is a repeat", () => {
    expect(joinComputer(joined(many(3)), of("e2", "PC-2"))).toEqual({ computers: 3 });
  });

  it("are two hundred at most", () => {
    const data = joined(many(205));
    expect(data["computers"]).toBe(200);
    expect(joinComputer(data, of("e300", "PC-300"))).toBeNull();
    expect(findingData.safeParse(data).error).toBeUndefined();
  });

  it.each(conditionRules.map((rule) => [rule.code] as const))(
    "are told of by number and name in %s",
    (rule) => {
      const three = caseWords({ rule, data: joined(many(3)) });
      expect(three.title.ja).toContain("（3台）");
      expect(three.what.ja).toContain("3台　PC-1、PC-2、PC-3。");
      const lots = caseWords({ rule, data: joined(many(40)) });
      expect(lots.what.ja).toContain("PC-6 ほか34台");
      expect(lots.what.en).toContain("and 34 more");
      const one = caseWords({ rule, data: joined(many(1)) });
      expect(one.title.ja).not.toContain("台）");
      expect(one.what.ja.startsWith("PC-1　")).toBe(true);
    },
  );

  it("cannot forge another line by their names", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (hostname) => {
        const words = caseWords({ rule: "antivirus-off", data: joined([of("e1", hostname.slice(0, 253))]) });
        expect(words.what.ja).not.toMatch(/[\n\r\u2028\u202e]/u);
      }),
    );
  });
});
