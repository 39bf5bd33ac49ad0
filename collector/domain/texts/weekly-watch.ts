import { facts, isFactName } from "#shared/facts/index.ts";
import { excusedCauses, gapCauseWords } from "#shared/model/attendance.ts";
import type { AttendanceFigures, Coverage } from "#shared/model/attendance-figures.ts";
import type { WeeklySummary } from "#shared/model/report.ts";
import type { PaperSection } from "./paper.ts";
import { foreign, officeTime } from "./plain.ts";

type Language = "ja" | "en";
type PaperGap = WeeklySummary["gaps"][number];

/** Gaps of the time that was due that a mail lists, and those in which a computer was off; the page holds all. */
const mostListed = 40;
const mostExcused = 10;

/** A part of a whole as `99.9 %`, rounded down: 99.96 % must not read as the whole. */
export const tenths = (part: number, whole: number): string =>
  `${(Math.floor((part / whole) * 1000) / 10).toFixed(1)} %`;

/** 監視稼働率 of seconds, for example `99.2 %`; a time in which nothing was due has none. */
export function rate(watched: number, due: number, language: Language): string {
  if (due === 0) return language === "ja" ? "対象なし" : "nothing was due";
  return tenths(watched, due);
}

/** 監視範囲 in sentences: what is watched of what there is. */
function coverageLines(coverage: Coverage, language: Language): readonly string[] {
  const { computersWatched, computersInLedger, firms } = coverage;
  const all = firms.watched + firms.selfCheck + firms.declined + firms.open;
  const n = String;
  if (language === "ja")
    return [
      `監視範囲：台帳 ${n(computersInLedger)}台のうち ${n(computersWatched)}台`,
      `ネットワーク：監視中 ${n(coverage.networksWatched)}／情報収集中 ${n(coverage.networksLearning)}／見えていない ${n(coverage.networksUnheard)}`,
      `組合員 ${n(all)}社：監視中 ${n(firms.watched)}／自己点検のみ ${n(firms.selfCheck)}／申出により対象外 ${n(firms.declined)}／未対応 ${n(firms.open)}`,
      `エージェントなしの機器 ${n(coverage.agentless)}台／台帳になく判断もされていない機器 ${n(coverage.strangers)}台`,
    ];
  return [
    `Coverage: ${n(computersWatched)} of ${n(computersInLedger)} computers in the ledger`,
    `Networks: ${n(coverage.networksWatched)} watched, ${n(coverage.networksLearning)} learning, ${n(coverage.networksUnheard)} not seen by any agent`,
    `Member firms (${n(all)}): ${n(firms.watched)} watched, ${n(firms.selfCheck)} self-check only, ${n(firms.declined)} declined, ${n(firms.open)} open`,
    `Devices without agent: ${n(coverage.agentless)}; strangers without a decision: ${n(coverage.strangers)}`,
  ];
}

const rates = (figures: AttendanceFigures, language: Language): string =>
  language === "ja"
    ? `監視稼働率：端末 ${rate(figures.agentsWatched, figures.agentsDue, "ja")}／監視サーバ ${rate(figures.collectorWatched, figures.collectorDue, "ja")}／センサー ${rate(figures.sensorsWatched, figures.sensorsDue, "ja")}`
    : `Watched: computers ${rate(figures.agentsWatched, figures.agentsDue, "en")}, collector ${rate(figures.collectorWatched, figures.collectorDue, "en")}, sensors ${rate(figures.sensorsWatched, figures.sensorsDue, "en")}`;

/** `2時間5分`; a length in seconds, whole minutes rounded down. */
export function lengthWords(seconds: number, language: Language): string {
  const whole = Math.max(0, Math.floor(seconds));
  const ja = language === "ja";
  if (whole < 60) return ja ? `${String(whole)}秒` : `${String(whole)} s`;
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const parts = [
    ...(hours === 0 ? [] : [ja ? `${String(hours)}時間` : `${String(hours)} h`]),
    ...(minutes === 0 ? [] : [ja ? `${String(minutes)}分` : `${String(minutes)} min`]),
  ];
  return parts.join(ja ? "" : " ");
}

const lengthOf = ({ from, to }: PaperGap, until: string): number =>
  Temporal.Instant.from(from)
    .until(Temporal.Instant.from(to ?? until))
    .total("seconds");

const isExcused = ({ cause }: PaperGap): boolean => excusedCauses.has(cause);

const inOrder = (gaps: readonly PaperGap[]): readonly PaperGap[] =>
  gaps.toSorted((a, b) =>
    Temporal.Instant.compare(Temporal.Instant.from(a.from), Temporal.Instant.from(b.from)),
  );

function subjectOf(gap: PaperGap, language: Language): string {
  if (gap.subject === "collector") return language === "ja" ? "監視サーバ" : "Collector";
  const name = foreign(gap.endpointName ?? gap.endpointId ?? "", 63);
  if (gap.subject === "agent" || gap.fact === null) return name;
  return `${name}${language === "ja" ? "　" : ": "}${isFactName(gap.fact) ? facts[gap.fact].title[language] : gap.fact}`;
}

/** How many gaps there were, and what of them the list holds. */
function gapsLines(
  summary: WeeklySummary,
  listed: readonly PaperGap[],
  language: Language,
): readonly string[] {
  const { attendance, gaps, gapsLeftOut } = summary;
  const n = String;
  const ja = language === "ja";
  const all = gaps.length + gapsLeftOut;
  if (all === 0) return [ja ? "監視の空白はありません。" : "There was no gap."];
  const left = all - listed.length;
  return [
    ja
      ? `監視の空白 ${n(all)}件（継続中 ${n(attendance.openGaps)}件、未確認 ${n(attendance.unconfirmed)}件）`
      : `${n(all)} gaps (${n(attendance.openGaps)} lasting, ${n(attendance.unconfirmed)} not confirmed)`,
    ...(listed.some(isExcused)
      ? [
          ja
            ? "電源断（通常の終了）とスリープは監視の対象時間に数えません。一覧の終わりに載せています。"
            : "Time in which a computer was off or asleep is not due; it stands last in the list.",
        ]
      : []),
    ...(left === 0
      ? []
      : [
          ja
            ? `一覧は長いものから${n(listed.length)}件です。残りの${n(left)}件は、火の見の「監視記録」にあります。`
            : `The longest ${n(listed.length)} are listed; the other ${n(left)} are under "Attendance" in Hinomi.`,
        ]),
  ];
}

/** 監視稼働率 with 監視範囲 beside it, and the gaps by time: those of the time that was due, then the excused ones. */
export function watchSection(summary: WeeklySummary, language: Language): PaperSection {
  const ja = language === "ja";
  const { gaps, attendance, coverage } = summary;
  const listed = [
    ...inOrder(gaps.filter((gap) => !isExcused(gap)).slice(0, mostListed)),
    ...inOrder(gaps.filter(isExcused).slice(0, mostExcused)),
  ];
  const [what, cause, begin, end, length] = ja
    ? (["対象", "原因", "から", "まで", "時間"] as const)
    : (["What", "Cause", "From", "To", "Length"] as const);
  return {
    heading: ja ? "監視稼働率と監視の空白" : "Attendance and gaps",
    lines: [
      rates(attendance, language),
      ...coverageLines(coverage, language),
      ...gapsLines(summary, listed, language),
    ],
    table: {
      columns: [
        { name: what },
        { name: cause, under: true },
        { name: begin, kind: "whole" },
        { name: end, under: true },
        { name: length, kind: "number" },
      ],
      rows: listed.map((gap) => [
        subjectOf(gap, language),
        gapCauseWords[gap.cause][language],
        officeTime(gap.from, language),
        gap.to === null ? (ja ? "継続中" : "lasting") : officeTime(gap.to, language),
        lengthWords(lengthOf(gap, attendance.to), language),
      ]),
    },
  };
}
