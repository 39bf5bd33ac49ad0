import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { newApiToken } from "#collector/http/identity/api-tokens.ts";
import { RestoreError, restoreFolder } from "#collector/app/keeping/backup-restore.ts";
import { placesIn } from "#collector/app/keeping/data-directory.ts";
import { openSqliteStore, restoreSqlite, type SqliteStore } from "#collector/storage/sqlite/index.ts";
import { backupAtKey, type RecordEntry } from "#collector/storage/port.ts";
import { oneLine } from "#shared/model/common.ts";
import { CliError, inTerminalLanguage, orSay } from "../say.ts";
import { version } from "../version.ts";

const iso = (): string => Temporal.Now.instant().toString({ smallestUnit: "millisecond" });

/** Opens an existing store beside a collector that may be running, for one command. */
async function withStore<T>(data: string, work: (store: SqliteStore) => Promise<T>): Promise<T> {
  const { store: path } = placesIn(resolve(data));
  if (!existsSync(path)) {
    throw new CliError({
      ja: `${path} がありません。--data に、npm start で使っているデータの場所を指定してください。`,
      en: `There is no store at ${path}; give --data the directory that npm start uses.`,
    });
  }
  const store = await openSqliteStore({ path, chain: "tool", role: "tool", createdBy: `hinomi ${version}` });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** An act at the terminal goes on the record as the machine's own user; whoever reads the directory may do it. */
const record = (action: string, subject: string | null, detail: RecordEntry["detail"] = {}): RecordEntry => ({
  at: iso(),
  actor: { kind: "machine", id: null, name: "terminal" },
  action,
  subject,
  detail,
});

/** Puts a backup back, a folder with everything or the database alone; answers what it replaced, kept aside. */
async function restore(from: string, data: string, force: boolean): Promise<readonly string[]> {
  if (statSync(from, { throwIfNoEntry: false })?.isDirectory() !== true) {
    const aside = await restoreSqlite({ from, to: placesIn(data).store, force });
    return aside === null ? [] : [aside];
  }
  try {
    return await restoreFolder({ from, dataDirectory: data, force, now: Temporal.Now.instant });
  } catch (error) {
    if (error instanceof RestoreError) throw new CliError(error.words, 1, { cause: error });
    throw error;
  }
}

/** `hinomi token`, `status`, `backup` and `restore`. */
export function addStoreCommands(program: Command): void {
  program
    .command("token")
    .description("print a new token for the API; whoever can read the data directory may make one")
    .option("--data <dir>", "the collector's data directory", "data")
    .addOption(new Option("--scope <scope>", "what it may do").choices(["read", "write"]).default("read"))
    .option("--name <name>", "what it is for, as the list shows it", "terminal")
    .action(async (options: { data: string; scope: "read" | "write"; name: string }) =>
      orSay(async () => {
        if (!oneLine(80).min(1).safeParse(options.name).success) {
          throw new CliError(
            {
              ja: "--name は80文字までの1行にしてください。",
              en: "--name is one line of at most 80 letters.",
            },
            2,
          );
        }
        const { token, stored } = newApiToken(options.name, options.scope, Temporal.Now.instant());
        await withStore(options.data, async (store) => {
          await store.people.addToken(stored);
          await store.records.append(
            record("token.created", stored.id, { scope: options.scope, name: options.name }),
          );
        });
        console.log(token);
      }),
    );

  program
    .command("status")
    .description("say whether the collector serves and what it has stored")
    .option("--data <dir>", "the collector's data directory", "data")
    .option("--url <url>", "the dashboard", "http://127.0.0.1:8610")
    .option("--json", "for programs", false)
    .action(async (options: { data: string; url: string; json: boolean }) =>
      orSay(async () => {
        const stored = await withStore(options.data, async (store) => ({
          endpoints: (await store.endpoints.list({ limit: 500 })).items.length,
          observations: await store.observations.count(),
          openIncidents: await store.incidents.openCount(),
          backupAt: await store.settings.get(backupAtKey),
        }));
        const serving = await fetch(new URL("/healthz", options.url), {
          signal: AbortSignal.timeout(3_000),
        }).then(
          (answer) => answer.ok,
          () => false,
        );
        if (options.json) console.log(JSON.stringify({ serving, ...stored }));
        else printStatus(serving, options.url, stored);
        if (!serving) process.exitCode = 1;
      }),
    );

  program
    .command("backup")
    .description("copy the store to a file while the collector runs, and check the copy")
    .option("--data <dir>", "the collector's data directory", "data")
    .requiredOption("--to <file>", "where the copy goes; better on another disk")
    .action(async (options: { data: string; to: string }) =>
      orSay(async () => {
        const to = resolve(options.to);
        await withStore(options.data, async (store) => {
          await store.backup(to);
          await store.records.append(record("backup.made", to));
        });
        console.log(`BACKUP ${to}`);
        const { authority, records } = placesIn(resolve(options.data));
        console.error(
          inTerminalLanguage({
            ja: `認証局と記録の署名の鍵は含まれません。${authority} と ${records} も安全な場所に控えてください。`,
            en: `It does not hold the keys of the authority and the records: keep ${authority} and ${records} in a safe place too.`,
          }),
        );
      }),
    );

  program
    .command("restore")
    .description("put a backup in the place of the store; the collector must be stopped")
    .option("--data <dir>", "the collector's data directory", "data")
    .requiredOption(
      "--from <path>",
      "the backup: the folder of a nightly copy, or a file made by hinomi backup",
    )
    .option("--force", "replace a store that is there; it is kept aside", false)
    .action(async (options: { data: string; from: string; force: boolean }) =>
      orSay(async () => {
        const from = resolve(options.from);
        const kept = await restore(from, resolve(options.data), options.force);
        console.log(`RESTORED ${placesIn(resolve(options.data)).store}`);
        for (const aside of kept) {
          const words = {
            ja: `置き換えたものは ${aside} に残してあります。`,
            en: `What it replaced is kept as ${aside}.`,
          };
          console.error(inTerminalLanguage(words));
        }
      }),
    );
}

interface Stored {
  readonly endpoints: number;
  readonly observations: number;
  readonly openIncidents: number;
  readonly backupAt: string | null;
}

function printStatus(serving: boolean, url: string, stored: Stored): void {
  const { endpoints, observations, openIncidents, backupAt } = stored;
  console.log(
    inTerminalLanguage({
      ja: `監視サーバ：${serving ? "動いています" : "応答がありません"}（${url}）
端末・サーバ：${endpoints}台　未完了の事案：${openIncidents}件　記録：${observations}件
最後の控え：${backupAt ?? "控えが一度も取られていません"}`,
      en: `collector: ${serving ? "serving" : "no answer"} (${url})
computers: ${endpoints}   open cases: ${openIncidents}   observations: ${observations}
last backup: ${backupAt ?? "never"}`,
    }),
  );
}
