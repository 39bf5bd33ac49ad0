import { describe, expect, it } from "vitest";
import { complianceState, type ComplianceRow } from "#shared/model/compliance.ts";
import { patchTexts } from "../../text/patch/index.ts";
import { pendingWords, standing } from "./standing.ts";

const now = "2026-11-24T06:00:00.000Z";
const row = (change: Partial<ComplianceRow>): ComplianceRow => ({
  endpointId: "e1",
  hostname: "PC-01",
  siteId: "s1",
  siteName: "事務局",
  state: "applied",
  pending: 0,
  security: 0,
  overdueDays: 0,
  nextDueAt: null,
  worst: null,
  lookedAt: now,
  ...change,
});

describe("where a computer stands", () => {
  it.each([
    [row({ state: "overdue", overdueDays: 4 }), "期限超過（4日）"],
    [row({ state: "in-grace", nextDueAt: "2026-11-30T05:59:00.000Z" }), "猶予中（残り6日）"],
    [row({ state: "in-grace", nextDueAt: "2026-11-24T06:01:00.000Z" }), "猶予中（残り1日）"],
    [row({ state: "in-grace", nextDueAt: "2026-11-23T06:00:00.000Z" }), "猶予中（公開後未起動）"],
    [row({ state: "in-grace" }), "猶予中"],
    [row({ state: "silent", overdueDays: 4 }), "未応答"],
    [row({ state: "support-ended" }), "サポート終了"],
    [row({ state: "applied" }), "適用済"],
  ])("reads %o as %s", (given, words) => {
    expect(standing(given, now, "ja", patchTexts.ja).words).toBe(words);
  });

  it("says applied of nothing else", () => {
    for (const state of complianceState.exclude(["applied"]).options)
      expect(standing(row({ state }), now, "ja", patchTexts.ja).words).not.toContain("適用済");
  });
});

describe("what is pending", () => {
  it.each([
    [row({ state: "applied" }), "0件"],
    [row({ state: "in-grace", pending: 5, security: 3 }), "5件（うちセキュリティ 3件）"],
    [row({ state: "silent", pending: 2 }), "2件"],
    [row({ state: "silent" }), "不明"],
    [row({ state: "could-not-look" }), "不明"],
    [row({ state: "support-ended" }), "不明"],
  ])("of %o reads %s", (given, words) => {
    expect(pendingWords(given, patchTexts.ja, "不明")).toBe(words);
  });
});
