import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";

export type Row = Readonly<Record<string, SQLOutputValue>>;
export type Value = SQLInputValue;

/** Prepared statements over one connection; each text is prepared once and kept. */
export interface Database {
  readonly handle: DatabaseSync;
  prepare(sql: string): StatementSync;
  get(sql: string, ...values: Value[]): Row | undefined;
  all(sql: string, ...values: Value[]): Row[];
  /** Answers how many rows were changed. */
  run(sql: string, ...values: Value[]): number;
}

/** Wraps a connection. Texts must be fixed or made of a bounded number of parts, since none is ever forgotten. */
export function createDatabase(handle: DatabaseSync): Database {
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known) return known;
    const made = handle.prepare(sql);
    statements.set(sql, made);
    return made;
  };
  return {
    handle,
    prepare,
    get: (sql, ...values) => prepare(sql).get(...values),
    all: (sql, ...values) => prepare(sql).all(...values),
    run: (sql, ...values) => Number(prepare(sql).run(...values).changes),
  };
}
