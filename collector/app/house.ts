import { existsSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { CollectorConfig } from "#collector/config.ts";
import type { Log } from "#collector/http/port.ts";
import { openAuthority } from "#collector/ingest/authority.ts";
import type { Store } from "#collector/storage/port.ts";
import { openSqliteStore } from "#collector/storage/sqlite/index.ts";
import { loadPolicy } from "#collector/policy.ts";
import { createBackups } from "./keeping/backup.ts";
import { openCheckpoints } from "./keeping/checkpoints.ts";
import { openDataDirectory } from "./keeping/data-directory.ts";
import { policyFileOf } from "./keeping/policy-file.ts";
import { StartupProblem } from "./startup-problem.ts";

export interface CollectorOptions {
  readonly config: CollectorConfig;
  /** The settings file; relative paths in it are taken from its folder. */
  readonly configFile: string | null;
  readonly dataDirectory: string;
  readonly webRoot: string;
  readonly version: string;
  readonly log: Log;
  readonly now?: () => Temporal.Instant;
}

/** The site that stands there before anybody enters one: where the collector itself is. */
export const firstSiteId = "site-office";

async function prepareFirstSite(store: Store, name: string): Promise<void> {
  if ((await store.registers.sites()).length > 0) return;
  await store.registers.putSite({ id: firstSiteId, name, kind: "office", coverage: "watched", note: null });
}

/**
 * A store whose people and computers trusted an authority is never served with a new one: nobody could sign in, since
 * second factors are sealed with its key, and every agent would refuse the stranger.
 */
async function refuseLostAuthority(store: Store, directory: string): Promise<void> {
  if (existsSync(directory)) return;
  const known = (await store.people.list()).length + (await store.endpoints.list({ limit: 1 })).items.length;
  if (known === 0) return;
  throw new StartupProblem(
    {
      ja: `${directory} がありません。この記録の利用者と端末は、そこにあった認証局を信頼しています。控えから ${directory} を戻してから起動してください。`,
      en: `${directory} is missing, but this store's people and computers trust the authority that was there; put ${directory} back from a backup, then start again.`,
    },
    4,
  );
}

/**
 * Opens everything an installation keeps. `opened` takes what must be closed again, in the order of opening, also where
 * a later part cannot be opened.
 * @throws StoreError, AuthorityError, SettingsError or StartupProblem.
 */
export async function openHouse(options: CollectorOptions, opened: (close: () => Promise<void>) => void) {
  const { config, version, log } = options;
  const now = options.now ?? Temporal.Now.instant;
  const fromConfig = (path: string): string => resolve(dirname(options.configFile ?? "."), path);
  const policyFile = policyFileOf(
    config.policy === undefined ? null : fromConfig(config.policy),
    options.dataDirectory,
  );
  const policy = loadPolicy(policyFile);
  const directory = openDataDirectory(options.dataDirectory);
  const createdBy = `hinomi ${version}`;
  const store = await openSqliteStore({ path: directory.store, chain: directory.chain, createdBy, now });
  opened(() => store.close());
  await refuseLostAuthority(store, directory.authority);
  const authority = await openAuthority({
    directory: directory.authority,
    organisation: config.organisation,
    now,
  });
  writeFileSync(directory.publicCertificate, authority.certificatePem);
  await prepareFirstSite(store, config.site);
  const checkpointer = await openCheckpoints({
    records: store.records,
    directory: directory.records,
    chain: directory.chain,
    now,
  });
  // A clean stop signs how far the records came, so that a tail cut off while nothing runs shows.
  opened(async () => {
    await checkpointer
      .make()
      .catch((error: unknown) => log.error({ err: error }, "The last checkpoint could not be made"));
  });
  const backups = createBackups({
    store,
    settings: store.settings,
    dataDirectory: directory.path,
    directory: config.backup.directory === undefined ? null : fromConfig(config.backup.directory),
    keep: config.backup.keep,
    now,
    log,
    configFile: options.configFile,
    policyFile: config.policy === undefined ? null : policyFile,
  });
  return { store, authority, directory, policy, policyFile, checkpointer, backups, fromConfig, now };
}
