import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, join } from "node:path";
import type { Log } from "#collector/http/port.ts";
import { backupAtKey, type RecordStore, type SettingStore } from "#collector/storage/port.ts";
import type { BackupState } from "#shared/api/watch-schemas.ts";
import { brokenIn, copyPrivate, syncDirectory, writeManifest } from "./backup-copy.ts";
import { placesIn } from "./data-directory.ts";

const failuresKey = "backup.failures";
const lastErrorKey = "backup.last-error";
/** Folders of finished copies, named by their time in UTC; nothing else in the place is ever touched. */
const finished = /^hinomi-\d{8}T\d{6}Z(-\d+)?$/u;
const unfinished = /^\.hinomi-\d{8}T\d{6}Z(-\d+)?\.part$/u;

export interface BackupOptions {
  /** What is copied: `backup` writes a checked copy of the database to a file. */
  readonly store: { backup(to: string): Promise<void>; readonly records: Pick<RecordStore, "append"> };
  readonly settings: SettingStore;
  readonly dataDirectory: string;
  /** The second place; null for DATA/backups. It must exist: an unmounted disk is a failure and no new folder. */
  readonly directory: string | null;
  /** How many copies stay. */
  readonly keep: number;
  readonly now: () => Temporal.Instant;
  readonly log: Log;
  /** Where the settings and the policy lie when they are not in the data directory. */
  readonly configFile?: string | null;
  readonly policyFile?: string | null;
}

/** Copies of everything that an office needs to come back on a new machine. */
export interface Backups {
  /** Makes one copy. It never rejects: a failure is counted, kept in the settings and logged. */
  run(): Promise<void>;
  state(): Promise<BackupState>;
}

/** After a failure: half a copy is in nobody's way, and the failure itself is what must be told. */
const discard = (part: string): void => {
  try {
    rmSync(part, { recursive: true, force: true });
  } catch {
    // The place itself is gone.
  }
};

const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return "控えの置き場所がありません。接続と設定を確かめてください。 The place for backups is missing; check that it is connected and its setting.";
    case "ENOSPC":
    case "EDQUOT":
    case "full":
      return "控えの置き場所に空きがありません。 The place for backups is full.";
    case "EACCES":
    case "EPERM":
    case "EROFS":
    case "not-writable":
      return "控えの置き場所に書き込めません。権限を確かめてください。 The place for backups cannot be written; check its permissions.";
    default:
      return error instanceof Error ? error.message : String(error);
  }
};

/** Prepares the nightly copies; nothing is written before `run`. */
export function createBackups(options: BackupOptions): Backups {
  const { store, settings, dataDirectory, keep, now, log } = options;
  const places = placesIn(dataDirectory);
  const place = options.directory ?? places.backups;
  /** The records before the store: a checkpoint made in between is then in the store, and its file comes back. */
  const parts: readonly (readonly [string, string])[] = [
    [places.records, "records"],
    [places.authority, "authority"],
    [places.chainFile, "collector-id"],
    [options.policyFile ?? join(dataDirectory, "policy.yaml"), "policy.yaml"],
    [options.configFile ?? join(dataDirectory, "collector.yaml"), "collector.yaml"],
  ];

  const preparePlace = (): void => {
    if (options.directory === null) {
      mkdirSync(place, { recursive: true, mode: 0o700 });
      chmodSync(place, 0o700);
    }
    accessSync(place, constants.R_OK | constants.W_OK | constants.X_OK);
    for (const name of readdirSync(place))
      if (unfinished.test(name)) rmSync(join(place, name), { recursive: true, force: true });
  };

  const freeName = (at: Temporal.Instant): string => {
    const stamp = at.toString({ smallestUnit: "second" }).replaceAll(/[-:]/gu, "");
    const names = [`hinomi-${stamp}`];
    while (existsSync(join(place, names.at(-1) ?? ""))) names.push(`hinomi-${stamp}-${String(names.length)}`);
    return names.at(-1) ?? "";
  };

  const copy = async (at: Temporal.Instant): Promise<string> => {
    preparePlace();
    const name = freeName(at);
    const part = join(place, `.${name}.part`);
    try {
      mkdirSync(part, { mode: 0o700 });
      for (const [from, to] of parts) if (existsSync(from)) copyPrivate(from, join(part, to));
      await store.backup(join(part, basename(places.store)));
      await writeManifest(part);
      const broken = await brokenIn(part);
      if (broken !== null) throw new Error(`${broken} was not written as it is`);
      for (const folder of [part, join(part, "records"), join(part, "authority")])
        if (existsSync(folder)) syncDirectory(folder);
      renameSync(part, join(place, name));
      syncDirectory(place);
      return join(place, name);
    } catch (error) {
      discard(part);
      throw error;
    }
  };

  /** An old copy that cannot be removed does no harm to the new one. */
  const prune = (): void => {
    const old = readdirSync(place)
      .filter((name) => finished.test(name))
      .sort()
      .slice(0, -keep);
    for (const name of old) {
      try {
        rmSync(join(place, name), { recursive: true });
      } catch (error) {
        log.warn({ error, folder: join(place, name) }, "an old backup could not be removed");
      }
    }
  };

  const failed = async (error: unknown): Promise<void> => {
    log.error({ error, place }, "the backup could not be made");
    const before = Number(await settings.get(failuresKey));
    await settings.put(failuresKey, String((Number.isSafeInteger(before) ? before : 0) + 1));
    await settings.put(lastErrorKey, reasonOf(error).slice(0, 500));
  };

  const runOne = async (): Promise<void> => {
    const at = now();
    const moment = at.toString({ smallestUnit: "millisecond" });
    try {
      const folder = await copy(at);
      await settings.put(backupAtKey, moment);
      await settings.put(failuresKey, "0");
      await settings.put(lastErrorKey, "");
      await store.records.append({
        at: moment,
        actor: { kind: "machine", id: null, name: "火の見（夜間の控え）" },
        action: "backup.made",
        subject: folder,
        detail: {},
      });
      prune();
    } catch (error) {
      await failed(error).catch((second: unknown) => {
        log.error({ error: second }, "the failure of the backup could not be kept");
      });
    }
  };

  let running: Promise<void> = Promise.resolve();
  return {
    run() {
      running = running.then(runOne);
      return running;
    },
    async state() {
      const [lastAt, failures, lastError] = await Promise.all(
        [backupAtKey, failuresKey, lastErrorKey].map(async (key) => settings.get(key)),
      );
      return {
        lastAt: lastAt ?? null,
        place: whereIs(place, dataDirectory, options.directory === null),
        failures: Number(failures ?? "0"),
        lastError: lastError ? lastError : null,
      };
    },
  };
}

/** A place of another device is a second place; a folder that only looks like one is not. */
function whereIs(place: string, dataDirectory: string, isDefault: boolean): BackupState["place"] {
  try {
    const found = statSync(place, { throwIfNoEntry: false });
    if (found === undefined) return isDefault ? "same-disk" : "none";
    if (!found.isDirectory()) return "none";
    return found.dev === statSync(dataDirectory).dev ? "same-disk" : "second-place";
  } catch {
    // A disk that does not answer is no place.
    return "none";
  }
}
