import { existsSync, readFileSync } from "node:fs";
import { type Json, listOf, member, parseJson } from "./canonical.ts";
import type { ChainWalk } from "./chains.ts";
import type { Findings, Sentence } from "./findings.ts";
import type { Proofs } from "./proofs.ts";
import { asBytes, type StoreFile, textIn } from "./store-file.ts";

const words = {
  wiped: {
    ja: "記録も照合点も1件もありませんが、記録なしには生じない行があります。記録が丸ごと消されています",
    en: "there is not one record and not one checkpoint, but rows that never stand without a record; the records were wiped",
  },
  chain: {
    ja: "collector-id が示すこの記録が1件もありませんが、行はあります。記録が消されたか、collector-id が置き換えられています",
    en: "collector-id names this chain, and it has no record while rows are there; the chain was deleted, or collector-id was replaced",
  },
  fixed: {
    ja: "固定の機器とされていますが、どのネットワークのルータでもなく、だれの決定もありません（決めた人がいません）",
    en: "it stands as fixed equipment, is no network's gateway, and was decided by nobody",
  },
  future: {
    ja: "まだ来ていない回が済んだことになっています。その回の仕事は行われません",
    en: "it is noted as done before its time; the work of that time will not be done",
  },
  unreadable: {
    ja: "回の名前が日付でも時刻でもありません",
    en: "what it names is neither a date nor a time",
  },
} as const satisfies Record<string, Sentence>;

/** Rows that nobody makes without a record; the collector's own agent is enrolled without one. */
const neverAlone: readonly (readonly [table: string, where: string])[] = [
  ["people", "1"],
  ["endpoints", "local = 0"],
  ["incidents", "1"],
  ["incident_events", "1"],
  ["gaps", "1"],
  ["reports", "1"],
  ["media", "decided_at IS NOT NULL"],
  ["lan_devices", "decided_at IS NOT NULL"],
];

function has(store: StoreFile, table: string, where: string): boolean {
  if (!store.hasTable(table)) return false;
  for (const _ of store.rows(`SELECT 1 FROM ${table} NOT INDEXED WHERE ${where} LIMIT 1`)) return true;
  return false;
}

/** The chain's name in DATA/collector-id; null where there is no such file, or no name in it. */
export function readOwnChain(file: string): string | null {
  if (!existsSync(file)) return null;
  const name = readFileSync(file, "utf8").trim();
  return /^col_[0-9a-f]{16}$/u.test(name) ? name : null;
}

/** Tells of records that are gone as a whole: what is left then speaks for nothing and against nothing. */
export function checkPresence(
  store: StoreFile,
  walk: ChainWalk,
  checkpoints: number,
  ownChain: string | null,
  findings: Findings,
): void {
  const wiped = walk.records === 0 && checkpoints === 0;
  const silent = ownChain !== null && !walk.ends.has(ownChain);
  if (!wiped && !silent) return;
  if (!neverAlone.some(([table, where]) => has(store, table, where))) return;
  if (wiped) findings.add("records-gone", { kind: "row", table: "records", id: "*" }, words.wiped);
  if (silent) findings.add("chain-gone", { kind: "record", chain: ownChain, index: 1 }, words.chain);
}

const textsOf = (value: Json | undefined): readonly string[] =>
  (listOf(value) ?? []).filter((one) => typeof one === "string");

/** The gateways that the networks have, and by the cases about an exchanged router had, as `network mac`. */
function gatewaysIn(store: StoreFile): Set<string> {
  const known = new Set<string>();
  for (const row of store.rows(`SELECT ${asBytes("id", "document")} FROM networks NOT INDEXED`)) {
    const document = parseJson(textIn(row, "document") ?? "");
    for (const mac of textsOf(member(document, "gatewayMacs")))
      known.add(`${textIn(row, "id") ?? ""} ${mac}`);
  }
  for (const row of store.rows(
    `SELECT ${asBytes("document")} FROM incident_events NOT INDEXED WHERE instr(document, '"knownMacs"') > 0`,
  )) {
    const data = member(member(parseJson(textIn(row, "document") ?? ""), "change"), "data");
    const network = member(data, "networkId");
    const macs = [member(data, "knownMacs"), member(data, "mac")];
    for (const one of macs)
      if (typeof network === "string" && typeof one === "string")
        for (const mac of one.split(" ")) known.add(`${network} ${mac}`);
  }
  return known;
}

/** A device is fixed equipment because a person said so, or because it is or was its network's gateway. */
export function checkFixed(store: StoreFile, walk: ChainWalk, proofs: Proofs, findings: Findings): void {
  const known = gatewaysIn(store);
  for (const row of store.rows(
    `SELECT ${asBytes("id", "network_id", "mac")} FROM lan_devices NOT INDEXED
     WHERE decision = 'fixed' AND decided_at IS NULL AND decided_by IS NULL ORDER BY rowid`,
  )) {
    const id = textIn(row, "id") ?? "?";
    const gateway = `${textIn(row, "network_id") ?? ""} ${textIn(row, "mac") ?? ""}`;
    if (proofs.of("lan-decision", id) !== null || known.has(gateway) || walk.gateways.has(gateway)) continue;
    findings.add("decided-by-nobody", { kind: "row", table: "lan_devices", id }, words.fixed);
  }
}

/** The beginning of what a job names: a day of the office, or a moment; null where it is neither. */
function beginOf(occurrence: string): Temporal.Instant | null {
  try {
    return /^\d{4}-\d{2}-\d{2}$/u.test(occurrence)
      ? Temporal.PlainDate.from(occurrence).toZonedDateTime("Asia/Tokyo").toInstant()
      : Temporal.Instant.from(occurrence);
  } catch {
    return null;
  }
}

/** The newest moment that records, checkpoints and reports of agents speak of. */
function newestIn(store: StoreFile, walk: ChainWalk, checkpoint: string | null): Temporal.Instant | null {
  const moments = [walk.newest, checkpoint];
  for (const row of store.rows(`SELECT CAST(max(heard_at) AS BLOB) AS heard_at FROM streams NOT INDEXED`))
    moments.push(textIn(row, "heard_at") ?? null);
  const read = moments.flatMap((one) => (one === null ? [] : (beginOf(one) ?? [])));
  return read.toSorted((a, b) => Temporal.Instant.compare(a, b)).at(-1) ?? null;
}

/** Tells of work that is noted as done more than a day after anything else happened: nobody would ever do it. */
export function checkJobs(
  store: StoreFile,
  walk: ChainWalk,
  checkpoint: string | null,
  findings: Findings,
): void {
  const end = newestIn(store, walk, checkpoint)?.add({ hours: 24 }) ?? null;
  for (const row of store.rows(`SELECT ${asBytes("job", "occurrence")} FROM jobs ORDER BY 1, 2`)) {
    const occurrence = textIn(row, "occurrence") ?? "?";
    const place = { kind: "row", table: "jobs", id: `${textIn(row, "job") ?? "?"} ${occurrence}` } as const;
    const begin = beginOf(occurrence);
    if (begin === null) findings.add("job-unreadable", place, words.unreadable);
    else if (end !== null && Temporal.Instant.compare(begin, end) > 0)
      findings.add("job-ahead", place, words.future);
  }
}
