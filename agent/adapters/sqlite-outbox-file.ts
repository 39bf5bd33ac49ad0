import { closeSync, existsSync, openSync, readSync, renameSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { randomBytes } from "node:crypto";
import { OutboxError, type OutboxErrorCode } from "../core/outbox.ts";

const schemaVersion = 1;

/** Primary result codes of SQLite that decide what happens next. */
const sqlite = { busy: 5, readonly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 };

const hasErrcode = (error: unknown): error is Error & { readonly errcode: number } =>
  error instanceof Error && "errcode" in error && typeof error.errcode === "number";

const primaryCode = (error: unknown): number | null => (hasErrcode(error) ? error.errcode & 0xff : null);

/** Whether the file itself is broken, so that only a new one helps. */
export function isDamage(error: unknown): boolean {
  const code = primaryCode(error);
  return code === sqlite.corrupt || code === sqlite.notADatabase;
}

/** Says in a sentence why SQLite refused, and whose turn it is. */
export function outboxError(error: unknown, file: string): OutboxError {
  if (error instanceof OutboxError) return error;
  const denied =
    error instanceof Error && "code" in error && (error.code === "EACCES" || error.code === "EPERM");
  const [code, message] = reasonOf(denied ? sqlite.cannotOpen : primaryCode(error), file);
  return new OutboxError(code, message, { cause: error });
}

function reasonOf(code: number | null, file: string): readonly [OutboxErrorCode, string] {
  if (code === sqlite.busy) {
    return ["locked", `${file} is used by another agent; stop that one, or give this one its own --data`];
  }
  if (code === sqlite.readonly || code === sqlite.cannotOpen) {
    return ["denied", `${file} cannot be written; check the owner and the rights of its directory`];
  }
  if (code === sqlite.full || code === sqlite.ioError) {
    return ["full", `${file} cannot grow; the disk is full or does not answer`];
  }
  if (code === sqlite.corrupt || code === sqlite.notADatabase) return ["damaged", `${file} is damaged`];
  return ["failed", `${file} cannot be used`];
}

export const newEpoch = (): string => BigInt(`0x01${randomBytes(12).toString("hex")}`).toString(36);

/** An open outbox file. */
export interface OutboxFile {
  readonly database: DatabaseSync;
  /** Where a damaged predecessor was put, or null. */
  readonly setAside: string | null;
}

/**
 * Opens the file, or makes it. A damaged one is renamed beside it and a new one begins; a newer schema is refused
 * untouched. The file is locked for this process, and kill -9 frees it.
 * @throws OutboxError
 */
export function openOutboxFile(file: string, now: string, maxFileBytes: number): OutboxFile {
  try {
    return { database: openChecked(file, maxFileBytes), setAside: null };
  } catch (error) {
    if (!isDamage(error) && !(error instanceof OutboxError && error.code === "damaged"))
      throw outboxError(error, file);
  }
  const setAside = moveAside(file, now);
  try {
    return { database: openChecked(file, maxFileBytes), setAside };
  } catch (error) {
    throw outboxError(error, file);
  }
}

/** Renames the file and its log, so that a person can still look into them. Returns the new name. */
function moveAside(file: string, now: string): string {
  const stamp = now.replaceAll(/[^0-9TZ]/gu, "");
  let target = `${file}.damaged-${stamp}`;
  for (let copy = 2; existsSync(target); copy += 1) target = `${file}.damaged-${stamp}-${copy}`;
  try {
    renameSync(file, target);
    // A log left behind would be played into the new file.
    if (existsSync(`${file}-wal`)) renameSync(`${file}-wal`, `${target}-wal`);
  } catch (error) {
    throw new OutboxError(
      "denied",
      `${file} is damaged and cannot be renamed; check the rights of its directory`,
      {
        cause: error,
      },
    );
  }
  return target;
}

/** The form's version as the file's header says it, read without opening the database, which would already write. */
function versionInHeader(file: string): number {
  if (!existsSync(file)) return 0;
  const header = Buffer.alloc(100);
  const handle = openSync(file, "r");
  try {
    if (readSync(handle, header) < 100 || !header.toString("latin1").startsWith("SQLite format 3\0"))
      return 0;
  } finally {
    closeSync(handle);
  }
  return header.readUInt32BE(60);
}

function refuseNewer(file: string, version: number): void {
  if (version <= schemaVersion) return;
  throw new OutboxError(
    "newer",
    `${file} was made by a newer agent (form ${version}); install that version again, it was left untouched`,
  );
}

function openChecked(file: string, maxFileBytes: number): DatabaseSync {
  refuseNewer(file, versionInHeader(file));
  const database = new DatabaseSync(file);
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    database.exec("PRAGMA auto_vacuum = INCREMENTAL");
    database.exec("PRAGMA journal_mode = WAL");
    database.exec("PRAGMA synchronous = FULL");
    database.exec("PRAGMA cache_size = -512");
    database.exec("PRAGMA journal_size_limit = 1048576");
    const version = numberOf(database, "PRAGMA user_version", "user_version");
    refuseNewer(file, version);
    if (!isSound(database)) throw new OutboxError("damaged", `${file} is damaged`);
    const pageSize = numberOf(database, "PRAGMA page_size", "page_size");
    database.exec(`PRAGMA max_page_count = ${Math.max(64, Math.floor(maxFileBytes / pageSize))}`);
    if (version === 0) create(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function isSound(database: DatabaseSync): boolean {
  const row = database.prepare("PRAGMA quick_check(1)").get();
  return row?.["quick_check"] === "ok";
}

export function numberOf(database: DatabaseSync, sql: string, column: string): number {
  const value = database.prepare(sql).get()?.[column];
  return typeof value === "number" ? value : 0;
}

function create(database: DatabaseSync): void {
  database.exec(`
    BEGIN IMMEDIATE;
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    CREATE TABLE observation (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      event INTEGER NOT NULL,
      at TEXT NOT NULL,
      lived INTEGER NOT NULL,
      size INTEGER NOT NULL,
      text TEXT NOT NULL
    ) STRICT;
    CREATE INDEX observation_readings ON observation (lived) WHERE event = 0;
    INSERT INTO meta VALUES ('epoch', '${newEpoch()}'), ('acknowledged', '0'), ('lived', '0');
    PRAGMA user_version = ${schemaVersion};
    COMMIT;
  `);
}
