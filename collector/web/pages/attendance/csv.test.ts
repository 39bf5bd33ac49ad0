import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csv } from "./csv.ts";

/** Reads what a spreadsheet reads: quoted cells, doubled quotes, CRLF. */
function read(text: string): string[][] {
  expect(text.startsWith("\ufeff")).toBe(true);
  return text
    .slice(1)
    .split("\r\n")
    .slice(0, -1)
    .map((line) =>
      [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/gu)].map(([, inner = ""]) => inner.replaceAll('""', '"')),
    );
}

describe("CSV", () => {
  it.each([
    ["PC-04", "PC-04"],
    ['a "b", c', 'a "b", c'],
    ["two\r\nlines", "two lines"],
    ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
    ["+81", "'+81"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1+1", "'\t=1+1"],
    ["　＝1", "'　＝1"],
    ["", ""],
  ])("writes %j as %j", (given, shown) => {
    expect(read(csv([[given]]))).toEqual([[shown]]);
  });

  it("keeps every row and cell, and none that begins as a formula", () => {
    const nasty = fc.constantFrom(
      "=",
      "+",
      "-",
      "@",
      "＝",
      "－",
      '"',
      ",",
      "\r",
      "\n",
      "\t",
      " ",
      "\u0000",
      "a",
      "漢",
    );
    const content = fc.oneof(fc.string(), fc.string({ unit: nasty }));
    fc.assert(
      fc.property(fc.array(fc.array(content, { minLength: 3, maxLength: 3 }), { minLength: 1 }), (rows) => {
        const found = read(csv(rows));
        expect(found.map((row) => row.length)).toEqual(rows.map((row) => row.length));
        for (const shown of found.flat()) expect(shown).not.toMatch(/^\s*[=+\-@＝＋－＠]/u);
      }),
    );
  });
});
