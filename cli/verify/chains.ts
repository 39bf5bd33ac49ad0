import { canonicalJson, type Json, listOf, member, parseJson, sha256 } from "./canonical.ts";
import type { Findings, Place, Sentence } from "./findings.ts";
import type { Proofs } from "./proofs.ts";
import { asBytes, numberOf, type Row, type StoreFile, textIn } from "./store-file.ts";

/** What the first record of a chain names as its predecessor. */
const genesis = "0".repeat(64);
const digest = /^[0-9a-f]{64}$/u;

export interface ChainWalk {
  readonly records: number;
  /** The last record of each chain. */
  readonly ends: ReadonlyMap<string, { readonly index: number; readonly hash: string }>;
  /** From when on every row must be proved, or null where nothing is proved yet. */
  readonly provedFrom: string | null;
  /** The newest time that a record bears; null where none bears one. */
  readonly newest: string | null;
  /** Every gateway that a record of a network names, as `network mac`. */
  readonly gateways: ReadonlySet<string>;
}

interface Link {
  readonly index: number;
  readonly hash: string;
}

const faultWords = {
  previous: {
    ja: "前の記録とつながりません（前の記録か、この記録が差し替えられています）",
    en: "it does not follow the record before it; one of the two was replaced",
  },
  payload: {
    ja: "内容が要約値と合いません（内容が書き換えられています）",
    en: "its content does not fit its digest; the content was changed",
  },
  "half-deleted": {
    ja: "内容か塩のどちらか一方だけが消されています",
    en: "only one of content and salt was deleted",
  },
  hash: {
    ja: "記録の要約値が合いません（記録が書き換えられています）",
    en: "its hash does not fit; the record was changed",
  },
  unreadable: { ja: "読める形をしていません", en: "it cannot be read" },
  proof: { ja: "行の証明が読める形をしていません", en: "its proof of a row cannot be read" },
  deleted: {
    ja: "内容が消されていますが、削除を示す記録がありません",
    en: "its content was deleted, and no later record says so",
  },
} as const satisfies Record<string, Sentence>;

/**
 * Follows every chain from its first record to its last, keeps what the records prove, and tells `onRecord` each
 * record as it stands. The table is read in its own order, without an index, which somebody might have bent.
 */
export function walkChains(
  store: StoreFile,
  findings: Findings,
  proofs: Proofs,
  onRecord: (chain: string, index: number, hash: string) => void,
): ChainWalk {
  const ends = new Map<string, Link>();
  const emptied = new Map<string, Place & { readonly kind: "record" }>();
  let records = 0;
  let lastNo = 0;
  let newest: Temporal.Instant | null = null;
  const gateways = new Set<string>();
  /** When the first row of each kind was proved. */
  const firstProofs = new Map<string, string>();

  const readProof = (place: Place & { kind: "record" }, no: number, payload: Json): void => {
    const detail = member(payload, "detail");
    forget(emptied, member(detail, "deletes"));
    const proves = member(detail, "proves");
    if (proves === undefined) return;
    const kind = member(proves, "kind");
    const id = member(proves, "id");
    const hash = member(proves, "sha256");
    if (
      typeof kind !== "string" ||
      typeof id !== "string" ||
      typeof hash !== "string" ||
      !digest.test(hash)
    ) {
      findings.add("proof", place, faultWords.proof);
      return;
    }
    const number = member(detail, "number");
    const named = typeof number === "string" ? number : null;
    proofs.keep(kind, id, { sha256: hash, no, chain: place.chain, index: place.index, number: named });
    const at = member(payload, "at");
    if (typeof at === "string" && !firstProofs.has(kind)) firstProofs.set(kind, at);
  };

  for (const row of store.rows(
    `SELECT no, idx, ${asBytes("chain", "previous", "payload_hash", "hash", "salt", "payload")} FROM records NOT INDEXED ORDER BY no`,
  )) {
    records += 1;
    const no = numberOf(row, "no");
    const chain = textIn(row, "chain") ?? "?";
    const index = numberOf(row, "idx");
    const hash = textIn(row, "hash") ?? "";
    const place = { kind: "record", chain, index } as const;
    if (no !== lastNo + 1) findings.add("missing", place, missingBefore(lastNo, no));
    lastNo = no;

    const before = ends.get(chain) ?? { index: 0, hash: genesis };
    if (index !== before.index + 1) findings.add("index", place, indexGap(before.index, index));
    else if (textIn(row, "previous") !== before.hash) findings.add("previous", place, faultWords.previous);
    const fault = faultIn(row, chain, index, hash);
    if (fault !== null) findings.add(fault, place, faultWords[fault]);

    const payload = textIn(row, "payload");
    const value = payload === undefined ? undefined : parseJson(payload);
    if (value !== undefined) {
      readProof(place, no, value);
      keepGateways(gateways, value);
      newest = laterOf(newest, member(value, "at"));
    }
    if (row["payload"] === null && row["salt"] === null) emptied.set(`${chain} ${String(index)}`, place);
    ends.set(chain, { index, hash });
    onRecord(chain, index, hash);
  }
  for (const place of emptied.values()) findings.add("deleted", place, faultWords.deleted);
  checkSequence(store, findings, "records", lastNo, ends);
  return {
    records,
    ends,
    provedFrom: beginningOf(firstProofs),
    newest: newest?.toString() ?? null,
    gateways,
  };
}

/**
 * From when on every row is proved. Decisions, notices and papers bear the time they were written; an event bears the
 * time its report arrived, a moment earlier, and counts only while there is nothing better; a gap bears that of the gap.
 */
function beginningOf(firstProofs: ReadonlyMap<string, string>): string | null {
  const [earliest] = [...firstProofs]
    .flatMap(([kind, at]) => (kind === "gap" || kind === "incident-event" ? [] : [at]))
    .sort();
  return earliest ?? firstProofs.get("incident-event") ?? null;
}

function laterOf(before: Temporal.Instant | null, value: Json | undefined): Temporal.Instant | null {
  if (typeof value !== "string") return before;
  try {
    const at = Temporal.Instant.from(value);
    return before !== null && Temporal.Instant.compare(at, before) <= 0 ? before : at;
  } catch {
    return before;
  }
}

/** A network's gateways as its records name them: as it was entered, and before and after each change. */
function keepGateways(gateways: Set<string>, payload: Json): void {
  const action = member(payload, "action");
  const network = member(payload, "subject");
  if (typeof network !== "string" || (action !== "network.entered" && action !== "network.changed")) return;
  const detail = member(payload, "detail");
  for (const one of [detail, member(detail, "before"), member(detail, "after")])
    for (const mac of listOf(member(one, "gatewayMacs")) ?? [])
      if (typeof mac === "string") gateways.add(`${network} ${mac}`);
}

/** A record of a deletion names the records whose contents it took: `{chain, from, to}`, both ends included. */
function forget(emptied: Map<string, Place & { readonly kind: "record" }>, deletes: Json | undefined): void {
  const chain = member(deletes, "chain");
  const from = member(deletes, "from");
  const to = member(deletes, "to");
  if (typeof chain !== "string" || typeof from !== "number" || typeof to !== "number") return;
  for (const [key, place] of emptied)
    if (place.chain === chain && place.index >= from && place.index <= to) emptied.delete(key);
}

/** What is wrong within one record, its place in the chain left aside. */
function faultIn(
  row: Row,
  chain: string,
  index: number,
  hash: string,
): "unreadable" | "half-deleted" | "payload" | "hash" | null {
  const previous = textIn(row, "previous");
  const payloadHash = textIn(row, "payload_hash");
  if (previous === undefined || payloadHash === undefined || !digest.test(payloadHash)) return "unreadable";
  if ((row["salt"] === null) !== (row["payload"] === null)) return "half-deleted";
  const payload = row["payload"];
  if (payload !== null) {
    const salt = textIn(row, "salt");
    if (salt === undefined || !digest.test(salt) || !(payload instanceof Uint8Array)) return "payload";
    // The bytes as they stand: a payload is stored in canonical form, so another notation is a change as well.
    if (sha256(Buffer.from(salt, "hex"), payload) !== payloadHash) return "payload";
  }
  if (sha256(canonicalJson([chain, index, previous, payloadHash])) !== hash) return "hash";
  return null;
}

const missingBefore = (last: number, no: number): Sentence => ({
  ja: `この前の行がありません（通し番号 ${String(last)} の次が ${String(no)}）。記録が消されたか、並べ替えられています`,
  en: `rows before it are missing (number ${String(no)} follows ${String(last)}); records were deleted or their order was changed`,
});

const indexGap = (last: number, index: number): Sentence => ({
  ja: `${String(last)}番の次が${String(index)}番です。間の記録が消されたか、並べ替えられています`,
  en: `number ${String(index)} follows number ${String(last)}; records between were deleted or their order was changed`,
});

/**
 * SQLite remembers the last number it gave in such a table, also of rows that are gone: a cut tail shows, unless the
 * one who cut it knew that too.
 */
export function checkSequence(
  store: StoreFile,
  findings: Findings,
  table: string,
  last: number,
  ends: ReadonlyMap<string, Link> = new Map(),
): void {
  let given = 0;
  for (const row of store.rows("SELECT name, seq FROM sqlite_sequence"))
    if (row["name"] === table) given = numberOf(row, "seq");
  if (given === last) return;
  const names = [...ends].map(([chain, end]) => `${chain} ${String(end.index)}`).join(", ");
  findings.add(
    "tail",
    { kind: "row", table, id: String(last + 1) },
    {
      ja: `末尾が切り取られています。最後に付けた通し番号は ${String(given)} ですが、残っている最後は ${String(last)} です${names === "" ? "" : `（残っている最後の記録：${names}番）`}`,
      en: `its end was cut off: the last number given was ${String(given)}, the last that is left is ${String(last)}${names === "" ? "" : ` (the last records left: ${names})`}`,
    },
  );
}
