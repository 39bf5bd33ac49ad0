import { inflateSync } from "node:zlib";

/** One page of a PDF as a browser prints it: its size in points, and its text in the order it was drawn, without spaces. */
export interface PdfPage {
  readonly width: number;
  readonly height: number;
  readonly text: string;
}

interface PdfObject {
  readonly head: string;
  readonly stream: string;
}

/** Objects by number. Offsets are not read: a browser writes every object in full, one after another. */
function objectsOf(pdf: string): ReadonlyMap<string, PdfObject> {
  const objects = new Map<string, PdfObject>();
  for (const [, number = "", body = ""] of pdf.matchAll(/(?:^|\n)(\d+) 0 obj\s(.*?)\sendobj/gsu)) {
    const [, head = body, raw = null] = /^(.*?)stream\r?\n(.*)\r?\nendstream/su.exec(body) ?? [];
    const packed = raw !== null && head.includes("/FlateDecode");
    const stream = packed ? inflateSync(Buffer.from(raw, "latin1")).toString("latin1") : (raw ?? "");
    objects.set(number, { head, stream });
  }
  return objects;
}

const wide = (hex: string): string =>
  Buffer.from(hex.length % 4 === 0 ? hex : `00${hex}`, "hex")
    .swap16()
    .toString("utf16le");

/** What the codes of a font mean, from its ToUnicode table. */
function meaningsOf(table: string): ReadonlyMap<number, string> {
  const meanings = new Map<number, string>();
  for (const [, block = ""] of table.matchAll(/beginbfchar(.*?)endbfchar/gsu))
    for (const [, code = "", to = ""] of block.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/gu))
      meanings.set(Number.parseInt(code, 16), wide(to));
  for (const [, block = ""] of table.matchAll(/beginbfrange(.*?)endbfrange/gsu))
    for (const [, from = "", last = "", to = ""] of block.matchAll(
      /<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/gu,
    ))
      for (let code = Number.parseInt(from, 16); code <= Number.parseInt(last, 16); code += 1)
        meanings.set(code, String.fromCodePoint(Number.parseInt(to, 16) + code - Number.parseInt(from, 16)));
  return meanings;
}

interface Font {
  /** Hexadecimal digits of one code. */
  readonly digits: number;
  readonly meanings: ReadonlyMap<number, string>;
}

function decoded(codes: string, { digits, meanings }: Font): string {
  let text = "";
  for (let at = 0; at < codes.length; at += digits)
    text += meanings.get(Number.parseInt(codes.slice(at, at + digits), 16)) ?? "";
  return text;
}

/**
 * Reads the pages of a PDF that Chromium printed, in order. Made for that one writer: another's objects may be packed in
 * ways this does not know. Throws where the file has no pages or a stream is broken.
 */
export function readPdf(bytes: Uint8Array): readonly PdfPage[] {
  const objects = objectsOf(Buffer.from(bytes).toString("latin1"));
  const fonts = new Map<
    string,
    { readonly digits: number; readonly meanings: ReadonlyMap<number, string> }
  >();
  for (const [number, { head }] of objects) {
    const [, table = ""] = /\/ToUnicode (\d+) 0 R/u.exec(head) ?? [];
    if (!head.includes("/Type /Font") || table === "") continue;
    fonts.set(number, {
      digits: head.includes("/Subtype /Type0") ? 4 : 2,
      meanings: meaningsOf(objects.get(table)?.stream ?? ""),
    });
  }
  const pages = [...objects.values()].filter(({ head }) => /\/Type \/Page\b/u.test(head));
  if (pages.length === 0) throw new Error("no page was found in the PDF");
  return pages.map(({ head }) => {
    const [, width = "0", height = "0"] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/u.exec(head) ?? [];
    const names = new Map(
      [...head.matchAll(/\/(F\d+) (\d+) 0 R/gu)].map(([, name = "", number = ""]) => [name, number]),
    );
    const [, contents = ""] = /\/Contents (\d+) 0 R/u.exec(head) ?? [];
    let font: Font | undefined;
    let text = "";
    for (const [, name, codes = ""] of (objects.get(contents)?.stream ?? "").matchAll(
      /\/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)> ?Tj/gu,
    )) {
      if (name !== undefined) font = fonts.get(names.get(name) ?? "");
      else if (font !== undefined) text += decoded(codes, font);
    }
    return { width: Number(width), height: Number(height), text: text.replace(/\s+/gu, "") };
  });
}
