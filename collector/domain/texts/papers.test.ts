import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ComplianceFigures } from "#shared/model/compliance.ts";
import { weeklySummary, type WeeklyInput } from "../reports/weekly.ts";
import { digestMail } from "./digest.ts";
import { share, weeklyMail } from "./weekly.ts";
import { lengthWords, rate } from "./weekly-watch.ts";

const figures = (changes: Partial<ComplianceFigures> = {}): ComplianceFigures => ({
  total: 5,
  withinDeadline: 3,
  applied: 2,
  diagnosed: 4,
  byState: {
    "support-ended": 0,
    silent: 1,
    "could-not-look": 0,
    unsupported: 0,
    overdue: 1,
    failed: 0,
    "reboot-pending": 0,
    "in-grace": 1,
    applied: 2,
  },
  ...changes,
});

const input = (changes: Partial<WeeklyInput> = {}): WeeklyInput => ({
  monday: "2026-11-16",
  madeAt: "2026-11-23T23:30:00.000Z",
  organisation: "見本管工事協同組合",
  rows: [
    {
      endpointId: "e1",
      hostname: "PC-03",
      siteId: "office",
      siteName: "事務局",
      state: "overdue",
      pending: 12,
      security: 3,
      overdueDays: 4,
      nextDueAt: "2026-11-12T08:30:00.000Z",
      worst: "openssl",
      lookedAt: "2026-11-20T00:00:00.000Z",
    },
  ],
  figures: figures(),
  before: figures({ withinDeadline: 4 }),
  targetPercent: 95,
  antivirus: ["on", "on", "stopped", "not-installed", null],
  mediaSeen: 3,
  mediaUndecided: 1,
  devicesUndecided: 2,
  arrived: [],
  open: [],
  finishedAt: [],
  conditions: [],
  attendance: {
    from: "2026-11-15T15:00:00.000Z",
    to: "2026-11-22T15:00:00.000Z",
    collectorDue: 604_800,
    collectorWatched: 604_500,
    agentsDue: 1_000_000,
    agentsWatched: 999_600,
    sensorsDue: 5_000_000,
    sensorsWatched: 4_990_000,
    gaps: 2,
    openGaps: 1,
    unconfirmed: 1,
  },
  coverage: {
    computersWatched: 5,
    computersInLedger: 6,
    networksWatched: 1,
    networksLearning: 0,
    networksUnheard: 0,
    firms: { watched: 1, selfCheck: 2, declined: 1, open: 95 },
    agentless: 3,
    strangers: 2,
  },
  gaps: [
    {
      id: "g1",
      subject: "agent",
      endpointId: "e1",
      fact: null,
      from: "2026-11-20T02:40:00.000Z",
      to: "2026-11-20T03:05:00.000Z",
      cause: "network-cut",
      detail: "",
      explainedAt: null,
      endpointName: "PC-03",
    },
    {
      id: "g2",
      subject: "collector",
      endpointId: null,
      fact: null,
      from: "2026-11-21T00:00:00.000Z",
      to: null,
      cause: "collector-killed",
      detail: "",
      explainedAt: null,
      endpointName: null,
    },
  ],
  checkpoint: "HINOMI1 col_x 12 abc",
  ...changes,
});

describe("a share", () => {
  it.each([
    [3, 5, "5台中3台"],
    [19, 19, "19台中19台"],
    [34, 36, "36台中34台（94.4 %）"],
    [1999, 2000, "2000台中1999台（99.9 %）"],
    [0, 0, "0台中0台"],
  ])("of %i in %i reads %s", (part, whole, text) => {
    expect(share(part, whole, "ja")).toBe(text);
  });
});

describe("the length of a gap", () => {
  it.each([
    [59.9, "59秒", "59 s"],
    [1500, "25分", "25 min"],
    [10_800, "3時間", "3 h"],
    [51_900, "14時間25分", "14 h 25 min"],
    [-1, "0秒", "0 s"],
  ])("of %d seconds reads %s", (seconds, ja, en) => {
    expect([lengthWords(seconds, "ja"), lengthWords(seconds, "en")]).toEqual([ja, en]);
  });
});

describe("監視稼働率", () => {
  it("is rounded down, so that a gap never reads as the whole", () => {
    expect(rate(99_999, 100_000, "ja")).toBe("99.9 %");
    expect(rate(100_000, 100_000, "ja")).toBe("100.0 %");
    expect(rate(0, 0, "ja")).toBe("対象なし");
  });
});

describe("the Monday mail", () => {
  const mail = weeklyMail(weeklySummary(input()), { language: "ja", publicUrl: null });

  it("holds the figures, the overdue computers, the coverage and every gap with its cause", () => {
    for (const part of [
      "期限遵守　5台中3台　前週比 −1台　目標 95 %",
      "未応答 1台",
      "PC-03",
      "4日",
      "有効 2台／停止 1台／未導入 1台／定義が古い 0台／診断できず 1台",
      "監視稼働率：端末 99.9 %",
      "台帳 6台のうち 5台",
      "組合員 99社",
      "通信断",
      "監視サーバの異常終了",
      "HINOMI1 col_x 12 abc",
    ])
      expect(mail.text).toContain(part);
    expect(mail.html).toContain("令和8年11月16日");
    expect(mail.text).not.toContain("http");
  });

  it("carries a link only where a phone outside can open it", () => {
    const summary = weeklySummary(input());
    const text = weeklyMail(summary, { language: "ja", publicUrl: "https://hinomi.example.jp" }).text;
    expect(text).toContain("https://hinomi.example.jp/reports/weekly-2026-11-16");
  });

  it("cannot be forged by a computer's name", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (name) => {
        const hostname = `${name}<script>\nalert(1)`;
        const [row] = input().rows;
        if (row === undefined) throw new Error("no row");
        const { html, text } = weeklyMail(weeklySummary(input({ rows: [{ ...row, hostname }] })), {
          language: "en",
          publicUrl: null,
        });
        expect(html).not.toContain("<script>");
        expect(text).not.toContain("<script>\n");
      }),
    );
  });

  it("lists forty gaps and ten nights, and says where the others are", () => {
    const [gap] = input().gaps;
    if (gap === undefined) throw new Error("no gap");
    const many = (count: number, cause: "network-cut" | "computer-off") =>
      Array.from({ length: count }, (_, index) => ({ ...gap, id: `${cause}${String(index)}`, cause }));
    const summary = weeklySummary(input({ gaps: [...many(60, "computer-off"), ...many(45, "network-cut")] }));
    const { text } = weeklyMail(summary, { language: "ja", publicUrl: null });
    expect(text.split("／原因 通信断").length - 1).toBe(40);
    expect(text.split("／原因 電源断（通常の終了）").length - 1).toBe(10);
    expect(text).toContain("一覧は長いものから50件です。残りの55件は、火の見の「監視記録」にあります。");
  });

  it("says that its list of overdue computers is not the whole", () => {
    const [row] = input().rows;
    if (row === undefined) throw new Error("no row");
    const rows = Array.from({ length: 41 }, (_, index) => ({ ...row, hostname: `PC-${String(index)}` }));
    const { text } = weeklyMail(weeklySummary(input({ rows })), { language: "ja", publicUrl: null });
    expect(text).toContain("はじめの40台を載せています");
  });

  it("lets no long name press a number or a time to the width of a letter", () => {
    const [row] = input().rows;
    if (row === undefined) throw new Error("no row");
    const { html } = weeklyMail(weeklySummary(input({ rows: [{ ...row, hostname: "x".repeat(200) }] })), {
      language: "ja",
      publicUrl: null,
    });
    expect(html).toMatch(/<td style="[^"]*white-space:nowrap[^"]*">12件</u);
    expect(html).toMatch(/<td style="[^"]*white-space:nowrap[^"]*">2026\/11\/20\(金\) 11:40</u);
    expect(html).toMatch(/<td style="[^"]*text-align:right[^"]*">12件</u);
  });

  it("leaves out the shortest gaps where there are too many, and says how many", () => {
    const [gap] = input().gaps;
    if (gap === undefined) throw new Error("no gap");
    const many = Array.from({ length: 600 }, (_, index) => ({
      ...gap,
      id: `g${String(index)}`,
      to: Temporal.Instant.from(gap.from)
        .add({ seconds: 200 + index })
        .toString(),
    }));
    const summary = weeklySummary(input({ gaps: many }));
    expect(summary.gaps).toHaveLength(500);
    expect(summary.gapsLeftOut).toBe(100);
    expect(summary.gaps[0]?.id).toBe("g599");
  });
});

describe("the digest", () => {
  it("names rows, computers and quiet cases, and what to press", () => {
    const mail = digestMail({
      date: "2026-11-24",
      rows: [
        {
          title: { ja: "パッチの期限超過", en: "Patches overdue" },
          siteName: "事務局",
          open: 9,
          waiting: 2,
          nextDueAt: "2026-12-01T08:30:00.000Z",
          names: ["PC-01", "PC-02", "PC-03", "PC-04", "PC-05", "PC-06", "PC-07", "PC-08", "PC-09"],
        },
      ],
      cases: [
        { number: "R8-0001", title: { ja: "スマートフォンの接続", en: "Phone" }, place: "事務局／PC-01" },
      ],
      permits: [],
      publicUrl: null,
      language: "ja",
    });
    expect(mail.subject).toBe("【火の見】【要受領】本日のまとめ 2件（11/24(火)）");
    for (const part of ["台数 9台／起動後の更新待ち 2台", "ほか1台", "R8-0001", "まとめて受領"])
      expect(mail.text).toContain(part);
  });
});
