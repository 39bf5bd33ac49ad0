import { escapeHtml } from "./plain.ts";

/** A table of a paper; every cell is text. Columns marked as numbers stand to the right. */
export interface PaperTable {
  readonly columns: readonly { readonly name: string; readonly number?: boolean }[];
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

const tableText = ({ columns, rows }: PaperTable, language: "ja" | "en"): readonly string[] => {
  const separator = language === "ja" ? "／" : " / ";
  return rows.map((row) => {
    const [first = "", ...rest] = row;
    const named = rest.flatMap((cell, index) => {
      const name = columns[index + 1]?.name ?? "";
      return cell === "" ? [] : [language === "ja" ? `${name} ${cell}` : `${name}: ${cell}`];
    });
    return `${language === "ja" ? "・" : "- "}${[first, ...named].join(separator)}`;
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
const cell =
  "padding:6px 8px 6px 0;border-bottom:1px solid #d8d8db;vertical-align:top;overflow-wrap:anywhere";

function tableHtml({ columns, rows }: PaperTable): string {
  const side = (index: number): string => (columns[index]?.number === true ? "right" : "left");
  const head = columns
    .map(
      ({ name }, index) =>
        `<th scope="col" style="${cell};${font};font-size:13px;font-weight:normal;color:#595959;text-align:${side(index)}">${escapeHtml(name)}</th>`,
    )
    .join("");
  const body = rows
    .map(
      (row) =>
        `<tr>${row
          .map(
            (text, index) =>
              `<td style="${cell};${font};font-size:14px;line-height:1.5;text-align:${side(index)}">${escapeHtml(text)}</td>`,
          )
          .join("")}</tr>`,
    )
    .join("");
  return `<table style="width:100%;border-collapse:collapse"><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

const sectionHtml = ({ heading, lines, table }: PaperSection): string =>
  `<h2 style="margin:24px 0 8px;${font};font-size:16px;border-bottom:2px solid #1a1a1a;padding-bottom:4px">${escapeHtml(heading)}</h2>` +
  lines
    .map(
      (line) =>
        `<p style="margin:4px 0;${font};font-size:15px;line-height:1.6;overflow-wrap:anywhere">${escapeHtml(line)}</p>`,
    )
    .join("") +
  (table === null || table.rows.length === 0 ? "" : tableHtml(table));

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
    `<h1 style="margin:0 0 8px;${font};font-size:20px;line-height:1.4">${escapeHtml(paper.title)}</h1>` +
    `${paper.sections.map(sectionHtml).join("")}${button}${closing}</div></body></html>\n`
  );
}
