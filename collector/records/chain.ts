import { createHash } from "node:crypto";
import type { ChainedRecord, RecordEntry } from "#collector/storage/port.ts";

/** What the first record of a chain names as its predecessor. */
const genesis = "0".repeat(64);
/** Length of a salt: long enough that a deleted payload cannot be found again by trying what it may have been. */
export const saltBytes = 32;

/**
 * JSON with one form for one value (after RFC 8785): keys in the order of their UTF-16 units, no white space, numbers
 * as ECMAScript writes them, members that are `undefined` left out. Throws TypeError for what JSON cannot say, since
 * a value that is dropped in silence would not be proved.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (Number.isFinite(value)) return JSON.stringify(value);
    throw new TypeError(`${String(value)} cannot be written as JSON`);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object") {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null)
      throw new TypeError("only plain objects can be written as canonical JSON");
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(",")}}`;
  }
  throw new TypeError(`a ${typeof value} cannot be written as JSON`);
}

/** SHA-256 (hex) over the salt's bytes followed by the canonical payload in UTF-8. */
const hashPayload = (salt: string, payload: RecordEntry): string =>
  createHash("sha256").update(Buffer.from(salt, "hex")).update(canonicalJson(payload), "utf8").digest("hex");

/** SHA-256 (hex) over the canonical JSON list of chain, index, previous hash and payload hash. */
const hashLink = (chain: string, index: number, previous: string, payloadHash: string): string =>
  createHash("sha256")
    .update(canonicalJson([chain, index, previous, payloadHash]), "utf8")
    .digest("hex");

/**
 * The record that follows `previous` (null for the first) in a chain. `salt` is 32 random bytes in hexadecimal, made
 * for this record alone. Throws RangeError for another salt or a predecessor of another chain.
 */
export function link(
  previous: ChainedRecord | null,
  chain: string,
  entry: RecordEntry,
  salt: string,
): ChainedRecord {
  if (!new RegExp(`^[0-9a-f]{${String(saltBytes * 2)}}$`, "u").test(salt))
    throw new RangeError("a salt is 32 bytes in hexadecimal");
  if (previous !== null && previous.chain !== chain)
    throw new RangeError(`a record of chain ${chain} cannot follow one of chain ${previous.chain}`);
  const index = previous === null ? 1 : previous.index + 1;
  const before = previous === null ? genesis : previous.hash;
  const payloadHash = hashPayload(salt, entry);
  const hash = hashLink(chain, index, before, payloadHash);
  return { chain, index, previous: before, payloadHash, hash, salt, payload: entry };
}

/** What is wrong with a record, or with its place behind `previous`. */
export type ChainFault = "chain" | "index" | "previous" | "payload" | "half-deleted" | "hash";

/**
 * Whether a record stands rightly behind `previous` (null for the first of the chain); null means that all holds. A
 * deleted payload leaves its digest: then salt and payload must both be gone.
 */
export function verifyLink(previous: ChainedRecord | null, record: ChainedRecord): ChainFault | null {
  if (previous !== null && previous.chain !== record.chain) return "chain";
  if (record.index !== (previous === null ? 1 : previous.index + 1)) return "index";
  if (record.previous !== (previous === null ? genesis : previous.hash)) return "previous";
  if ((record.salt === null) !== (record.payload === null)) return "half-deleted";
  if (record.salt !== null && record.payload !== null) {
    if (hashPayload(record.salt, record.payload) !== record.payloadHash) return "payload";
  }
  if (hashLink(record.chain, record.index, record.previous, record.payloadHash) !== record.hash)
    return "hash";
  return null;
}
