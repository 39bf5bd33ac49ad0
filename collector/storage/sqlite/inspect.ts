import { closeSync, existsSync, openSync, readSync, rmSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../port.ts";
import { asStoreError } from "./errors.ts";
import { applicationId, latestVersion, type Migration, schemaVersion } from "./schema/migrate.ts";

/** Up to this size, in bytes, every page is checked at a start; above it the pages of the observations are left out. */
const wholeCheckBytes = 64 * 1024 * 1024;
const header = "SQLite format 3\0";

const damaged = (path: string, why: string, cause?: unknown): StoreError =>
  new StoreError(
    "damaged",
    `The store ${path} is damaged (${why}). Nothing was changed. Keep the file and restore the last backup with \`hinomi restore\`.`,
    { cause },
  );

function checkHeader(path: string): void {
  const found = Buffer.alloc(header.length);
  const file = openSync(path, "r");
  try {
    readSync(file, found, 0, found.length, 0);
  } finally {
    closeSync(file);
  }
  if (found.toString("latin1") !== header) throw damaged(path, "it is not a SQLite database");
}

/** Runs SQLite's check; bounded by size, so that a start never waits minutes for it. */
function checkPages(db: DatabaseSync, path: string, whole: boolean): void {
  const names = whole
    ? [null]
    : db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .all()
        .map((row) => String(row["name"]))
        .filter((name) => name !== "observations");
  for (const name of names) {
    const check =
      name === null ? "PRAGMA quick_check(1)" : `PRAGMA quick_check('${name.replaceAll("'", "''")}')`;
    const answer = db.prepare(check).get()?.["quick_check"];
    if (answer !== "ok") throw damaged(path, String(answer));
  }
}

function checkSchema(db: DatabaseSync, path: string, steps: readonly Migration[]): number {
  if (db.prepare("PRAGMA application_id").get()?.["application_id"] !== applicationId)
    throw damaged(path, "it is the database of another program");
  const version = schemaVersion(db);
  if (version === 0) throw damaged(path, "it has no schema");
  if (version > latestVersion(steps))
    throw new StoreError(
      "newer-schema",
      `The store ${path} was written by a newer Hinomi (schema ${String(version)}, this one knows ${String(latestVersion(steps))}). Nothing was changed. Start the newer version, or restore a backup made by this one.`,
    );
  return version;
}

/**
 * Looks at an existing store without writing to it and answers its schema version. `whole` checks every page whatever
 * the size. The caller holds the store's lock, or knows that nobody writes the file.
 * @throws StoreError `damaged`, `newer-schema`, `not-writable`.
 */
export function inspectStore(path: string, steps: readonly Migration[], whole = false): number {
  const beside = [`${path}-wal`, `${path}-shm`];
  const noneBefore = beside.every((file) => !existsSync(file));
  let db: DatabaseSync | null = null;
  try {
    checkHeader(path);
    db = new DatabaseSync(path, { readOnly: true });
    const version = checkSchema(db, path, steps);
    checkPages(db, path, whole || statSync(path).size <= wholeCheckBytes);
    return version;
  } catch (error) {
    const known = asStoreError(error);
    if (known instanceof StoreError && known.code === "damaged" && known !== error)
      throw damaged(path, error instanceof Error ? error.message : "unreadable", error);
    if (!(known instanceof StoreError))
      throw new StoreError("not-writable", `The store ${path} cannot be read.`, { cause: error });
    throw known;
  } finally {
    db?.close();
    // Reading a database in WAL mode makes two empty helpers; a file that is refused is left as it was found.
    if (noneBefore && existsSync(`${path}-wal`) && statSync(`${path}-wal`).size === 0)
      for (const file of beside) rmSync(file, { force: true });
  }
}
