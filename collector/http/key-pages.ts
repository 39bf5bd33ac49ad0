import { z } from "zod";
import { badCursor } from "./pages.ts";

const mark = z.tuple([z.string().max(20), z.string().max(600)]);

/** A row with the text it is sorted by; no two rows have the same. */
export interface Keyed<T> {
  readonly key: string;
  readonly row: T;
}

/**
 * One page of a list that is put together here and not by the store. The cursor is the last row's key, so that a list
 * that changed in between is gone on with where it was left. Throws 400 for a cursor of another list.
 */
export function keyPage<T>(
  list: string,
  rows: readonly Keyed<T>[],
  query: { readonly limit: number; readonly cursor?: string | undefined },
): { items: T[]; next: string | null } {
  const after = query.cursor === undefined ? null : keyOf(list, query.cursor);
  const ordered = rows.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const rest = after === null ? ordered : ordered.filter(({ key }) => key > after);
  const shown = rest.slice(0, query.limit);
  const last = shown.at(-1);
  const more = rest.length > shown.length && last !== undefined;
  return { items: shown.map(({ row }) => row), next: more ? cursorOf(list, last.key) : null };
}

const cursorOf = (list: string, key: string): string =>
  Buffer.from(JSON.stringify([list, key])).toString("base64url");

function keyOf(list: string, cursor: string): string {
  const parsed = mark.safeParse(parse(Buffer.from(cursor, "base64url").toString()));
  if (!parsed.success || parsed.data[0] !== list) throw badCursor();
  return parsed.data[1];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badCursor();
  }
}
