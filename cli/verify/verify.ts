import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkCases } from "./cases.ts";
import { walkChains } from "./chains.ts";
import { createExpectedHeads, readGiven } from "./checkpoints.ts";
import { checkCheckpoints, type CheckpointsSeen, findKey, readCheckpointFiles } from "./evidence.ts";
import { createFindings, type Fault, UsageProblem } from "./findings.ts";
import { checkFixed, checkJobs, checkPresence, readOwnChain } from "./follows.ts";
import { checkForm } from "./form.ts";
import { createProofs } from "./proofs.ts";
import { checkTable, provedTables, type RowCount, tellUnmet } from "./proved-rows.ts";
import { isDamage, openStoreFile, reasonOf, type StoreFile } from "./store-file.ts";

export interface VerifyOptions {
  /** The data directory, or a backup's folder; null for a database alone. */
  readonly data: string | null;
  /** The database, where it does not lie in the data directory. */
  readonly store: string | null;
  /** A checkpoint's line, or a file that holds one. */
  readonly checkpoint: string | null;
  /** The public key in PEM from a safe place. */
  readonly publicKey: string | null;
}

/** What was looked at, and what does not hold. */
export interface Verdict {
  readonly holds: boolean;
  readonly store: string;
  readonly records: number;
  readonly chains: number;
  readonly checkpoints: number;
  /** Whether the checkpoints' files were looked at as well. */
  readonly filesLookedAt: boolean;
  readonly rows: Readonly<Record<string, RowCount>>;
  readonly faultCount: number;
  /** At most the first thousand. */
  readonly faults: readonly Fault[];
}

function givenCheckpoint(given: string | null) {
  if (given === null) return null;
  let text = given;
  if (!given.trim().startsWith("HINOMI1")) {
    try {
      text = readFileSync(given, "utf8");
    } catch (error) {
      const why = reasonOf(error);
      throw new UsageProblem({
        ja: `--checkpoint の ${given} を読めません（${why}）。HINOMI1 で始まる行か、それを収めたファイルを指定してください。`,
        en: `--checkpoint ${given} cannot be read (${why}); give the line that begins with HINOMI1, or a file that holds it.`,
      });
    }
  }
  const read = readGiven(text);
  if (read !== null) return read;
  throw new UsageProblem({
    ja: "--checkpoint の照合点を読めません。HINOMI1 で始まる行を、終わりまで写してください。",
    en: "The checkpoint given cannot be read; copy the line that begins with HINOMI1 to its end.",
  });
}

/**
 * Looks at a store with none of the collector's own code: every record, every checkpoint, every row that is proved.
 * @throws UsageProblem where there is nothing to look at.
 */
export function verifyStore(options: VerifyOptions): Verdict {
  // A collector that started meanwhile wrote under the reading; the second look reads together with its log.
  const verdict = lookOnce(options) ?? lookOnce(options);
  if (verdict !== null) return verdict;
  throw new UsageProblem({
    ja: "確かめている間に監視サーバが起動と停止を繰り返しました。もう一度実行してください。",
    en: "The collector started and stopped again while it was read; run this once more.",
  });
}

const pathOf = ({ data, store }: VerifyOptions): string => {
  if (store !== null) return store;
  if (data !== null) return join(data, "hinomi.db");
  throw new UsageProblem({ ja: "--data か --store を指定してください。", en: "Give --data or --store." });
};

const emptyVerdict = (store: string): Verdict => ({
  holds: true,
  store,
  records: 0,
  chains: 0,
  checkpoints: 0,
  filesLookedAt: false,
  rows: {},
  faultCount: 0,
  faults: [],
});

/** Null where another program began to write a file that was read as unchanging. */
function lookOnce(options: VerifyOptions): Verdict | null {
  const path = pathOf(options);
  if (options.data !== null && !existsSync(options.data))
    throw new UsageProblem({
      ja: `${options.data} がありません。--data に監視サーバのデータの場所を指定してください。`,
      en: `There is no ${options.data}; give --data the collector's data directory.`,
    });
  const findings = createFindings();
  const ownChain = options.data === null ? null : readOwnChain(join(options.data, "collector-id"));
  const records = options.data === null ? null : join(options.data, "records");
  const given = givenCheckpoint(options.checkpoint);
  const key = findKey(records, options.publicKey, findings);
  const files = records === null ? null : readCheckpointFiles(records);
  let verdict = { ...emptyVerdict(path), filesLookedAt: files !== null };
  let store: StoreFile | null = null;
  try {
    store = openStoreFile(path);
    const heads = createExpectedHeads(findings);
    checkForm(store, findings);
    const checkpoints = checkCheckpoints(store, { key, files, given }, heads, findings);
    verdict = { ...verdict, checkpoints: checkpoints.count };
    verdict = { ...verdict, ...lookAtRecords(store, heads, { ownChain, checkpoints }, findings) };
  } catch (error) {
    if (!isDamage(error)) throw error;
    findings.add(
      "damaged",
      { kind: "store" },
      {
        ja: `最後まで読めません（${reasonOf(error)}）。ファイルが壊れています`,
        en: `it cannot be read to its end (${reasonOf(error)}); the file is damaged`,
      },
    );
  }
  if (store?.close() === true) return null;
  return { ...verdict, holds: findings.count() === 0, faultCount: findings.count(), faults: findings.faults };
}

function lookAtRecords(
  store: StoreFile,
  heads: ReturnType<typeof createExpectedHeads>,
  { ownChain, checkpoints }: { readonly ownChain: string | null; readonly checkpoints: CheckpointsSeen },
  findings: ReturnType<typeof createFindings>,
): Pick<Verdict, "records" | "chains" | "rows"> {
  const proofs = createProofs();
  try {
    const walk = walkChains(store, findings, proofs, (chain, index, hash) => {
      heads.met(chain, index, hash);
    });
    heads.tell(walk.ends);
    checkPresence(store, walk, checkpoints.count, ownChain, findings);
    const rows: Record<string, RowCount> = {};
    // A store of the time before rows were proved has other columns, and nothing speaks for or against its rows.
    const tables = store.schema < 2 && walk.provedFrom === null ? [] : provedTables;
    for (const spec of tables) {
      if (store.hasTable(spec.table))
        rows[spec.table] = checkTable(store, spec, proofs, walk.provedFrom, findings);
    }
    tellUnmet(proofs, findings);
    const there = (...names: readonly string[]): boolean => names.every((one) => store.hasTable(one));
    // What follows from events that do not hold themselves says nothing more.
    const eventsHold = findings.faults.every(
      ({ place }) => place.kind !== "row" || place.table !== "incident_events",
    );
    if (eventsHold && there("incidents", "incident_events")) checkCases(store, proofs, findings);
    if (there("lan_devices", "networks", "incident_events")) checkFixed(store, walk, proofs, findings);
    if (there("jobs", "streams")) checkJobs(store, walk, checkpoints.newest, findings);
    return { records: walk.records, chains: walk.ends.size, rows };
  } finally {
    proofs.close();
  }
}
