import { renameSync, rmSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "#collector/storage/port.ts";

/** One step forward of the schema; there is no way back but the copy made before it. */
export interface Migration {
  readonly version: number;
  readonly sql: string;
}

/** Marks a SQLite file as Hinomi's ("hino"), so that another program's database is never taken for a store. */
export const applicationId = 0x68_69_6e_6f;

export const latestVersion = (migrations: readonly Migration[]): number => migrations.at(-1)?.version ?? 0;

/** The schema version of an open database, 0 for one that holds nothing yet. */
export function schemaVersion(db: DatabaseSync): number {
  const table = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").get();
  if (table === undefined) return 0;
  const version = db.prepare("SELECT schema_version FROM meta").get()?.["schema_version"];
  if (typeof version === "number" && Number.isInteger(version) && version > 0) return version;
  throw new StoreError("damaged", "The store does not say which schema it has; restore it from a backup.");
}

/**
 * Brings a database to the latest schema, each step in one transaction. `path` is the file to copy from before the
 * first step (to `path.before-vN`), or null where there is nothing to lose. Throws what SQLite throws; a step that
 * fails leaves the version before it.
 */
export function migrate(
  db: DatabaseSync,
  steps: readonly Migration[],
  createdBy: string,
  path: string | null,
): void {
  const from = schemaVersion(db);
  const waiting = steps.filter((step) => step.version > from);
  if (waiting.length === 0) return;
  if (path !== null && from > 0) copyBefore(db, `${path}.before-v${String(latestVersion(steps))}`);
  // A step may rebuild tables that others refer to; the references are checked before its commit instead.
  db.exec("PRAGMA foreign_keys = OFF");
  try {
    for (const step of waiting) oneStep(db, step, createdBy);
  } finally {
    db.exec("PRAGMA foreign_keys = ON");
  }
}

function oneStep(db: DatabaseSync, step: Migration, createdBy: string): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    if (schemaVersion(db) === 0) {
      db.exec(`PRAGMA application_id = ${String(applicationId)}`);
      db.exec(
        `CREATE TABLE meta (one INTEGER PRIMARY KEY CHECK (one = 1), schema_version INTEGER NOT NULL, created_by TEXT NOT NULL) STRICT`,
      );
      db.prepare("INSERT INTO meta VALUES (1, ?, ?)").run(step.version, createdBy);
    }
    db.exec(step.sql);
    db.prepare("UPDATE meta SET schema_version = ?").run(step.version);
    const dangling = db.prepare("PRAGMA foreign_key_check").get();
    if (dangling !== undefined)
      throw new StoreError(
        "failed",
        `The store could not be brought to schema ${String(step.version)}: a row of ${String(dangling["table"])} refers to something missing. Nothing was changed.`,
      );
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

function copyBefore(db: DatabaseSync, target: string): void {
  const part = `${target}.part`;
  rmSync(part, { force: true });
  db.prepare("VACUUM INTO ?").run(part);
  renameSync(part, target);
}
