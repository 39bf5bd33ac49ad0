import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../port.ts";
import { asStoreError } from "./errors.ts";

export interface StoreLock {
  release(): void;
}

/**
 * Makes this process the one that runs a store, until `release` or its end, however it ends. The lock is the operating
 * system's, taken by SQLite on a file of its own beside the store, so that a killed collector leaves none behind and
 * tools may still read and write the store itself.
 * @throws StoreError `locked` where another process has it, `not-writable` where the file cannot be made.
 */
export function lockStore(path: string, now: Temporal.Instant): StoreLock {
  const file = `${path}.lock`;
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(file, { timeout: 0 });
    db.exec("BEGIN IMMEDIATE");
    db.exec("CREATE TABLE IF NOT EXISTS holder (pid INTEGER NOT NULL, since TEXT NOT NULL)");
    db.exec("DELETE FROM holder");
    db.prepare("INSERT INTO holder VALUES (?, ?)").run(process.pid, now.toString());
    db.exec("COMMIT");
    // Held for life: nothing is written under it, but nobody else can begin to.
    db.exec("BEGIN IMMEDIATE");
    const held = db;
    return {
      release() {
        held.close();
      },
    };
  } catch (error) {
    const holder = db === null ? "" : describeHolder(db);
    db?.close();
    const known = asStoreError(error);
    if (known instanceof StoreError && known.code === "locked")
      throw new StoreError(
        "locked",
        `The store ${path} is in use by another collector${holder}. Stop that one, or start this one with another data directory.`,
        { cause: error },
      );
    if (known instanceof StoreError && known.code === "damaged")
      throw new StoreError(
        "damaged",
        `The file ${file} is not a lock of Hinomi. Remove it and start again.`,
        {
          cause: error,
        },
      );
    throw known;
  }
}

/** Who holds the lock, for the sentence; the lock does not keep others from reading that. */
function describeHolder(db: DatabaseSync): string {
  try {
    const row = db.prepare("SELECT pid, since FROM holder").get();
    return row ? ` (process ${String(row["pid"])}, since ${String(row["since"])})` : "";
  } catch {
    // It is being written at this moment; the refusal is the same without the number.
    return "";
  }
}
