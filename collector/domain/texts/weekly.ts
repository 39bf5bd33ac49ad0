import { complianceState, complianceStateWords, type ComplianceFigures } from "#shared/model/compliance.ts";
import type { WeeklySummary } from "#shared/model/report.ts";
import { type Paper, paperHtml, type PaperSection, paperText } from "./paper.ts";
import { dayWords, shortDayWords } from "./days.ts";
import { foreign, officeTime } from "./plain.ts";
import { tenths, watchSection } from "./weekly-watch.ts";

type Language = "ja" | "en";

/** Below so many computers a share shames a firm of five; counts say the same. */
const smallestForPercent = 20;
/** Rows of one list in a mail; the page holds all. */
const mostInMail = 40;

/** `36台中34台（94.4 %）`; without a percentage below twenty computers. */
export function share(part: number, whole: number, language: Language): string {
  const counts =
    language === "ja" ? `${String(whole)}台中${String(part)}台` : `${String(part)} of ${String(whole)}`;
  if (whole < smallestForPercent) return counts;
  const percent = tenths(part, whole);
  return language === "ja" ? `${counts}（${percent}）` : `${counts} (${percent})`;
}

const difference = (now: number, before: number | null, language: Language): string => {
  if (before === null) return language === "ja" ? "前週なし" : "no week before";
  const sign = now - before > 0 ? "+" : now === before ? "±" : "−";
  const amount = String(Math.abs(now - before));
  return language === "ja" ? `前週比 ${sign}${amount}台` : `${sign}${amount} to the week before`;
};

/** How many computers stand in each state; states in which nobody stands are left out. */
function statesLine({ byState, total }: ComplianceFigures, language: Language): readonly string[] {
  if (total === 0) return [];
  const parts = complianceState.options
    .filter((state) => byState[state] > 0)
    .map((state) => {
      const word = complianceStateWords[state][language];
      return language === "ja" ? `${word} ${String(byState[state])}台` : `${word} ${String(byState[state])}`;
    });
  return [language === "ja" ? `内訳　${parts.join("／")}` : `By state: ${parts.join(", ")}`];
}

function patchSection(summary: WeeklySummary, language: Language): PaperSection {
  const { figures, before, targetPercent, overdue } = summary.patch;
  const ja = language === "ja";
  const line = (name: string, key: keyof Omit<ComplianceFigures, "byState" | "total">): string =>
    [
      `${name}${ja ? "　" : " "}${share(figures[key], figures.total, language)}`,
      difference(figures[key], before?.[key] ?? null, language),
    ].join(ja ? "　" : ", ");
  const silent = figures.byState.silent;
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
      ...statesLine(figures, language),
      ...(overdue.length === 0
        ? [ja ? "期限を過ぎた端末はありません。" : "No computer is past a deadline."]
        : []),
      ...(overdue.length > mostInMail
        ? [
            ja
              ? `期限超過・サポート終了の端末は、はじめの${String(mostInMail)}台を載せています。`
              : `The first ${String(mostInMail)} computers past a deadline or out of support:`,
          ]
        : []),
    ],
    table: {
      columns: ja
        ? [
            { name: "端末" },
            { name: "所属", under: true },
            { name: "状態", kind: "whole" },
            { name: "超過", kind: "number" },
            { name: "未適用", kind: "number" },
          ]
        : [
            { name: "Computer" },
            { name: "Site", under: true },
            { name: "State", kind: "whole" },
            { name: "Overdue", kind: "number" },
            { name: "Pending", kind: "number" },
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
            `事案：検知 ${n(incidents.opened)}件／完了・誤検知 ${n(incidents.closed)}件／対応中 ${n(incidents.open)}件（うち未受領 ${n(incidents.unreceived)}件）`,
            `是正事項：発生 ${n(correctives.opened)}件／自動復旧 ${n(correctives.ended)}件／残り ${n(correctives.open)}件`,
          ]
        : [
            `Media: ${n(usb.connected)} seen, ${n(usb.unregistered)} unregistered (cases), ${n(usb.undecided)} undecided`,
            `Devices: ${n(lan.strangers)} unknown (cases), ${n(lan.undecided)} undecided`,
            `Cases: ${n(incidents.opened)} opened, ${n(incidents.closed)} finished, ${n(incidents.open)} open (${n(incidents.unreceived)} not received)`,
            `To correct: ${n(correctives.opened)} began, ${n(correctives.ended)} ended by themselves, ${n(correctives.open)} left`,
          ],
    table: null,
  };
}

const eraWords: Readonly<Record<string, string>> = { heisei: "平成", reiwa: "令和" };

/** `令和8年11月16日`; an era proclaimed after this program was built is written as the western year. */
function paperDate(date: string, language: Language): string {
  if (language === "en") return date;
  const { day, era, eraYear, month, year } = Temporal.PlainDate.from(date).withCalendar("japanese");
  const word = era === undefined ? undefined : eraWords[era];
  const yearWords = word === undefined ? String(year) : `${word}${eraYear === 1 ? "元" : String(eraYear)}`;
  return `${yearWords}年${String(month)}月${String(day)}日`;
}

/** The Monday mail about one summary. */
export function weeklyMail(
  summary: WeeklySummary,
  reader: { readonly language: Language; readonly publicUrl: string | null },
): { readonly subject: string; readonly text: string; readonly html: string } {
  const { language, publicUrl } = reader;
  const ja = language === "ja";
  const period = ja
    ? `${paperDate(summary.from, "ja")}（月）〜${paperDate(summary.to, "ja")}（日）`
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
      watchSection(summary, language),
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
      ? `【火の見】週次のまとめ ${dayWords(summary.from, "ja")}〜${shortDayWords(summary.to, "ja")}`
      : `[Hinomi] Weekly summary ${summary.from} to ${summary.to}`,
    text: paperText(paper),
    html: paperHtml(paper),
  };
}
