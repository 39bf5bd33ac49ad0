import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RecordStore } from "#collector/storage/port.ts";
import { type Checkpoint, checkpoint as checkpointSchema } from "#shared/model/checkpoint.ts";
import { canonicalJson } from "./chain.ts";
import { openSigningKey } from "./signing-key.ts";
import { ensurePrivateDirectory, writeWhole } from "./whole-file.ts";

export interface CheckpointerOptions {
  readonly records: RecordStore;
  /** DATA/records: the key lies in it, the checkpoints' files in `checkpoints` below it. */
  readonly directory: string;
  /** The collector's own chain. */
  readonly chain: string;
  readonly now: () => Temporal.Instant;
}

/** Signs how far the chains of records have come. */
export interface Checkpointer {
  /**
   * Signs the heads of all chains and keeps that in the store and as a file; null where nothing is new since the last.
   * Calls at one time wait for each other. Throws RecordsError where the file cannot be written; the next call, or the
   * next start, writes it then.
   */
  make(): Promise<Checkpoint | null>;
  newest(): Promise<Checkpoint | null>;
  readonly publicKeyPem: string;
}

/** The file's name of a checkpoint; colons are not allowed in names on Windows. */
const checkpointFileName = (at: string): string => `${at.replaceAll(":", "")}.json`;

const digestOf = (checkpoint: Checkpoint): string =>
  createHash("sha256").update(canonicalJson(checkpoint), "utf8").digest("hex");

/** The newest checkpoint that lies there as a file; one that cannot be read is the verifier's to tell. */
function newestFile(directory: string): Checkpoint | null {
  const names = readdirSync(directory).filter((name) => /^\d.*\.json$/u.test(name));
  for (const name of names.sort().toReversed()) {
    try {
      const read = checkpointSchema.safeParse(JSON.parse(readFileSync(join(directory, name), "utf8")));
      if (read.success) return read.data;
    } catch {
      // Half of a file, or one of another program: the one before it tells.
    }
  }
  return null;
}

const sameHeads = (a: Checkpoint["heads"], b: Checkpoint["heads"]): boolean =>
  canonicalJson(a) === canonicalJson(b);

/**
 * Opens the key in `directory`, makes it where nothing was ever signed, and writes the file of a checkpoint that an
 * interrupted run left without one.
 * @throws RecordsError where the key was lost or replaced, or the directory cannot be written.
 */
export async function createCheckpointer(options: CheckpointerOptions): Promise<Checkpointer> {
  const { records, directory, chain, now } = options;
  const files = join(directory, "checkpoints");
  ensurePrivateDirectory(directory);
  ensurePrivateDirectory(files);

  const newest = async (): Promise<Checkpoint | null> => (await records.checkpoints(1))[0] ?? null;
  const writeFile = (one: Checkpoint): void => {
    const path = join(files, checkpointFileName(one.at));
    if (!existsSync(path)) writeWhole(path, `${canonicalJson(one)}\n`, 0o600);
  };

  const last = await newest();
  const lastFile = newestFile(files);
  const standing = [last, lastFile].filter((one) => one !== null);
  const key = openSigningKey(directory, new Set(standing.map((one) => one.key)));
  if (last !== null) writeFile(last);

  /** The chain's own head first, the others by name. */
  const readHeads = async (): Promise<Checkpoint["heads"]> => {
    const all = (await records.heads()).map(({ chain: name, index, hash }) => ({ chain: name, index, hash }));
    return all.sort((a, b) => {
      if (a.chain === chain) return -1;
      if (b.chain === chain) return 1;
      return a.chain < b.chain ? -1 : 1;
    });
  };

  const makeOne = async (): Promise<Checkpoint | null> => {
    const before = await newest();
    if (before !== null) writeFile(before);
    const heads = await readHeads();
    if (heads.length === 0 || (before !== null && sameHeads(before.heads, heads))) return null;
    const unsigned = {
      version: 1 as const,
      // The files count too: beside a restored store they may be newer, and none is ever replaced.
      at: momentAfter([before?.at, lastFile?.at], now()),
      chain,
      heads,
      previous: before === null ? null : digestOf(before),
      key: key.id,
    };
    const made: Checkpoint = { ...unsigned, signature: key.sign(canonicalJson(unsigned)) };
    await records.putCheckpoint(made);
    writeFile(made);
    return made;
  };

  let running: Promise<unknown> = Promise.resolve();
  return {
    publicKeyPem: key.publicKeyPem,
    newest,
    make() {
      const mine = running.then(makeOne);
      running = mine.catch(() => null);
      return mine;
    },
  };
}

/** The time of a checkpoint never goes back behind an earlier one, also when the computer's clock did. */
function momentAfter(earlier: readonly (string | undefined)[], now: Temporal.Instant): string {
  let moment = now;
  for (const one of earlier) {
    if (one === undefined) continue;
    const floor = Temporal.Instant.from(one).add({ milliseconds: 1 });
    if (Temporal.Instant.compare(moment, floor) < 0) moment = floor;
  }
  return moment.toString({ smallestUnit: "millisecond" });
}
