import { canonicalJson, type Json, listOf, member, parseJson, sha256 } from "./canonical.ts";
import type { Findings, Sentence } from "./findings.ts";
import type { Proofs } from "./proofs.ts";
import { asBytes, numberOf, type Row, type StoreFile, textIn, textOrNullIn } from "./store-file.ts";

/** How the rows of one table are proved. */
interface ProvedTable {
  readonly kind: string;
  readonly table: string;
  /** Columns read as text. */
  readonly columns: readonly string[];
  readonly numbers?: readonly string[];
  /** What the proof's digest is made over; undefined where the row cannot be read. */
  document(row: Row): string | undefined;
  /** A sentence where columns beside the document say something else than it. */
  disagrees?(row: Row, document: Json): Sentence | null;
  /**
   * Since when a row that nothing proves stands as it does: an instant, null for one that says no time, and undefined
   * for one that needs no proof.
   */
  since(row: Row): string | null | undefined;
}

/** A time in the form whose order is the order of text, as the store's columns have it. */
export const momentOf = (value: Json | undefined): string | null | undefined => {
  if (value === null) return null;
  if (typeof value !== "string") return undefined;
  try {
    return Temporal.Instant.from(value).toString({ smallestUnit: "millisecond", roundingMode: "floor" });
  } catch {
    return undefined;
  }
};

const columnWords = (column: string): Sentence => ({
  ja: `列 ${column} が、行の文書と違います`,
  en: `its column ${column} says something else than its document`,
});

/** Columns that repeat a member of the document, for the store's searches. */
const repeats =
  (pairs: Readonly<Record<string, (document: Json) => string | null | undefined>>) =>
  (row: Row, document: Json): Sentence | null => {
    for (const [column, of] of Object.entries(pairs))
      if (textOrNullIn(row, column) !== of(document)) return columnWords(column);
    return null;
  };

const textMember =
  (name: string) =>
  (document: Json): string | null | undefined => {
    const value = member(document, name);
    return typeof value === "string" || value === null ? value : undefined;
  };
const timeMember =
  (name: string) =>
  (document: Json): string | null | undefined =>
    momentOf(member(document, name));

/** The members of a decision by the columns they stand in; undefined where one is no text. */
function fromColumns(row: Row, members: Readonly<Record<string, string>>): Record<string, Json> | undefined {
  const document: Record<string, Json> = {};
  for (const [name, column] of Object.entries(members)) {
    const value = textOrNullIn(row, column);
    if (value === undefined) return undefined;
    document[name] = value;
  }
  return document;
}

const idWords: Sentence = {
  ja: "番号が、行の指すものと合いません。別のものの決定が付け替えられています",
  en: "its id does not fit what the row stands for; the decision about another was put here",
};
const keyWords: Sentence = {
  ja: "列 vendor_id、product_id、serial が register_key と合いません。別の媒体に見せかけられています",
  en: "its columns vendor_id, product_id and serial do not fit its register_key; it is made to look like another medium",
};
/** A register's id follows from what the row stands for, which binds a decision to its medium or device. */
const derivedId = (kind: string, ...parts: readonly (string | null | undefined)[]): string =>
  `${kind}-${sha256(JSON.stringify(parts)).slice(0, 24)}`;

const decisionTime = (row: Row, byMachine: readonly string[]): string | null | undefined => {
  const at = textOrNullIn(row, "decided_at");
  const by = textOrNullIn(row, "decided_by");
  if (at === null && by === null && byMachine.includes(textIn(row, "decision") ?? "")) return undefined;
  return at ?? null;
};

const lanMembers = {
  right: "decision",
  kind: "kind",
  place: "place",
  note: "note",
  expiresAt: "expires_at",
  decidedBy: "decided_by",
  decidedAt: "decided_at",
} as const;
const mediumMembers = {
  right: "decision",
  managementNumber: "management_number",
  user: "user",
  note: "note",
  expiresAt: "expires_at",
  decidedBy: "decided_by",
  decidedAt: "decided_at",
} as const;

export const provedTables: readonly ProvedTable[] = [
  {
    kind: "incident-event",
    table: "incident_events",
    columns: ["id", "incident_id", "document"],
    numbers: ["no"],
    document: (row) => textIn(row, "document"),
    disagrees: repeats({ id: textMember("id"), incident_id: textMember("incidentId") }),
    since: (row) => momentOf(member(parseJson(textIn(row, "document") ?? ""), "recordedAt")) ?? null,
  },
  {
    kind: "gap",
    table: "gaps",
    columns: ["id", "subject", "endpoint_id", "fact", "from_at", "to_at", "document"],
    document: (row) => textIn(row, "document"),
    disagrees: repeats({
      id: textMember("id"),
      subject: textMember("subject"),
      endpoint_id: textMember("endpointId"),
      fact: textMember("fact"),
      from_at: timeMember("from"),
      to_at: timeMember("to"),
    }),
    since: () => null,
  },
  {
    kind: "report",
    table: "reports",
    columns: ["id", "period_from", "document"],
    document: (row) => textIn(row, "document"),
    disagrees: repeats({ id: textMember("id"), period_from: textMember("from") }),
    since: () => null,
  },
  {
    kind: "medium-decision",
    table: "media",
    columns: [
      "id",
      "register_key",
      "vendor_id",
      "product_id",
      "serial",
      "endpoint_ids",
      ...Object.values(mediumMembers),
    ],
    document(row) {
      const text = textIn(row, "endpoint_ids") ?? "";
      const endpointIds = listOf(parseJson(text));
      const rest = fromColumns(row, mediumMembers);
      if (rest === undefined || endpointIds === null || JSON.stringify(endpointIds) !== text)
        return undefined;
      return canonicalJson({ ...rest, endpointIds });
    },
    disagrees(row) {
      const key = textIn(row, "register_key");
      if (textIn(row, "id") !== derivedId("medium", key)) return idWords;
      // A serial number that cannot tell a medium from its twins is not kept: the row is one for the product.
      const serial = textOrNullIn(row, "serial");
      const named = [textIn(row, "vendor_id"), textIn(row, "product_id"), serial ?? ""].join(":");
      return serial !== undefined && named === key ? null : keyWords;
    },
    since: (row) => decisionTime(row, ["initial", "unregistered"]),
  },
  {
    kind: "lan-decision",
    table: "lan_devices",
    columns: ["id", "network_id", "mac", ...Object.values(lanMembers)],
    document(row) {
      const document = fromColumns(row, lanMembers);
      return document === undefined ? undefined : canonicalJson(document);
    },
    disagrees: (row) =>
      textIn(row, "id") === derivedId("lan", textIn(row, "network_id"), textIn(row, "mac")) ? null : idWords,
    since: (row) => decisionTime(row, ["initial", "unregistered", "fixed"]),
  },
  {
    kind: "delivery",
    table: "deliveries",
    columns: ["id", "state", "last_error", "about_kind", "about_id", "person_id", "channel", "attempted_at"],
    document(row) {
      const flat = fromColumns(row, {
        state: "state",
        lastError: "last_error",
        personId: "person_id",
        channel: "channel",
      });
      const about = fromColumns(row, { kind: "about_kind", id: "about_id" });
      return flat === undefined || about === undefined ? undefined : canonicalJson({ ...flat, about });
    },
    since: (row) =>
      textIn(row, "state") === "waiting" && row["last_error"] === null
        ? undefined
        : (textIn(row, "attempted_at") ?? null),
  },
];

const words = {
  changed: {
    ja: "記録にある証明と合いません（行が書き換えられています）",
    en: "it does not fit its proof in the records; the row was changed",
  },
  twice: { ja: "同じ番号の行が2つあります", en: "there are two rows of this id" },
  order: {
    ja: "行の順序が、記録の順序と違います",
    en: "its order among the rows is another than in the records",
  },
} as const satisfies Record<string, Sentence>;

const gone = (chain: string, index: number): Sentence => ({
  ja: `行がありません。記録 ${chain} の${String(index)}番がこの行を証明しています（行が消されています）`,
  en: `the row is missing, and record ${String(index)} of chain ${chain} proves it; it was deleted`,
});
const unproved: Sentence = {
  ja: "証明する記録がありません（行があとから加えられたか、証明した記録が消されています）",
  en: "no record proves it; the row was added by hand, or the record that proved it is gone",
};
const missingNumbers = (last: number, no: number): Sentence => ({
  ja: `この前の行がありません（通し番号 ${String(last)} の次が ${String(no)}）`,
  en: `rows before it are missing (number ${String(no)} follows ${String(last)})`,
});

export interface RowCount {
  /** Rows whose newest proof fits. */
  readonly proved: number;
  /** Rows from the time before rows were proved. */
  readonly before: number;
}

/** Compares every row of one table with what the chains prove. */
export function checkTable(
  store: StoreFile,
  spec: ProvedTable,
  proofs: Proofs,
  provedFrom: string | null,
  findings: Findings,
): RowCount {
  let [proved, before, lastNo, lastProof] = [0, 0, 0, 0];
  const numbers = spec.numbers ?? [];
  const columns = [...numbers, asBytes(...spec.columns)].join(", ");
  for (const row of store.rows(`SELECT ${columns} FROM ${spec.table} NOT INDEXED ORDER BY rowid`)) {
    const id = textIn(row, "id") ?? "?";
    const place = { kind: "row", table: spec.table, id } as const;
    if (numbers.includes("no")) {
      const no = numberOf(row, "no");
      if (no !== lastNo + 1) findings.add("row-missing", place, missingNumbers(lastNo, no));
      lastNo = no;
    }
    const proof = proofs.of(spec.kind, id);
    if (proof === null) {
      const since = spec.since(row);
      if (since === undefined) continue;
      // Rows come in the order they were written: behind a proved one, none is from the time before.
      const late = lastProof > 0 && numbers.includes("no");
      if (late || since === null || (provedFrom !== null && since >= provedFrom))
        findings.add("unproved", place, unproved);
      else before += 1;
      continue;
    }
    if (!proofs.met(spec.kind, id)) findings.add("row-twice", place, words.twice);
    const document = spec.document(row);
    const value = document === undefined ? undefined : parseJson(document);
    if (document === undefined || value === undefined || sha256(document) !== proof.sha256) {
      findings.add("row-changed", place, words.changed);
      continue;
    }
    const disagreement = spec.disagrees?.(row, value) ?? null;
    if (disagreement !== null) findings.add("row-changed", place, disagreement);
    else proved += 1;
    if (numbers.includes("no") && proof.no < lastProof) findings.add("row-order", place, words.order);
    lastProof = proof.no;
  }
  return { proved, before };
}

/** Tells of every row that the chains prove and no table holds. */
export function tellUnmet(proofs: Proofs, findings: Findings): void {
  for (const { kind, id, chain, index } of proofs.unmet()) {
    const table = provedTables.find((one) => one.kind === kind)?.table ?? kind;
    findings.add("row-deleted", { kind: "row", table, id }, gone(chain, index));
  }
}
