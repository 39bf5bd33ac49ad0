import type { Wording } from "#shared/model/common.ts";
import { type Paper, type PaperColumn, paperHtml, paperText } from "./paper.ts";
import { dayWords, shortDayWords } from "./days.ts";
import { foreign, officeTime } from "./plain.ts";

/** What the day's digest tells one reader. */
export interface DigestSubject {
  /** The office's date, 2026-11-24. */
  readonly date: string;
  /** 是正事項: one row for a rule and a site. */
  readonly rows: readonly {
    readonly title: Wording;
    readonly siteName: string;
    readonly open: number;
    readonly waiting: number;
    readonly nextDueAt: string | null;
    readonly names: readonly string[];
  }[];
  /** Quiet cases (注意, 情報) nobody has received. */
  readonly cases: readonly { readonly number: string; readonly title: Wording; readonly place: string }[];
  /** Permissions for a day that this reader is told of afterwards (事後承認). */
  readonly permits: readonly {
    readonly at: string;
    readonly until: string | null;
    readonly decidedBy: string;
    readonly what: Wording;
  }[];
  readonly publicUrl: string | null;
  readonly language: "ja" | "en";
}

const mostNames = 8;

function names(all: readonly string[], language: "ja" | "en"): string {
  const shown = all.slice(0, mostNames).map((name) => foreign(name, 40));
  const more = all.length - shown.length;
  const rest = more <= 0 ? "" : language === "ja" ? ` ほか${String(more)}台` : ` and ${String(more)} more`;
  return `${shown.join(language === "ja" ? "、" : ", ")}${rest}`;
}

const correctiveColumns: Readonly<Record<"ja" | "en", readonly PaperColumn[]>> = {
  ja: [
    { name: "内容" },
    { name: "所属", under: true },
    { name: "端末", under: true },
    { name: "期限", under: true },
    { name: "台数", kind: "number" },
    { name: "起動後の更新待ち", kind: "number", under: true },
  ],
  en: [
    { name: "What" },
    { name: "Site", under: true },
    { name: "Which", under: true },
    { name: "Until", under: true },
    { name: "Computers", kind: "number" },
    { name: "Waiting after start", kind: "number", under: true },
  ],
};
const caseColumns: Readonly<Record<"ja" | "en", readonly PaperColumn[]>> = {
  ja: [{ name: "事案", kind: "whole" }, { name: "内容" }, { name: "どこで", under: true }],
  en: [{ name: "Case", kind: "whole" }, { name: "What" }, { name: "Where", under: true }],
};

const permitColumns: Readonly<Record<"ja" | "en", readonly PaperColumn[]>> = {
  ja: [
    { name: "許可したもの" },
    { name: "許可した人", under: true },
    { name: "いつ", under: true },
    { name: "期限", under: true },
  ],
  en: [
    { name: "What" },
    { name: "By", under: true },
    { name: "When", under: true },
    { name: "Until", under: true },
  ],
};

const computers = (count: number, language: "ja" | "en"): string =>
  language === "ja" ? `${String(count)}台` : String(count);

/** The digest of 16:30: one mail, one 受領. */
export function digestMail(subject: DigestSubject): {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
} {
  const { language, rows, cases, permits, date, publicUrl } = subject;
  const ja = language === "ja";
  const count = rows.length + cases.length + permits.length;
  // A permission already given asks for no receipt.
  const asks = rows.length + cases.length > 0;
  const paper: Paper = {
    language,
    title: ja ? `本日のまとめ（${dayWords(date, "ja")}）` : `The day's digest, ${dayWords(date, "en")}`,
    badge: asks ? (ja ? "要受領" : "Please receive") : ja ? "写し" : "Copy",
    sections: [
      {
        heading: ja ? "是正事項" : "To be corrected",
        lines: rows.length === 0 ? [ja ? "ありません。" : "None."] : [],
        table: {
          columns: correctiveColumns[language],
          rows: rows.map((row) => [
            row.title[language],
            foreign(row.siteName, 80),
            names(row.names, language),
            row.nextDueAt === null ? "" : officeTime(row.nextDueAt, language),
            computers(row.open, language),
            row.waiting === 0 ? "" : computers(row.waiting, language),
          ]),
        },
      },
      ...(cases.length === 0
        ? []
        : [
            {
              heading: ja ? "注意の事案（未受領）" : "Cases of caution, not received",
              lines: [],
              table: {
                columns: caseColumns[language],
                rows: cases.map((one) => [
                  one.number,
                  foreign(one.title[language], 120),
                  foreign(one.place, 120),
                ]),
              },
            },
          ]),
      ...(permits.length === 0
        ? []
        : [
            {
              heading: ja ? "当日限りの許可（事後のお知らせ）" : "Permissions for the day (told afterwards)",
              lines: [],
              table: {
                columns: permitColumns[language],
                rows: permits.map((one) => [
                  foreign(one.what[language], 120),
                  foreign(one.decidedBy, 80),
                  officeTime(one.at, language),
                  one.until === null ? "" : officeTime(one.until, language),
                ]),
              },
            },
          ]),
    ],
    link:
      publicUrl === null
        ? null
        : { href: `${publicUrl}/correctives`, word: ja ? "まとめて受領する" : "Receive all" },
    closing: [
      ja
        ? "是正事項は、端末の状態が直ると自動で閉じます（自動復旧）。期限を過ぎると事案になります。"
        : "What is to be corrected closes by itself once the computer is in order, and becomes a case past its deadline.",
      ...(publicUrl === null
        ? [
            ja
              ? "事務局の中では、火の見の「是正事項」で［まとめて受領］を押してください。"
              : 'Inside the office, press "Receive all" under "To be corrected" in Hinomi.',
          ]
        : []),
    ],
  };
  return {
    subject: ja
      ? `【火の見】【${asks ? "要受領" : "写し"}】本日のまとめ ${String(count)}件（${shortDayWords(date, "ja")}）`
      : `[Hinomi] [${asks ? "please receive" : "copy"}] Digest of ${date}: ${String(count)}`,
    text: paperText(paper),
    html: paperHtml(paper),
  };
}
