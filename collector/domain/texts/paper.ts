import { escapeHtml } from "./plain.ts";

/** One column of a table; `kind` says how its cells stand on a page. */
export interface PaperColumn {
  readonly name: string;
  /** Numbers stand to the right; numbers and whole texts (times, case numbers) are never broken. */
  readonly kind?: "number" | "whole";
  /** On the page its cells stand below those of the column before, since a telephone has no room for many columns. */
  readonly under?: boolean;
}

/** A table of a paper; every cell is text. */
interface PaperTable {
  readonly columns: readonly PaperColumn[];
  readonly rows: readonly (readonly string[])[];
}

export interface PaperSection {
  readonly heading: string;
  readonly lines: readonly string[];
  readonly table: PaperTable | null;
}

/** A summary for people's mailboxes, in one form for text and page. */
export interface Paper {
  readonly language: "ja" | "en";
  readonly title: string;
  readonly badge: string;
  readonly sections: readonly PaperSection[];
  readonly link: { readonly href: string; readonly word: string } | null;
  readonly closing: readonly string[];
}

const named = (name: string, cell: string, language: "ja" | "en"): string =>
  language === "ja" ? `${name} ${cell}` : `${name}: ${cell}`;

const tableText = ({ columns, rows }: PaperTable, language: "ja" | "en"): readonly string[] => {
  const separator = language === "ja" ? "／" : " / ";
  return rows.map((row) => {
    const [first = "", ...rest] = row;
    const cells = rest.flatMap((cell, index) => {
      const name = columns[index + 1]?.name ?? "";
      return cell === "" ? [] : [named(name, cell, language)];
    });
    return `${language === "ja" ? "・" : "- "}${[first, ...cells].join(separator)}`;
  });
};

/** The paper as plain text: a line for each row, since mail programs do not keep columns. */
export function paperText(paper: Paper): string {
  const sections = paper.sections.flatMap(({ heading, lines, table }) => [
    "",
    paper.language === "ja" ? `■ ${heading}` : `## ${heading}`,
    ...lines,
    ...(table === null ? [] : tableText(table, paper.language)),
  ]);
  const link = paper.link === null ? [] : ["", paper.link.href];
  const closing = paper.closing.length === 0 ? [] : ["", ...paper.closing];
  return `${[paper.title, ...sections, ...link, ...closing].join("\n")}\n`;
}

const font = "font-family:'Hiragino Sans','Noto Sans JP',Meiryo,sans-serif";
const cellStyle = "padding:6px 8px 6px 0;border-bottom:1px solid #d8d8db;vertical-align:top";

/** Text may break anywhere, but no column is pressed to the width of a letter by a long name beside it. */
function styleOf({ kind }: PaperColumn): string {
  if (kind === "number")
    return `${cellStyle};white-space:nowrap;text-align:right;padding-right:0;padding-left:10px`;
  if (kind === "whole") return `${cellStyle};white-space:nowrap;text-align:left`;
  return `${cellStyle};min-width:5em;overflow-wrap:anywhere;text-align:left`;
}

function tableHtml({ columns, rows }: PaperTable, language: "ja" | "en"): string {
  const own = columns.flatMap((column, index) => (column.under === true ? [] : [{ column, index }]));
  const head = own
    .map(
      ({ column }) =>
        `<th scope="col" style="${styleOf(column)};${font};font-size:13px;font-weight:normal;color:#595959">${escapeHtml(column.name)}</th>`,
    )
    .join("");
  const below = (row: readonly string[], from: number, to: number): string =>
    columns
      .slice(from, to)
      .flatMap(({ kind, name }, index) => {
        const text = row[from + index] ?? "";
        // A label before a number may be long, and is what breaks.
        const breaks = kind === "number" ? "white-space:normal;" : "";
        return text === ""
          ? []
          : [
              `<span style="display:block;${breaks}font-size:13px;color:#595959">${escapeHtml(named(name, text, language))}</span>`,
            ];
      })
      .join("");
  const body = rows
    .map((row) => {
      const cells = own.map(
        ({ column, index }, at) =>
          `<td style="${styleOf(column)};${font};font-size:14px;line-height:1.5">${escapeHtml(row[index] ?? "")}${below(row, index + 1, own[at + 1]?.index ?? columns.length)}</td>`,
      );
      return `<tr>${cells.join("")}</tr>`;
    })
    .join("");
  return `<table style="width:100%;border-collapse:collapse"><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

const sectionHtml = ({ heading, lines, table }: PaperSection, language: "ja" | "en"): string =>
  `<h2 style="margin:24px 0 8px;${font};font-size:16px;border-bottom:2px solid #1a1a1a;padding-bottom:4px">${escapeHtml(heading)}</h2>` +
  lines
    .map(
      (line) =>
        `<p style="margin:4px 0;${font};font-size:15px;line-height:1.6;overflow-wrap:anywhere">${escapeHtml(line)}</p>`,
    )
    .join("") +
  (table === null || table.rows.length === 0 ? "" : tableHtml(table, language));

/** The paper as a mail page: one column that fits a phone, nothing loaded from anywhere, every value escaped here. */
export function paperHtml(paper: Paper): string {
  const button =
    paper.link === null
      ? ""
      : `<p style="margin:24px 0"><a href="${escapeHtml(paper.link.href)}" style="display:inline-block;padding:12px 24px;background:#0017c1;color:#ffffff;border-radius:8px;text-decoration:none;${font};font-size:16px">${escapeHtml(paper.link.word)}</a></p>`;
  const closing = paper.closing
    .map(
      (line) =>
        `<p style="margin:8px 0;${font};font-size:13px;line-height:1.6;color:#333333;overflow-wrap:anywhere">${escapeHtml(line)}</p>`,
    )
    .join("");
  return (
    `<!doctype html><html lang="${paper.language}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(paper.title)}</title></head>` +
    `<body style="margin:0;padding:16px;background:#ffffff;color:#1a1a1a"><div style="max-width:680px;margin:0 auto">` +
    `<p style="margin:0 0 4px;${font};font-size:13px;color:#595959">${escapeHtml(paper.badge)}</p>` +
    `<h1 style="margin:0 0 8px;${font};font-size:18px;line-height:1.4">${escapeHtml(paper.title)}</h1>` +
    `${paper.sections.map((section) => sectionHtml(section, paper.language)).join("")}${button}${closing}</div></body></html>\n`
  );
}
