import { describe, expect, it } from "vitest";
import type { ComplianceFigures, ComplianceRow } from "#shared/model/compliance.ts";
import { patchTexts } from "../../text/patch/index.ts";
import { reportTexts } from "../../text/report/index.ts";
import { changeWords, overdueFirst, siteList, stateList, summaryRows } from "./summary-rows.ts";

const t = reportTexts.ja;
const figures = (change: Partial<ComplianceFigures>): ComplianceFigures => ({
  total: 37,
  withinDeadline: 35,
  applied: 30,
  diagnosed: 36,
  byState: {
    "support-ended": 0,
    silent: 1,
    "could-not-look": 0,
    unsupported: 0,
    overdue: 1,
    failed: 0,
    "reboot-pending": 3,
    "in-grace": 2,
    applied: 30,
  },
  ...change,
});
const rows = (now: ComplianceFigures, before: ComplianceFigures | null) =>
  summaryRows({ figures: now, before, overdue: [], targetPercent: 95 }, t, patchTexts.ja);

describe("総括", () => {
  it("shows each figure with the week before", () => {
    const [within, applied, , silent] = rows(
      figures({}),
      figures({ withinDeadline: 36, applied: 27, byState: { ...figures({}).byState, silent: 1 } }),
    );
    expect(within).toEqual({
      item: "期限遵守率",
      now: "37台中35台（94.5 %）",
      before: "37台中36台（97.2 %）",
      change: "−1台",
      target: "95 %（未達）",
    });
    expect([applied?.change, silent?.now, silent?.change]).toEqual(["+3台", "1台", "増減なし"]);
  });

  it("writes no percentage below twenty computers, neither of the figures nor of the target", () => {
    const few = figures({ total: 5, withinDeadline: 5, applied: 3, diagnosed: 5 });
    expect(JSON.stringify(rows(few, few))).not.toContain("%");
    expect(rows(few, few)[0]?.target).toBe("5台以上（達成）");
  });

  it("says that there is no week before, once and without a difference", () => {
    const [within] = rows(figures({}), null);
    expect([within?.before, within?.change]).toEqual(["前週なし", ""]);
  });

  it("asks nothing of nobody", () => {
    expect(rows(figures({ total: 0, withinDeadline: 0 }), null)[0]?.target).toBe("");
  });

  it("leaves out states nobody stands in, and always keeps 未応答 beside 適用済", () => {
    expect(stateList(figures({}), "ja", t)).toBe(
      "適用済 30台、猶予中 2台、再起動待ち 3台、期限超過 1台、未応答 1台",
    );
  });

  it("reads a difference in words", () => {
    expect(changeWords(3, null, t)).toBe("前週なし");
    expect(changeWords(3, 3, t)).toBe("増減なし");
  });
});

const row = (
  hostname: string,
  siteName: string,
  state: ComplianceRow["state"],
  overdueDays: number,
): ComplianceRow => ({
  endpointId: hostname,
  hostname,
  siteId: siteName,
  siteName,
  state,
  pending: 1,
  security: 0,
  overdueDays,
  nextDueAt: null,
  worst: null,
  lookedAt: null,
});

describe("the computers past a deadline", () => {
  const list = [
    row("PC-9", "事務局", "support-ended", 400),
    row("PC-2", "事務局", "overdue", 2),
    row("PC-1", "北陸", "overdue", 9),
    row("PC-3", "事務局", "overdue", 2),
  ];

  it("come before those out of support, the latest first", () => {
    expect(overdueFirst(list).map(({ hostname }) => hostname)).toEqual(["PC-1", "PC-2", "PC-3", "PC-9"]);
  });

  it("are counted by site", () => {
    expect(siteList(list, t)).toBe("事務局 3台、北陸 1台");
  });
});
