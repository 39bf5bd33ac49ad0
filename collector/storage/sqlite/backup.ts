import { chmodSync, copyFileSync, existsSync, mkdirSync, realpathSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../port.ts";
import { asStoreError } from "./errors.ts";
import { syncDirectoryOf, syncFile } from "./files.ts";
import { inspectStore } from "./inspect.ts";
import { lockStore } from "./lock.ts";
import { migrations } from "./schema/migrations/index.ts";

const helpers = ["-wal", "-shm", "-journal"] as const;

const removeAll = (path: string): void => {
  for (const end of ["", ...helpers]) rmSync(`${path}${end}`, { force: true });
};

/** After a failure: what is left of the copy is in nobody's way, and the failure itself is what must be told. */
const discard = (path: string): void => {
  try {
    removeAll(path);
  } catch {
    // The directory itself is gone or not one; there is nothing to remove.
  }
};

/** A copy must be one file that stands alone, without a log beside it. */
function intoOneFile(path: string): void {
  const db = new DatabaseSync(path);
  try {
    db.exec("PRAGMA journal_mode = DELETE");
  } finally {
    db.close();
  }
}

/**
 * Refuses a target that must not be replaced: the store itself under any name, and a file that is no store of Hinomi.
 */
function refuseTarget(to: string, store: string | null): void {
  if (!existsSync(to)) return;
  const target = realpathSync(to);
  const live = store === null || !existsSync(store) ? null : realpathSync(store);
  if (live !== null && ["", ...helpers, ".lock"].some((end) => target === `${live}${end}`)) {
    throw new StoreError(
      "failed",
      `${to} is the store itself. Nothing was changed. Give the backup another name.`,
    );
  }
  try {
    inspectStore(to, migrations, false);
  } catch (error) {
    const sentence = `${to} is there already and is no backup of Hinomi. Nothing was changed. Give the backup another name.`;
    throw new StoreError("failed", sentence, { cause: error });
  }
}

/** Has `copy` write a file beside `to`, checks every page of it, and gives it its name. */
export async function takeBackup(
  copy: (part: string) => Promise<unknown>,
  to: string,
  store: string | null,
): Promise<void> {
  refuseTarget(to, store);
  const part = `${to}.part`;
  try {
    mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
    removeAll(part);
    await copy(part);
    chmodSync(part, 0o600);
    intoOneFile(part);
    inspectStore(part, migrations, true);
    syncFile(part);
    renameSync(part, to);
    syncDirectoryOf(to);
  } catch (error) {
    discard(part);
    const known = asStoreError(error, to);
    if (known instanceof StoreError)
      throw new StoreError(known.code, `The backup ${to} could not be made. ${known.message}`, {
        cause: error,
      });
    throw new StoreError("failed", `The backup ${to} could not be written.`, { cause: error });
  }
}

export interface Restore {
  /** The backup to bring back. */
  readonly from: string;
  /** Where the collector looks for its store. */
  readonly to: string;
  /** Whether a store that stands there already may be replaced; it is kept aside either way. */
  readonly force?: boolean;
  readonly now?: () => Temporal.Instant;
}

/**
 * Puts a backup in the place of a store, after checking every page of it. A store that stood there is kept beside it
 * under a name with the time.
 * @returns where the replaced store is kept, or null where there was none.
 * @throws StoreError where the backup is not whole or from a newer Hinomi, a collector is running, or a store stands
 * there and `force` was not given; then nothing was changed.
 */
export async function restoreSqlite({
  from,
  to,
  force = false,
  now = Temporal.Now.instant,
}: Restore): Promise<string | null> {
  if (!existsSync(from)) throw new StoreError("failed", `There is no backup at ${from}.`);
  inspectStore(from, migrations, true);
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  const lock = lockStore(to, now());
  const part = `${to}.restoring`;
  try {
    const stands = ["", ...helpers].filter((end) => existsSync(`${to}${end}`));
    if (stands.length > 0 && !force)
      throw new StoreError(
        "failed",
        `There is a store at ${to} already. Nothing was changed. Give --force to replace it; it is kept aside.`,
      );
    removeAll(part);
    copyFileSync(from, part);
    chmodSync(part, 0o600);
    inspectStore(part, migrations, true);
    syncFile(part);
    const aside = `${to}.replaced-${now().toString({ smallestUnit: "second" }).replaceAll(/[-:]/gu, "")}`;
    // The log goes with its store: left behind, SQLite would apply it to the restored one.
    for (const end of stands) renameSync(`${to}${end}`, `${aside}${end}`);
    renameSync(part, to);
    syncDirectoryOf(to);
    return stands.length > 0 ? aside : null;
  } catch (error) {
    discard(part);
    throw asStoreError(error, to);
  } finally {
    lock.release();
  }
}
