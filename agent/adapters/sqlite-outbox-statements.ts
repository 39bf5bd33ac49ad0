import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { NewObservation } from "../core/outbox.ts";

/** A row as far as the choice of what to give up needs it. */
export interface StoredRow {
  readonly seq: number;
  readonly event: boolean;
  readonly at: string;
  readonly size: number;
}

/** The statements of the outbox file, prepared once. */
export interface Statements {
  insert(observation: NewObservation, text: string, lived: number): number;
  remove(seq: number): void;
  /** Deletes and says how much that was. */
  removeUpTo(seq: number): { readonly count: number; readonly size: number };
  rowsAfter(seq: number, count: number): Iterable<{ seq: number; text: string; size: number }>;
  /** Everything that waits, oldest snapshots first, then oldest events. */
  readingsFirst(): Iterable<StoredRow>;
  readingsBefore(lived: number): readonly StoredRow[];
  hasReadingBefore(lived: number): boolean;
  one(seq: number): readonly StoredRow[];
  size(): number;
  count(): number;
  last(): number;
  meta(key: string): string | null;
  setMeta(key: string, value: string): void;
}

type Values = Record<string, SQLOutputValue>;
const numberIn = (row: Values | undefined, column: string): number => Number(row?.[column] ?? 0);
const textIn = (row: Values, column: string): string => String(row[column] ?? "");
const toRow = (row: Values): StoredRow => ({
  seq: numberIn(row, "seq"),
  event: numberIn(row, "event") === 1,
  at: textIn(row, "at"),
  size: numberIn(row, "size"),
});

export function prepareStatements(database: DatabaseSync): Statements {
  const columns = "seq, event, at, size";
  const insert = database.prepare(
    "INSERT INTO observation (event, at, lived, size, text) VALUES (?, ?, ?, ?, ?)",
  );
  const remove = database.prepare("DELETE FROM observation WHERE seq = ?");
  const removeUpTo = database.prepare("DELETE FROM observation WHERE seq <= ?");
  const upTo = database.prepare(
    "SELECT count(*) AS count, total(size) AS size FROM observation WHERE seq <= ?",
  );
  const rowsAfter = database.prepare(
    "SELECT seq, text, size FROM observation WHERE seq > ? ORDER BY seq LIMIT ?",
  );
  const readingsFirst = database.prepare(`SELECT ${columns} FROM observation ORDER BY event, seq`);
  const readingsBefore = database.prepare(
    `SELECT ${columns} FROM observation WHERE event = 0 AND lived < ? ORDER BY seq`,
  );
  const hasReadingBefore = database.prepare(
    "SELECT EXISTS (SELECT 1 FROM observation WHERE event = 0 AND lived < ?) AS found",
  );
  const one = database.prepare(`SELECT ${columns} FROM observation WHERE seq = ?`);
  const size = database.prepare("SELECT total(size) AS size FROM observation");
  const count = database.prepare("SELECT count(*) AS count FROM observation");
  const last = database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'observation'");
  const meta = database.prepare("SELECT value FROM meta WHERE key = ?");
  const setMeta = database.prepare(
    "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
  );
  return {
    insert(observation, text, lived) {
      const event = observation.kind === "event" ? 1 : 0;
      return Number(insert.run(event, observation.at, lived, Buffer.byteLength(text), text).lastInsertRowid);
    },
    remove(seq) {
      remove.run(seq);
    },
    removeUpTo(seq) {
      const found = upTo.get(seq);
      removeUpTo.run(seq);
      return { count: numberIn(found, "count"), size: numberIn(found, "size") };
    },
    *rowsAfter(seq, limit) {
      for (const row of rowsAfter.iterate(seq, limit)) {
        yield { seq: numberIn(row, "seq"), text: textIn(row, "text"), size: numberIn(row, "size") };
      }
    },
    *readingsFirst() {
      for (const row of readingsFirst.iterate()) yield toRow(row);
    },
    readingsBefore: (lived) => readingsBefore.all(lived).map(toRow),
    hasReadingBefore: (lived) => numberIn(hasReadingBefore.get(lived), "found") === 1,
    one: (seq) => one.all(seq).map(toRow),
    size: () => numberIn(size.get(), "size"),
    count: () => numberIn(count.get(), "count"),
    last: () => numberIn(last.get(), "seq"),
    meta(key) {
      const row = meta.get(key);
      return row === undefined ? null : textIn(row, "value");
    },
    setMeta(key, value) {
      setMeta.run(key, value);
    },
  };
}
