import { existsSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { restoreSqlite } from "#collector/storage/sqlite/index.ts";
import type { Wording } from "#shared/model/common.ts";
import { brokenIn, copyPrivate, manifestName } from "./backup-copy.ts";
import { placesIn } from "./data-directory.ts";

/** What stands beside the database in a copy. */
const companions = ["records", "authority", "collector-id", "policy.yaml", "collector.yaml"] as const;

/** A nightly copy cannot be put back; nothing was changed. */
export class RestoreError extends Error {
  readonly words: Wording;
  constructor(words: Wording, options?: ErrorOptions) {
    super(words.en, options);
    this.name = "RestoreError";
    this.words = words;
  }
}

export interface RestoreFolder {
  /** The folder of a nightly copy. */
  readonly from: string;
  readonly dataDirectory: string;
  /** Whether what stands there may be replaced; it is kept aside either way. */
  readonly force: boolean;
  readonly now: () => Temporal.Instant;
}

/**
 * Puts a nightly copy in the place of a data directory: database, authority, records with their key, and settings.
 * @returns where what it replaced is kept.
 * @throws RestoreError where the copy is not whole or something stands there and `force` is not given, StoreError where
 * the database cannot be put back.
 */
export async function restoreFolder({ from, dataDirectory, force, now }: RestoreFolder): Promise<string[]> {
  await checkWhole(from);
  const store = placesIn(dataDirectory).store;
  const brought = companions.filter((name) => existsSync(join(from, name)));
  const standing = brought.filter((name) => existsSync(join(dataDirectory, name)));
  const [first] = standing;
  if (first !== undefined && !force)
    throw new RestoreError({
      ja: `${join(dataDirectory, first)} がすでにあります。何も変更していません。置き換えるには --force を付けてください（元のものは別の名前で残します）。`,
      en: `${join(dataDirectory, first)} is there already. Nothing was changed. Give --force to replace it; it is kept aside.`,
    });

  const incoming = (name: string): string => join(dataDirectory, `${name}.restoring`);
  const clear = (): void => {
    for (const name of companions) rmSync(incoming(name), { recursive: true, force: true });
  };
  try {
    clear();
    for (const name of brought) copyPrivate(join(from, name), incoming(name));
    // The database first: where a collector runs, or the copy is of a newer Hinomi, this refuses and nothing has moved.
    const aside = await restoreSqlite({ from: join(from, basename(store)), to: store, force, now });
    const kept = aside === null ? [] : [aside];
    const stamp = now().toString({ smallestUnit: "second" }).replaceAll(/[-:]/gu, "");
    for (const name of brought) {
      const place = join(dataDirectory, name);
      if (existsSync(place)) {
        kept.push(`${place}.replaced-${stamp}`);
        renameSync(place, `${place}.replaced-${stamp}`);
      }
      renameSync(incoming(name), place);
    }
    return kept;
  } catch (error) {
    clear();
    throw error;
  }
}

async function checkWhole(from: string): Promise<void> {
  if (!existsSync(join(from, manifestName)))
    throw new RestoreError({
      ja: `${from} は火の見の控えではありません（${manifestName} がありません）。控えのフォルダか、控えのファイルを指定してください。`,
      en: `${from} is no backup of Hinomi (${manifestName} is missing); name the folder or the file of a backup.`,
    });
  const broken = await brokenIn(from);
  if (broken === null) return;
  throw new RestoreError({
    ja: `控え ${from} の ${broken} が、控えを取った時と違います。何も変更していません。ほかの控えを使ってください。`,
    en: `${broken} in the backup ${from} is not as it was written. Nothing was changed; use another backup.`,
  });
}
