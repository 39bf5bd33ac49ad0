import { parseDocument, LineCounter } from "yaml";
import type { z } from "zod";

/** A settings file that cannot be used; `message` names file, line and reason, and stands in one sentence. */
export class SettingsError extends Error {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly reason: string;
  constructor(file: string, line: number, column: number, reason: string, options?: ErrorOptions) {
    super(`${file}:${line}:${column}: ${reason}`, options);
    this.name = "SettingsError";
    this.file = file;
    this.line = line;
    this.column = column;
    this.reason = reason;
  }
}

/** A node of a parsed document that knows where it stands. */
const hasRange = (node: unknown): node is { readonly range: readonly [number, number, number] } =>
  typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);

/**
 * Reads settings from YAML text and checks them. An empty file means every default.
 * @throws SettingsError for broken YAML, duplicate keys and every value the schema refuses; the first one is told,
 * with the line of the value or of its nearest parent.
 */
export function parseSettings<T extends z.ZodType>(text: string, schema: T, file: string): z.output<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const broken = document.errors[0];
  if (broken) {
    const { line, col } = lines.linePos(broken.pos[0]);
    throw new SettingsError(file, line, col, `this is not valid YAML: ${broken.message}`, { cause: broken });
  }
  let value: unknown;
  try {
    value = document.toJS() ?? {};
  } catch (error) {
    // An alias to nothing, or one that grows without end, shows only here.
    throw new SettingsError(
      file,
      1,
      1,
      "this is not valid YAML: an alias (*) points to nothing or to itself",
      {
        cause: error,
      },
    );
  }
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  const path = issue?.path ?? [];
  const unknownKey = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const place = locate(document, lines, unknownKey === undefined ? path : [...path, unknownKey]);
  const name = path.length > 0 ? `${path.join(".")}: ` : "";
  throw new SettingsError(file, place.line, place.col, `${name}${issue?.message ?? "not valid"}`, {
    cause: checked.error,
  });
}

function locate(
  document: ReturnType<typeof parseDocument>,
  lines: LineCounter,
  path: readonly PropertyKey[],
): { line: number; col: number } {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (hasRange(node)) return lines.linePos(node.range[0]);
  }
  return { line: 1, col: 1 };
}
