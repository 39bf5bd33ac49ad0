import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { RouteOutput } from "#shared/api/routes.ts";
import type { WeeklySummary } from "#shared/model/report.ts";
import { account } from "#test/support/account.ts";
import { type MovedOffice, officeMoment, openMovedOffice } from "#test/support/moved-office.ts";
import { attendanceSql, countsSql, patchSql } from "#test/support/recount.ts";
import { patchSeen } from "#test/support/seen-by-sensors.ts";
import {
  computerOf,
  firstDay,
  gapsByHand,
  nextWeek,
  untilFriday,
  weekend,
  weekWithGaps,
} from "#test/support/week-with-gaps.ts";

const time = await vi.hoisted(async () => {
  const { createMovedTime } = await import("#test/support/moved-time.ts");
  // Friday afternoon, before the first of three weeks.
  return createMovedTime("2026-11-06T07:00:00Z");
});

// The parts of the collector wait for the test's time instead of the machine's.
vi.mock("#collector/app/pause.ts", () => ({ pause: time.pause }));
// Certificates are judged by OpenSSL and by the machine's clock, so they are made by that clock too.
vi.mock("#collector/ingest/authority.ts", async (load) => {
  const real = await load<typeof import("#collector/ingest/authority.ts")>();
  return {
    ...real,
    openAuthority: (options: Parameters<typeof real.openAuthority>[0]) =>
      real.openAuthority({ ...options, now: Temporal.Now.instant }),
  };
});

type Mails = MovedOffice["mailbox"]["mails"];
const chief = "p0@example.jp";
const deputy = "p1@example.jp";

const addressOf = (mail: Mails[number]): string =>
  [mail.to ?? []].flat().flatMap(({ value }) => value.map(({ address }) => address ?? ""))[0] ?? "";

const patchFigures = ({ patch: { figures } }: WeeklySummary): Record<string, number> => ({
  total: figures.total,
  withinDeadline: figures.withinDeadline,
  applied: figures.applied,
  diagnosed: figures.diagnosed,
  silent: figures.byState.silent,
  overdue: figures.byState.overdue,
  rebootPending: figures.byState["reboot-pending"],
  inGrace: figures.byState["in-grace"],
});

const counts = ({ correctives, incidents, usb }: WeeklySummary): Record<string, number> => ({
  ...incidents,
  correctivesOpened: correctives.opened,
  correctivesEnded: correctives.ended,
  correctivesOpen: correctives.open,
  mediaConnected: usb.connected,
  mediaUnregistered: usb.unregistered,
  mediaUndecided: usb.undecided,
});

describe("Monday's summary", () => {
  let directory: string;
  let office: MovedOffice;
  let frozen: WeeklySummary;
  let stickCase = "";
  const summaries = (monday: string): Mails =>
    office.mailbox.mails.filter(
      ({ subject = "" }) =>
        subject.includes(`Weekly summary ${monday}`) ||
        subject.includes(`週次のまとめ ${monday.replaceAll("-", "/")}(月)〜`),
    );
  const digests = (): Mails =>
    office.mailbox.mails.filter(({ subject = "" }) => subject.includes("本日のまとめ"));
  const report = async (monday: string): Promise<WeeklySummary> =>
    (await office.ask("GET", `/api/v1/reports/weekly-${monday}`)) as RouteOutput<"getReport">;
  const cases = async (): Promise<RouteOutput<"listIncidents">["items"]> =>
    ((await office.ask("GET", "/api/v1/incidents?rule=usb-unregistered")) as RouteOutput<"listIncidents">)
      .items;
  const recount = (sql: string, { from, madeAt }: WeeklySummary): Record<string, unknown> => {
    const begin = officeMoment(`${from} 00:00`);
    const named = { from: String(begin), to: String(begin.add({ hours: 168 })), made: madeAt };
    return { ...office.rows(sql, named)[0] };
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "hinomi-monday-"));
    const machine = performance.now.bind(performance);
    const began = time.now().epochMilliseconds;
    vi.spyOn(performance, "now").mockImplementation(() => machine() + time.now().epochMilliseconds - began);
    office = await openMovedOffice(directory, time);
    await office.start();
    await office.enterPeople([
      { name: "理事長 一郎", roles: ["chief"], language: "ja" },
      { name: "Deputy Supervisor", roles: ["deputy-supervisor"], language: "en" },
      { name: "検針担当 花子", roles: ["staff"], language: "ja" },
    ]);
    await firstDay(office);
  });
  afterAll(async () => {
    await office.close();
    vi.restoreAllMocks();
    await rm(directory, { recursive: true, force: true });
  });

  it("sends one digest at 16:30, and one 受領 stamps everything in it", async () => {
    await weekWithGaps(office);
    expect(digests()).toEqual([]);
    await office.passTo("2026-11-11 16:35", 1);
    expect(digests().map(addressOf)).toEqual([account.email]);
    const [digest] = digests();
    for (const part of ["PC-06", "スマートフォン", "PC-03"]) expect(digest?.text).toContain(part);

    const unstamped = `SELECT
      (SELECT count(*) FROM conditions WHERE state = 'open' AND json_extract(document, '$.receivedAt') IS NULL) AS items,
      (SELECT count(*) FROM incidents WHERE unfinished AND json_extract(document, '$.receivedAt') IS NULL) AS cases`;
    expect(office.rows(unstamped)).toEqual([{ items: 1, cases: 1 }]);
    expect(await office.ask("POST", "/api/v1/correctives/receive", {})).toEqual({ received: 2 });
    expect(office.rows(unstamped)).toEqual([{ items: 0, cases: 0 }]);
    await office.passTo("2026-11-12 08:00", 240);
    expect(digests()).toHaveLength(1);
  });

  it("goes to each reader once on Monday at 08:30, as text and as a page", async () => {
    await untilFriday(office);
    const items = await cases();
    stickCase = items.find(({ severity }) => severity === "warning")?.id ?? "";
    await office.ask("POST", `/api/v1/incidents/${stickCase}/state`, {
      state: "false-alarm",
      reason: "組合の備品",
    });
    await weekend(office);
    expect(summaries("2026-11-09")).toEqual([]);
    await office.passTo("2026-11-16 08:30");
    const mails = summaries("2026-11-09");
    expect(mails.map(addressOf).toSorted()).toEqual([chief, deputy, account.email].toSorted());
    for (const { html, text } of mails)
      expect([typeof html, text?.includes("PC-06")]).toEqual(["string", true]);
    await office.passTo("2026-11-16 12:00", 30);
    expect(summaries("2026-11-09")).toHaveLength(3);
  });

  it("names each gap with its cause and its times, in the text and in the page", () => {
    const [mail] = summaries("2026-11-09").filter((one) => addressOf(one) === chief);
    const lines = (mail?.text ?? "").split("\n").filter((line) => line.includes("／原因 "));
    expect(lines.toSorted()).toEqual(
      gapsByHand
        .map(
          ([what, cause, from, to, length]) =>
            `・${what}／原因 ${cause}／から ${from}／まで ${to}／時間 ${length}`,
        )
        .toSorted(),
    );
    const page = mail?.html === false ? "" : (mail?.html ?? "");
    // On the page a cell may stand below another one, with its column's name before it.
    const words = page.replaceAll(/<[^>]*>/gu, " ").replaceAll(/ {2,}/gu, " ");
    for (const [what, cause, from, to, length] of gapsByHand)
      expect(words).toContain(`${what} 原因 ${cause} ${from} まで ${to} ${length}`);
  });

  it("equals a recount by hand-written SQL", async () => {
    frozen = await report("2026-11-09");
    expect(frozen.madeAt).toBe(officeMoment("2026-11-16 08:30").toString());
    const { from: _from, to: _to, ...attendance } = frozen.attendance;
    expect(attendance).toEqual(recount(attendanceSql, frozen));
    expect(patchFigures(frozen)).toEqual(recount(patchSql, frozen));
    expect(counts(frozen)).toEqual(recount(countsSql, frozen));
    // The recount itself must have seen a week in which something happened.
    expect(attendance).toMatchObject({
      collectorDue: 604_800,
      collectorWatched: 603_600,
      gaps: 9,
      unconfirmed: 1,
    });
    expect(patchFigures(frozen)).toMatchObject({
      total: 6,
      withinDeadline: 4,
      diagnosed: 5,
      silent: 1,
      overdue: 1,
    });
    expect(counts(frozen)).toMatchObject({ opened: 3, closed: 1, mediaConnected: 2, mediaUnregistered: 2 });
  });

  it("says in the mail what the recount says", () => {
    const { agentsDue, agentsWatched } = recount(attendanceSql, frozen);
    const rate = (Math.floor((Number(agentsWatched) / Number(agentsDue)) * 1000) / 10).toFixed(1);
    const [mail] = summaries("2026-11-09").filter((one) => addressOf(one) === account.email);
    for (const part of [
      "見本管工事協同組合",
      "令和8年11月9日（月）〜令和8年11月15日（日）",
      `監視稼働率：端末 ${rate} %／監視サーバ 99.8 %`,
      "監視範囲：台帳 6台のうち 6台",
      "期限遵守　6台中4台　前週比 −2台　目標 95 %",
      "未応答 1台",
      "・PC-02／所属 事務局／状態 期限超過／超過 3日／未適用 1件",
      "接続のあった媒体 2件／未登録の接続（事案） 2件",
      "事案：検知 3件／完了・誤検知 1件",
      "有効 5台／停止 0台／未導入 0台／定義が古い 0台／診断できず 1台",
      "監視の空白 9件（継続中 1件、未確認 1件）",
    ])
      expect(`${mail?.text ?? ""}${String(mail?.html)}`).toContain(part);
  });

  it("stays as it was frozen whatever happens later", async () => {
    await computerOf(office, 2).tell("patch", "reading", patchSeen([]));
    await office.ask("POST", `/api/v1/incidents/${stickCase}/comments`, { text: "翌週の追記" });
    await nextWeek(office);
    expect(await report("2026-11-09")).toEqual(frozen);
  });

  it("comes on Tuesday where Monday is a holiday, and compares with the week before", async () => {
    expect(summaries("2026-11-16")).toEqual([]);
    await office.passTo("2026-11-24 08:30");
    expect(summaries("2026-11-16").map(addressOf).toSorted()).toEqual(
      [chief, deputy, account.email].toSorted(),
    );
    const second = await report("2026-11-16");
    expect(second.patch.before).toEqual(frozen.patch.figures);
    const { from: _from, to: _to, ...attendance } = second.attendance;
    expect(attendance).toEqual(recount(attendanceSql, second));
    expect(patchFigures(second)).toEqual(recount(patchSql, second));
    expect(counts(second)).toEqual(recount(countsSql, second));
    // A remark on a case of the week before does not close it once more.
    expect(second.incidents.closed).toBe(0);
    const [mail] = summaries("2026-11-16").filter((one) => addressOf(one) === chief);
    for (const part of [
      "期限遵守　6台中4台　前週比 ±0台",
      "適用済　6台中3台　前週比 +1台",
      "監視サーバの停止（操作）／から 2026/11/18(水) 12:00／まで 2026/11/18(水) 12:30",
      "・PC-06／原因 未確認／から 2026/11/11(水) 10:00／まで 継続中",
      "・PC-05／所属 事務局／状態 期限超過／超過 4日",
    ])
      expect(mail?.text).toContain(part);
  });

  it("is made at the start, once, where the collector was down at 08:30", async () => {
    await office.passTo("2026-11-29 18:00", 600);
    await office.stop();
    await office.passTo("2026-11-30 10:12", 600);
    await office.start();
    await office.reconnect();
    // The computers are given time to come back: none of them is to stand there as 未応答.
    await office.passTo("2026-11-30 10:16", 4);
    expect(summaries("2026-11-23")).toHaveLength(0);
    await office.passTo("2026-11-30 10:18", 4);
    expect(summaries("2026-11-23")).toHaveLength(3);
    expect((await report("2026-11-23")).madeAt >= officeMoment("2026-11-30 10:17").toString()).toBe(true);
    await office.stop();
    await office.start();
    await office.passTo("2026-11-30 10:30", 4);
    expect(summaries("2026-11-23")).toHaveLength(3);
    expect(office.errors).toEqual([]);
  });
});
