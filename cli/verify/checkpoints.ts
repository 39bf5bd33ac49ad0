import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { canonicalJson, type Json, listOf, member, parseJson, sha256 } from "./canonical.ts";
import type { Findings, Place, Sentence } from "./findings.ts";

interface Head {
  readonly chain: string;
  readonly index: number;
  readonly hash: string;
}

/** A checkpoint as it was read; nothing of it is believed before its signature is checked. */
export interface ReadCheckpoint {
  readonly at: string;
  readonly heads: readonly Head[];
  readonly previous: string | null;
  readonly key: string;
  readonly signature: string;
  /** Its members but the signature, in canonical form: what was signed. */
  readonly signed: string;
  /** SHA-256 of the whole in canonical form: what the next one names. */
  readonly digest: string;
}

const digestForm = /^[0-9a-f]{64}$/u;
const momentForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/u;
const signatureForm = /^[A-Za-z0-9+/]{86}==$/u;
const members = ["at", "chain", "heads", "key", "previous", "signature", "version"];

function readHeads(value: Json | undefined): Head[] | null {
  const heads: Head[] = [];
  for (const one of listOf(value) ?? []) {
    const [chain, index, hash] = [member(one, "chain"), member(one, "index"), member(one, "hash")];
    if (typeof chain !== "string" || typeof index !== "number" || typeof hash !== "string") return null;
    if (!Number.isSafeInteger(index) || index < 1 || !digestForm.test(hash)) return null;
    heads.push({ chain, index, hash });
  }
  return heads.length === 0 ? null : heads;
}

/** Reads a checkpoint's JSON; null where it is none. */
export function readCheckpoint(value: Json | undefined): ReadCheckpoint | null {
  if (value === undefined || value === null || typeof value !== "object" || listOf(value) !== null)
    return null;
  const own = Object.keys(value).sort();
  if (own.join() !== members.join() || member(value, "version") !== 1) return null;
  const [at, chain, key] = [member(value, "at"), member(value, "chain"), member(value, "key")];
  const [previous, signature] = [member(value, "previous"), member(value, "signature")];
  const heads = readHeads(member(value, "heads"));
  if (typeof at !== "string" || !momentForm.test(at) || typeof chain !== "string" || heads === null)
    return null;
  if (typeof key !== "string" || !digestForm.test(key)) return null;
  if (typeof signature !== "string" || !signatureForm.test(signature)) return null;
  // The last letter of base64 has bits that mean nothing; only one way of writing counts.
  if (Buffer.from(signature, "base64").toString("base64") !== signature) return null;
  if (previous !== null && (typeof previous !== "string" || !digestForm.test(previous))) return null;
  const unsigned: Record<string, Json> = {};
  for (const name of own) if (name !== "signature") unsigned[name] = member(value, name) ?? null;
  const signed = canonicalJson(unsigned);
  return { at, heads, previous, key, signature, signed, digest: sha256(canonicalJson(value)) };
}

/** Reads the one line of a mail or paper: `HINOMI1 chain at key previous signature chain:number:hash …`. */
function readCheckpointText(text: string): ReadCheckpoint | null {
  const [word, chain = "", at = "", key = "", previous = "", signature = "", ...rest] = text
    .trim()
    .split(/\s+/u);
  if (word !== "HINOMI1") return null;
  const heads: Json[] = [];
  for (const one of rest) {
    const [, name, index, hash] = /^([^:]+):(\d{1,16}):([0-9a-f]{64})$/u.exec(one) ?? [];
    if (name === undefined || hash === undefined) return null;
    heads.push({ chain: name, index: Number(index), hash });
  }
  const before = previous === "-" ? null : previous;
  return readCheckpoint({ version: 1, at, chain, heads, previous: before, key, signature });
}

/** Reads what a person gave: the line, or the text of a file with the line or the JSON in it. */
export const readGiven = (text: string): ReadCheckpoint | null =>
  text.trim().startsWith("{") ? readCheckpoint(parseJson(text)) : readCheckpointText(text);

/** The key that signatures are checked with. */
export interface CheckKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** Reads a public key in PEM; null for anything but an Ed25519 key. */
export function readPublicKey(pem: string): CheckKey | null {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType !== "ed25519") return null;
    return { id: sha256(key.export({ type: "spki", format: "der" })), key };
  } catch {
    return null;
  }
}

const words = {
  foreign: {
    ja: "この監視サーバの署名鍵ではない鍵で署名されています",
    en: "it was signed with another key than this collector's",
  },
  signature: {
    ja: "署名が合いません（照合点が書き換えられています）",
    en: "its signature does not fit; the checkpoint was changed",
  },
  keyless: {
    ja: "署名を確かめる公開鍵（records/public-key.pem）がありません。--public-key で指定してください",
    en: "there is no public key (records/public-key.pem) to check its signature with; give one with --public-key",
  },
} as const satisfies Record<string, Sentence>;

/** Checks that the collector's key signed a checkpoint. */
export function checkSignature(
  one: ReadCheckpoint,
  place: Place,
  key: CheckKey | null,
  findings: Findings,
): void {
  if (key === null) findings.add("no-public-key", place, words.keyless);
  else if (one.key !== key.id) findings.add("foreign-key", place, words.foreign);
  else if (!verify(null, Buffer.from(one.signed, "utf8"), key.key, Buffer.from(one.signature, "base64")))
    findings.add("signature", place, words.signature);
}

/** The heads that checkpoints speak of, met one by one while the chains are read. */
export interface ExpectedHeads {
  expect(one: ReadCheckpoint, place: Place): void;
  met(chain: string, index: number, hash: string): void;
  /** Tells of every head that no record bore. */
  tell(ends: ReadonlyMap<string, { readonly index: number }>): void;
}

const headKey = (chain: string, index: number): string => `${String(index)} ${chain}`;

export function createExpectedHeads(findings: Findings): ExpectedHeads {
  const waiting = new Map<string, { readonly head: Head; readonly place: Place }[]>();
  return {
    expect(one, place) {
      for (const head of one.heads) {
        const key = headKey(head.chain, head.index);
        const known = waiting.get(key);
        if (known === undefined) waiting.set(key, [{ head, place }]);
        else known.push({ head, place });
      }
    },
    met(chain, index, hash) {
      const key = headKey(chain, index);
      const known = waiting.get(key);
      if (known === undefined) return;
      const other = known.filter(({ head }) => head.hash !== hash);
      if (other.length === 0) waiting.delete(key);
      else waiting.set(key, other);
    },
    tell(ends) {
      for (const { head, place } of [...waiting.values()].flat())
        findings.add("head", place, headWords(head, ends.get(head.chain)?.index ?? 0));
    },
  };
}

function headWords({ chain, index }: Head, end: number): Sentence {
  if (index > end)
    return {
      ja: `記録 ${chain} は照合点の時に${String(index)}番までありましたが、今は${String(end)}番までしかありません。古い控えから戻されたか、末尾が切り取られています`,
      en: `chain ${chain} had ${String(index)} records at this checkpoint and now ends at ${String(end)}; an older copy of the store was restored, or its end was cut off`,
    };
  return {
    ja: `記録 ${chain} の${String(index)}番が、照合点の時のものと違います。記録が作り直されたか、古い控えから戻されて別の記録が続いています`,
    en: `record ${String(index)} of chain ${chain} is another than at this checkpoint; the records were made anew, or an older copy was restored and went on differently`,
  };
}
