import { escapeHtml } from "./plain.ts";

/** One line of the alert: its name and what stands behind it, with line breaks where it goes on below. */
export interface AlertLine {
  readonly label: string;
  readonly value: string;
}

export interface AlertPage {
  readonly language: "ja" | "en";
  readonly heading: string;
  readonly badge: string;
  readonly lines: readonly AlertLine[];
  readonly link: string | null;
  readonly linkWord: string;
  readonly closing: readonly string[];
}

const font = "font-family:'Hiragino Sans','Noto Sans JP',Meiryo,sans-serif";
const broken = (text: string): string => escapeHtml(text).replaceAll("\n", "<br>");

/**
 * The alert as a mail page: one column that fits a phone of 320 points, dark text on white, nothing loaded from
 * anywhere. Every value is escaped here, so none can bring markup of its own.
 */
export function alertHtml(page: AlertPage): string {
  const rows = page.lines
    .map(
      ({ label, value }) =>
        `<tr><td style="padding:8px 0;border-top:1px solid #d8d8db;${font};font-size:16px;line-height:1.6;word-break:break-word;overflow-wrap:anywhere">` +
        `<span style="display:block;font-size:13px;color:#595959">${escapeHtml(label)}</span>${broken(value)}</td></tr>`,
    )
    .join("");
  const button =
    page.link === null
      ? ""
      : `<p style="margin:16px 0"><a href="${escapeHtml(page.link)}" style="display:inline-block;padding:12px 24px;background:#0017c1;color:#ffffff;border-radius:8px;text-decoration:none;${font};font-size:16px">${escapeHtml(page.linkWord)}</a></p>`;
  const closing = page.closing
    .map(
      (line) =>
        `<p style="margin:8px 0;${font};font-size:14px;line-height:1.6;color:#333333">${escapeHtml(line)}</p>`,
    )
    .join("");
  return (
    `<!doctype html><html lang="${page.language}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(page.heading)}</title></head>` +
    `<body style="margin:0;padding:16px;background:#ffffff;color:#1a1a1a">` +
    `<div style="max-width:600px;margin:0 auto">` +
    `<p style="margin:0 0 4px;${font};font-size:14px;font-weight:bold;color:#a8071a">${escapeHtml(page.badge)}</p>` +
    `<h1 style="margin:0 0 12px;${font};font-size:20px;line-height:1.4">${escapeHtml(page.heading)}</h1>` +
    `<table role="presentation" style="width:100%;border-collapse:collapse"><tbody>${rows}</tbody></table>` +
    `${button}${closing}</div></body></html>\n`
  );
}
