/** A cell that a spreadsheet would take for a formula, also with the wide signs of a Japanese keyboard. */
// oxlint-disable-next-line no-control-regex
const formula = /^[\s\u0000-\u001f\ufeff]*[=+\-@|%＝＋－＠]/u;
// oxlint-disable-next-line no-control-regex
const lines = /[\r\n\u2028\u2029\u0000]+/gu;

/**
 * One cell: in quotes, on one line, and with an apostrophe before what would be a formula. Names of computers come from
 * outside: one called `=cmd|…` must stay a name.
 */
const cell = (text: string): string =>
  `"${`${formula.test(text) ? "'" : ""}${text.replace(lines, " ")}`.replaceAll('"', '""')}"`;

/** Rows as CSV with CRLF and a byte order mark, by which a spreadsheet knows that it is UTF-8. */
export const csv = (rows: readonly (readonly string[])[]): string =>
  `\ufeff${rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("")}`;
