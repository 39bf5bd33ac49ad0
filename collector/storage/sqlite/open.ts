import { accessSync, chmodSync, constants, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../port.ts";
import { asStoreError } from "./errors.ts";
import { syncDirectoryOf } from "./files.ts";
import { inspectStore } from "./inspect.ts";
import { lockStore, type StoreLock } from "./lock.ts";
import { latestVersion, migrate, type Migration } from "./schema/migrate.ts";

/** How long a write waits for a tool that writes the same file, in milliseconds; the event loop stands still for it. */
const busyMs = 2000;
/** Page cache in KiB: the index tails of some thousand computers stay in it, where SQLite's 2 MiB would miss. */
const cacheKib = 64 * 1024;
/** Pages in the log before they move into the file: fewer moves under load, at most 16 MiB of log to read at a start. */
const checkpointPages = 4000;
/** A log that grew under a long read is cut back to this many bytes. */
const logBytes = 64 * 1024 * 1024;

export interface OpenFile {
  readonly db: DatabaseSync;
  close(): void;
}

export function tune(db: DatabaseSync): void {
  db.exec(`PRAGMA synchronous = FULL`);
  db.exec(`PRAGMA foreign_keys = ON`);
  db.exec(`PRAGMA cache_size = -${String(cacheKib)}`);
  db.exec(`PRAGMA temp_store = MEMORY`);
  db.exec(`PRAGMA wal_autocheckpoint = ${String(checkpointPages)}`);
  db.exec(`PRAGMA journal_size_limit = ${String(logBytes)}`);
}

/** Builds a new store under another name, so that the real name never stands for a half-made one. */
function create(path: string, steps: readonly Migration[], createdBy: string): void {
  const part = `${path}.new`;
  for (const end of ["", "-wal", "-shm", "-journal"]) rmSync(`${part}${end}`, { force: true });
  const db = new DatabaseSync(part);
  try {
    // It holds hashes of secrets: nobody but the collector's user reads it.
    chmodSync(part, 0o600);
    migrate(db, steps, createdBy, null);
    db.exec("PRAGMA journal_mode = WAL");
  } finally {
    db.close();
  }
  renameSync(part, path);
  syncDirectoryOf(path);
}

function prepareDirectory(path: string): void {
  const directory = dirname(path);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw new StoreError(
      "not-writable",
      `The store ${path} cannot be written. Give the user that runs Hinomi write access to ${directory}, or choose another data directory.`,
      { cause: error },
    );
  }
}

function refuseOrphanedLog(path: string): void {
  if (!existsSync(`${path}-wal`)) return;
  throw new StoreError(
    "damaged",
    `The store ${path} is missing, but its log ${path}-wal is there. Nothing was changed. Put the store back beside its log, or move the log away and restore a backup.`,
  );
}

const connect = (path: string): DatabaseSync => {
  const db = new DatabaseSync(path, { timeout: busyMs });
  try {
    tune(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

/**
 * Opens the store of a collector: takes its lock, makes it where there is none, checks it before the first write and
 * brings it to the latest schema, with a copy made before.
 * @throws StoreError with a sentence; what it could not use is left as it was.
 */
export function openForCollector(
  path: string,
  steps: readonly Migration[],
  createdBy: string,
  now: Temporal.Instant,
): OpenFile {
  prepareDirectory(path);
  const lock: StoreLock = lockStore(path, now);
  let db: DatabaseSync | null = null;
  try {
    if (!existsSync(path)) {
      refuseOrphanedLog(path);
      create(path, steps, createdBy);
    }
    inspectStore(path, steps);
    const opened = connect(path);
    db = opened;
    migrate(opened, steps, createdBy, path);
    return {
      db: opened,
      close() {
        opened.close();
        lock.release();
      },
    };
  } catch (error) {
    db?.close();
    lock.release();
    throw asStoreError(error, path);
  }
}

/**
 * Opens an existing store beside a running collector, for a command. It never makes, checks or migrates a store.
 * @throws StoreError where there is none, or it has another schema than this program.
 */
export function openForTool(path: string, steps: readonly Migration[]): OpenFile {
  if (!existsSync(path))
    throw new StoreError(
      "failed",
      `There is no store at ${path}. Start the collector once, or name its data directory.`,
    );
  let db: DatabaseSync | null = null;
  try {
    const opened = connect(path);
    db = opened;
    const version = opened.prepare("SELECT schema_version FROM meta").get()?.["schema_version"];
    if (version !== latestVersion(steps))
      throw new StoreError(
        typeof version === "number" && version > latestVersion(steps) ? "newer-schema" : "failed",
        `The store ${path} has schema ${String(version)}, this program works with ${String(latestVersion(steps))}. Use the program of the collector that runs it.`,
      );
    return {
      db: opened,
      close() {
        opened.close();
      },
    };
  } catch (error) {
    db?.close();
    throw asStoreError(error, path);
  }
}
