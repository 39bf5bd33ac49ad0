import { existsSync, statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import { UsageProblem } from "./findings.ts";

/** "hino": what marks a SQLite file as Hinomi's. */
const applicationId = 0x68_69_6e_6f;
/** The newest schema this program can read. */
const newestSchema = 2;
/** How long a copy that another program writes is waited for, in milliseconds. */
const busyMs = 5000;

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** A store that is read at one moment, whatever is written to it meanwhile. */
export interface StoreFile {
  readonly schema: number;
  /** Rows one by one; what is large is never held whole. */
  rows(sql: string): Iterable<Row>;
  /** Whether there is a table of this name; a view in its place does not count. */
  hasTable(name: string): boolean;
  /** Closes the file; answers whether another program began to write it in between, so that nothing read counts. */
  close(): boolean;
}

const hasLog = (path: string): boolean =>
  ["-wal", "-journal"].some((end) => (statSync(`${path}${end}`, { throwIfNoEntry: false })?.size ?? -1) >= 0);

/**
 * A file that nobody has open is read as one that does not change, so that no helper file appears beside a piece of
 * evidence; one with a log is read together with it.
 */
function connect(path: string, alone: boolean): DatabaseSync {
  if (!alone) return new DatabaseSync(path, { readOnly: true, timeout: busyMs });
  const url = pathToFileURL(path);
  url.searchParams.set("immutable", "1");
  return new DatabaseSync(url, { readOnly: true });
}

const numberIn = (db: DatabaseSync, sql: string, column: string): unknown => db.prepare(sql).get()?.[column];

/**
 * Opens a store for reading only.
 * @throws UsageProblem where there is none, or it is no store of Hinomi that this program can read; what SQLite throws
 * where it is no whole database.
 */
export function openStoreFile(path: string): StoreFile {
  if (!existsSync(path))
    throw new UsageProblem({
      ja: `${path} がありません。--data に監視サーバのデータの場所を指定してください。`,
      en: `There is no store at ${path}; give --data the collector's data directory.`,
    });
  const alone = !hasLog(path);
  let db: DatabaseSync | null = null;
  try {
    const opened = connect(path, alone);
    db = opened;
    opened.exec("BEGIN");
    const isOurs = numberIn(opened, "PRAGMA application_id", "application_id") === applicationId;
    const schema = isOurs ? numberIn(opened, "SELECT schema_version FROM meta", "schema_version") : null;
    if (typeof schema !== "number")
      throw new UsageProblem({
        ja: `${path} は火の見のデータベースではありません。`,
        en: `${path} is no database of Hinomi.`,
      });
    if (schema > newestSchema)
      throw new UsageProblem({
        ja: `${path} は新しい版の火の見のものです（形式 ${String(schema)}）。その版の hinomi verify で確かめてください。`,
        en: `${path} was written by a newer Hinomi (schema ${String(schema)}); check it with the hinomi verify of that version.`,
      });
    return {
      schema,
      rows: (sql) => opened.prepare(sql).iterate(),
      hasTable: (name) =>
        opened.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) !==
        undefined,
      close() {
        opened.close();
        return alone && hasLog(path);
      },
    };
  } catch (error) {
    db?.close();
    if (error instanceof UsageProblem || isDamage(error)) throw error;
    throw new UsageProblem(
      {
        ja: `${path} を読めません（${reasonOf(error)}）。読み取り専用の場所にある写しは、-wal ファイルとともに書き込める場所へ写してから確かめてください。`,
        en: `${path} cannot be read (${reasonOf(error)}); copy a store on a read-only disk, with its -wal file, to a place that can be written and check it there.`,
      },
      { cause: error },
    );
  }
}

/** SQLITE_CANTOPEN and SQLITE_BUSY: the file may be whole, it just cannot be reached. */
const unreachable: readonly unknown[] = [14, 5];

/** Whether SQLite says that the file is no whole database, or not in the form a store has. */
export const isDamage = (error: unknown): boolean =>
  error instanceof Error &&
  "code" in error &&
  error.code === "ERR_SQLITE_ERROR" &&
  "errcode" in error &&
  !unreachable.includes(error.errcode);

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of a column that was read `CAST … AS BLOB`; undefined for null and for bytes that are no text. */
export function textIn(row: Row, column: string): string | undefined {
  const value = row[column];
  if (!(value instanceof Uint8Array)) return undefined;
  try {
    return utf8.decode(value);
  } catch {
    return undefined;
  }
}

/** The same for a column that may be null; undefined for bytes that are no text. */
export const textOrNullIn = (row: Row, column: string): string | null | undefined =>
  row[column] === null ? null : textIn(row, column);

export const numberOf = (row: Row, column: string): number => {
  const value = row[column];
  return typeof value === "number" ? value : Number.NaN;
};

/** Columns as their bytes, since SQLite would mend what is no text before anybody sees it. */
export const asBytes = (...columns: readonly string[]): string =>
  columns.map((column) => `CAST(${column} AS BLOB) AS ${column}`).join(", ");
