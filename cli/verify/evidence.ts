import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseJson, sha256 } from "./canonical.ts";
import { checkSequence } from "./chains.ts";
import {
  type CheckKey,
  checkSignature,
  type ExpectedHeads,
  readCheckpoint,
  type ReadCheckpoint,
  readPublicKey,
} from "./checkpoints.ts";
import { type Findings, type Place, type Sentence, UsageProblem } from "./findings.ts";
import { asBytes, numberOf, reasonOf, type StoreFile, textIn } from "./store-file.ts";

/** Checkpoints that lie as files, read before the store is opened: the store is then never older by a moment. */
export interface FileCheckpoint {
  readonly name: string;
  readonly read: ReadCheckpoint | null;
}

/** DATA/records/checkpoints; null where there is no such folder. */
export function readCheckpointFiles(records: string): readonly FileCheckpoint[] | null {
  const folder = join(records, "checkpoints");
  if (!existsSync(folder)) return null;
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => ({ name, read: readCheckpoint(parseJson(readFileSync(join(folder, name), "utf8"))) }));
}

/**
 * The key to check with: the one a person brought, else the one in the data directory. Both must be the same.
 * @throws UsageProblem where the given file is no such key.
 */
export function findKey(records: string | null, given: string | null, findings: Findings): CheckKey | null {
  const own = records === null ? null : join(records, "public-key.pem");
  const lies = own !== null && existsSync(own) ? readPublicKey(readFileSync(own, "utf8")) : null;
  if (given === null) return lies;
  let brought: CheckKey | null;
  try {
    brought = readPublicKey(readFileSync(given, "utf8"));
  } catch (error) {
    const why = reasonOf(error);
    throw new UsageProblem({
      ja: `${given} を読めません（${why}）。`,
      en: `${given} cannot be read (${why}).`,
    });
  }
  if (brought === null)
    throw new UsageProblem({
      ja: `${given} は照合点の公開鍵（PEM、Ed25519）ではありません。`,
      en: `${given} is no public key of checkpoints (PEM, Ed25519).`,
    });
  if (lies !== null && lies.id !== brought.id)
    findings.add(
      "key-replaced",
      { kind: "store" },
      {
        ja: "records/public-key.pem が、指定された公開鍵と違います。署名鍵が置き換えられています",
        en: "records/public-key.pem is another key than the one given; the signing key was replaced",
      },
    );
  return brought;
}

const words = {
  unreadable: { ja: "照合点として読めません", en: "it cannot be read as a checkpoint" },
  notation: {
    ja: "保存された形が、照合点の正規の形と違います",
    en: "it is not stored in the form of a checkpoint",
  },
  previous: {
    ja: "前の照合点とつながりません（照合点が消されたか、差し替えられています）",
    en: "it does not follow the checkpoint before it; one was deleted or replaced",
  },
  fileMissing: {
    ja: "データベースにはありますが、records/checkpoints にファイルがありません",
    en: "it is in the database, but its file in records/checkpoints is missing",
  },
  notInStore: {
    ja: "データベースにこの照合点がありません。データベースがこの照合点より古い控えから戻されたか、照合点の行が消されています",
    en: "the database does not hold this checkpoint; an older copy of the database was restored, or its row was deleted",
  },
  given: "指定された照合点",
} as const satisfies Record<string, Sentence | string>;

/** What is compared with the store's checkpoints. */
export interface Evidence {
  readonly key: CheckKey | null;
  /** Null where there are no files to look at. */
  readonly files: readonly FileCheckpoint[] | null;
  readonly given: ReadCheckpoint | null;
}

export interface CheckpointsSeen {
  readonly count: number;
  /** The time of the newest one in the store; null where it holds none. */
  readonly newest: string | null;
}

/** Checks every checkpoint in the store, as a file and as given, and expects their heads. */
export function checkCheckpoints(
  store: StoreFile,
  { key, files, given }: Evidence,
  heads: ExpectedHeads,
  findings: Findings,
): CheckpointsSeen {
  const look = (one: ReadCheckpoint, place: Place): void => {
    checkSignature(one, place, key, findings);
    heads.expect(one, place);
  };
  const inStore = readStored(store, findings, look);
  const seen = new Set(inStore.map((one) => one.digest));
  const lies = new Set<string>();
  for (const { name, read } of files ?? []) {
    const place = { kind: "checkpoint", at: read?.at ?? "?", source: `records/checkpoints/${name}` } as const;
    if (read === null) {
      findings.add("checkpoint-unreadable", place, words.unreadable);
      continue;
    }
    lies.add(read.digest);
    if (seen.has(read.digest)) continue;
    seen.add(read.digest);
    look(read, place);
    findings.add("checkpoint-not-in-store", place, words.notInStore);
  }
  // The newest may have been signed while the files were being read, or its file waits for the next start.
  if (files !== null)
    for (const one of inStore.slice(0, -1))
      if (!lies.has(one.digest))
        findings.add(
          "checkpoint-file-missing",
          { kind: "checkpoint", at: one.at, source: "hinomi.db" },
          words.fileMissing,
        );
  if (given !== null && !seen.has(given.digest)) {
    const place = { kind: "checkpoint", at: given.at, source: words.given } as const;
    look(given, place);
    findings.add("checkpoint-not-in-store", place, words.notInStore);
    seen.add(given.digest);
  }
  return { count: seen.size, newest: inStore.at(-1)?.at ?? null };
}

/** The store's own checkpoints, each of which names the one before it. */
function readStored(
  store: StoreFile,
  findings: Findings,
  look: (one: ReadCheckpoint, place: Place) => void,
): readonly ReadCheckpoint[] {
  if (!store.hasTable("checkpoints")) return [];
  const all: ReadCheckpoint[] = [];
  let before: string | null = null;
  let last = 0;
  for (const row of store.rows(
    `SELECT no, ${asBytes("signature", "document")} FROM checkpoints NOT INDEXED ORDER BY no`,
  )) {
    const no = numberOf(row, "no");
    const text = textIn(row, "document");
    const read = text === undefined ? null : readCheckpoint(parseJson(text));
    const place = {
      kind: "checkpoint",
      at: read?.at ?? "?",
      source: `hinomi.db checkpoints ${String(no)}`,
    } as const;
    if (read === null) findings.add("checkpoint-unreadable", place, words.unreadable);
    else {
      if (no !== last + 1 || read.previous !== before)
        findings.add("checkpoint-previous", place, words.previous);
      if (text === undefined || sha256(text) !== read.digest || textIn(row, "signature") !== read.signature)
        findings.add("checkpoint-notation", place, words.notation);
      look(read, place);
      all.push(read);
      before = read.digest;
    }
    last = no;
  }
  checkSequence(store, findings, "checkpoints", last);
  return all;
}
