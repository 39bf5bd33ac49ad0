import { z } from "zod";
import { CursorError, type Page, type PageQuery } from "../port.ts";
import type { Row, Value } from "./database.ts";

/** The most rows one page has, whatever was asked. */
const mostRows = 1000;
const cursorForm = z.array(z.union([z.string().max(1000), z.number()])).max(8);

type Key = string | number;

/** Where a page ended, as opaque text that only the same list takes back. */
const writeCursor = (list: string, keys: readonly Key[]): string =>
  Buffer.from(JSON.stringify([list, ...keys])).toString("base64url");

/** The keys of a cursor. Throws CursorError for anything this list did not give. */
export function readCursor(list: string, cursor: string, kinds: readonly ("string" | "number")[]): Key[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch (error) {
    throw new CursorError({ cause: error });
  }
  const checked = cursorForm.safeParse(parsed);
  if (!checked.success) throw new CursorError({ cause: checked.error });
  const [name, ...keys] = checked.data;
  if (name !== list || keys.length !== kinds.length) throw new CursorError();
  if (keys.some((key, i) => typeof key !== kinds[i])) throw new CursorError();
  return keys;
}

/** Conditions of one list query, joined by AND. */
export interface Conditions {
  add(condition: string, ...values: Value[]): void;
  /** The column is one of these values; of none, nothing fits. */
  oneOf(column: string, among: readonly string[]): void;
  /** ` WHERE …`, or nothing. */
  where(): string;
  readonly values: Value[];
}
export function createConditions(): Conditions {
  const parts: string[] = [];
  const values: Value[] = [];
  return {
    add(condition, ...more) {
      parts.push(condition);
      values.push(...more);
    },
    oneOf(column, among) {
      parts.push(`${column} IN (SELECT value FROM json_each(?))`);
      values.push(JSON.stringify(among));
    },
    where: () => (parts.length === 0 ? "" : ` WHERE ${parts.join(" AND ")}`),
    values,
  };
}

/** How a list is ordered: its keys are the row's place, so that rows added meanwhile move no page. */
export interface ListOrder {
  readonly list: string;
  readonly columns: readonly string[];
  readonly kinds: readonly ("string" | "number")[];
  readonly direction: "ASC" | "DESC";
}

/** Adds the condition that goes on behind the query's cursor. Throws CursorError. */
export function goOn(conditions: Conditions, query: PageQuery, order: ListOrder): void {
  if (query.cursor === undefined) return;
  const keys = readCursor(order.list, query.cursor, order.kinds);
  const marks = keys.map(() => "?").join(", ");
  const compare = order.direction === "ASC" ? ">" : "<";
  conditions.add(`(${order.columns.join(", ")}) ${compare} (${marks})`, ...keys);
}

export const orderBy = (order: ListOrder): string =>
  ` ORDER BY ${order.columns.map((column) => `${column} ${order.direction}`).join(", ")} LIMIT ?`;

/** How many rows to ask for: one more than shown tells whether another page follows. */
export const rowsFor = (query: PageQuery): number => shown(query) + 1;
const shown = (query: PageQuery): number => Math.min(mostRows, Math.max(1, Math.trunc(query.limit)));

/** The page of rows that were asked for with {@link rowsFor}. */
export function toPage<T>(
  rows: readonly Row[],
  query: PageQuery,
  order: ListOrder,
  make: (row: Row) => T,
  keysOf: (row: Row) => readonly Key[],
): Page<T> {
  const items = rows.slice(0, shown(query));
  const last = items.at(-1);
  const more = rows.length > items.length && last !== undefined;
  return { items: items.map(make), next: more ? writeCursor(order.list, keysOf(last)) : null };
}
