import { gapCauseWords } from "#shared/model/attendance.ts";
import type { AttendanceFigures, Coverage } from "#shared/model/attendance-figures.ts";
import { complianceStateWords, type ComplianceFigures } from "#shared/model/compliance.ts";
import type { WeeklySummary } from "#shared/model/report.ts";
import { type Paper, paperHtml, type PaperSection, paperText } from "./paper.ts";
import { foreign, officeTime } from "./plain.ts";

type Language = "ja" | "en";

/** Below so many computers a share shames a firm of five; counts say the same. */
const smallestForPercent = 20;
/** Rows of one list in a mail; the page holds all. */
const mostInMail = 40;

/** `34台/36台（94.4 %）`; without a percentage below twenty computers. */
export function share(part: number, whole: number, language: Language): string {
  const counts =
    language === "ja" ? `${String(whole)}台中${String(part)}台` : `${String(part)} of ${String(whole)}`;
  if (whole < smallestForPercent) return counts;
  const percent = `${((part / whole) * 100).toFixed(1)} %`;
  return language === "ja" ? `${counts}（${percent}）` : `${counts} (${percent})`;
}

const difference = (now: number, before: number | null, language: Language): string => {
  if (before === null) return language === "ja" ? "前週なし" : "no week before";
  const sign = now - before > 0 ? "+" : now === before ? "±" : "−";
  const amount = String(Math.abs(now - before));
  return language === "ja" ? `前週比 ${sign}${amount}台` : `${sign}${amount} to the week before`;
};

/** 監視稼働率 of seconds, for example `99.2 %`; a time in which nothing was due has none. */
export function rate(watched: number, due: number, language: Language): string {
  if (due === 0) return language === "ja" ? "対象なし" : "nothing was due";
  // Rounded down: 99.96 % must not read as the whole.
  return `${(Math.floor((watched / due) * 1000) / 10).toFixed(1)} %`;
}

function patchSection(summary: WeeklySummary, language: Language): PaperSection {
  const { figures, before, targetPercent, overdue } = summary.patch;
  const line = (name: string, key: keyof Omit<ComplianceFigures, "byState" | "total">): string =>
    `${name}　${share(figures[key], figures.total, language)}　${difference(figures[key], before?.[key] ?? null, language)}`;
  const silent = figures.byState.silent;
  const ja = language === "ja";
  return {
    heading: ja ? "パッチ適用状況" : "Patch status",
    lines: [
      ja
        ? `${line("期限遵守", "withinDeadline")}　目標 ${String(targetPercent)} %`
        : `${line("Within deadline:", "withinDeadline")}, target ${String(targetPercent)} %`,
      line(ja ? "適用済" : "Up to date:", "applied"),
      line(ja ? "診断できた台数" : "Diagnosed:", "diagnosed"),
      ja
        ? `対象 ${String(figures.total)}台のうち未応答 ${String(silent)}台（対象に含め、適用済には数えません）`
        : `${String(silent)} of ${String(figures.total)} were not heard from (in the denominator, never counted as up to date)`,
      ...(overdue.length === 0
        ? [ja ? "期限を過ぎた端末はありません。" : "No computer is past a deadline."]
        : []),
    ],
    table: {
      columns: ja
        ? [
            { name: "端末" },
            { name: "所属" },
            { name: "状態" },
            { name: "超過", number: true },
            { name: "未適用", number: true },
          ]
        : [
            { name: "Computer" },
            { name: "Site" },
            { name: "State" },
            { name: "Overdue", number: true },
            { name: "Pending", number: true },
          ],
      rows: overdue
        .slice(0, mostInMail)
        .map((row) => [
          foreign(row.hostname, 63),
          foreign(row.siteName, 80),
          complianceStateWords[row.state][language],
          row.overdueDays === 0 ? "" : ja ? `${String(row.overdueDays)}日` : `${String(row.overdueDays)} d`,
          ja ? `${String(row.pending)}件` : String(row.pending),
        ]),
    },
  };
}

function antivirusSection({ antivirus }: WeeklySummary, language: Language): PaperSection {
  const { on, stopped, missing, stale, couldNotLook } = antivirus;
  return {
    heading: language === "ja" ? "コンピュータウイルス対策" : "Antivirus",
    lines: [
      language === "ja"
        ? `有効 ${String(on)}台／停止 ${String(stopped)}台／未導入 ${String(missing)}台／定義が古い ${String(stale)}台／診断できず ${String(couldNotLook)}台`
        : `On ${String(on)}, stopped ${String(stopped)}, not installed ${String(missing)}, definitions old ${String(stale)}, could not look ${String(couldNotLook)}`,
    ],
    table: null,
  };
}

function devicesSection(
  { usb, lan, incidents, correctives }: WeeklySummary,
  language: Language,
): PaperSection {
  const n = String;
  return {
    heading: language === "ja" ? "記録媒体・接続機器・事案" : "Media, devices, cases",
    lines:
      language === "ja"
        ? [
            `記録媒体：接続のあった媒体 ${n(usb.connected)}件／未登録の接続（事案） ${n(usb.unregistered)}件／未処理 ${n(usb.undecided)}件`,
            `接続機器：台帳にない機器（事案） ${n(lan.strangers)}件／未処理 ${n(lan.undecided)}件`,
            `事案：検知 ${n(incidents.opened)}件／完了 ${n(incidents.closed)}件／対応中 ${n(incidents.open)}件（うち未受領 ${n(incidents.unreceived)}件）`,
            `是正事項：発生 ${n(correctives.opened)}件／自動復旧 ${n(correctives.ended)}件／残り ${n(correctives.open)}件`,
          ]
        : [
            `Media: ${n(usb.connected)} seen, ${n(usb.unregistered)} unregistered (cases), ${n(usb.undecided)} undecided`,
            `Devices: ${n(lan.strangers)} unknown (cases), ${n(lan.undecided)} undecided`,
            `Cases: ${n(incidents.opened)} opened, ${n(incidents.closed)} closed, ${n(incidents.open)} open (${n(incidents.unreceived)} not received)`,
            `To correct: ${n(correctives.opened)} began, ${n(correctives.ended)} ended by themselves, ${n(correctives.open)} left`,
          ],
    table: null,
  };
}

/** 監視範囲 in sentences: what is watched of what there is. */
export function coverageLines(coverage: Coverage, language: Language): readonly string[] {
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

function gapsSection(summary: WeeklySummary, language: Language): PaperSection {
  const ja = language === "ja";
  const { gaps, gapsLeftOut, attendance, coverage } = summary;
  const shown = gaps.slice(0, mostInMail);
  const left = gapsLeftOut + gaps.length - shown.length;
  const subject = (gap: WeeklySummary["gaps"][number]): string => {
    if (gap.subject === "collector") return ja ? "監視サーバ" : "Collector";
    const name = foreign(gap.endpointName ?? gap.endpointId ?? "", 63);
    return gap.subject === "sensor" ? `${name} ${gap.fact ?? ""}` : name;
  };
  return {
    heading: ja ? "監視稼働率と監視の空白" : "Attendance and gaps",
    lines: [
      rates(attendance, language),
      ...coverageLines(coverage, language),
      gaps.length === 0
        ? ja
          ? "監視の空白はありません。"
          : "There was no gap."
        : ja
          ? `監視の空白 ${String(gaps.length + gapsLeftOut)}件（未確認 ${String(attendance.unconfirmed)}件）${left > 0 ? `　長いものから ${String(shown.length)}件` : ""}`
          : `${String(gaps.length + gapsLeftOut)} gaps (${String(attendance.unconfirmed)} not confirmed)${left > 0 ? `; the longest ${String(shown.length)}` : ""}`,
    ],
    table: {
      columns: ja
        ? [{ name: "対象" }, { name: "から" }, { name: "まで" }, { name: "原因" }]
        : [{ name: "What" }, { name: "From" }, { name: "To" }, { name: "Cause" }],
      rows: shown.map((gap) => [
        subject(gap),
        officeTime(gap.from, language),
        gap.to === null ? (ja ? "継続中" : "lasting") : officeTime(gap.to, language),
        gapCauseWords[gap.cause][language],
      ]),
    },
  };
}

const eraDate = (date: string, language: Language): string => {
  const day = Temporal.PlainDate.from(date);
  if (language === "en") return day.toString();
  const japanese = day.withCalendar("japanese");
  const year = japanese.eraYear === 1 ? "元" : String(japanese.eraYear);
  return `令和${year}年${String(day.month)}月${String(day.day)}日`;
};

/** The Monday mail about one summary. */
export function weeklyMail(
  summary: WeeklySummary,
  reader: { readonly language: Language; readonly publicUrl: string | null },
): { readonly subject: string; readonly text: string; readonly html: string } {
  const { language, publicUrl } = reader;
  const ja = language === "ja";
  const period = ja
    ? `${eraDate(summary.from, "ja")}（月）〜${eraDate(summary.to, "ja")}（日）`
    : `${summary.from} to ${summary.to}`;
  const checkpoint =
    summary.checkpoint === null
      ? []
      : [
          ja
            ? `記録の検査点（このメールを保管しておくと、後から記録の改ざんを確かめられます）：${summary.checkpoint}`
            : `Checkpoint of the records (kept with this mail it shows later whether the records were changed): ${summary.checkpoint}`,
        ];
  const paper: Paper = {
    language,
    title: ja ? "週次パッチ適用状況・監視状況のまとめ" : "Weekly summary of patches and of the watch",
    badge: `${foreign(summary.organisation, 80)}　${period}`,
    sections: [
      patchSection(summary, language),
      antivirusSection(summary, language),
      devicesSection(summary, language),
      gapsSection(summary, language),
    ],
    link:
      publicUrl === null
        ? null
        : {
            href: `${publicUrl}/reports/${encodeURIComponent(summary.id)}`,
            word: ja ? "報告書を開く" : "Open the report",
          },
    closing: [
      ja
        ? `作成 ${officeTime(summary.madeAt, "ja")}。印刷できる報告書は、火の見の「報告書」にあります。`
        : `Made ${officeTime(summary.madeAt, "en")}. The page for printing is under "Reports" in Hinomi.`,
      ...checkpoint,
    ],
  };
  return {
    subject: ja
      ? `【火の見】週次のまとめ ${summary.from}〜${summary.to.slice(5)}`
      : `[Hinomi] Weekly summary ${summary.from} to ${summary.to}`,
    text: paperText(paper),
    html: paperHtml(paper),
  };
}
