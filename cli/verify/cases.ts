import { type Json, member, parseJson } from "./canonical.ts";
import type { Findings, Sentence } from "./findings.ts";
import type { Proofs } from "./proofs.ts";
import { momentOf } from "./proved-rows.ts";
import { asBytes, type Row, type StoreFile, textIn, textOrNullIn } from "./store-file.ts";

/** What a case is by its events; the members bear the names they have in the case's document. */
interface FoldedCase {
  readonly id: string;
  readonly rule: Json;
  readonly fingerprint: Json;
  readonly endpointId: Json;
  readonly siteId: Json;
  readonly openedAt: Json;
  readonly arrivedAt: Json;
  readonly severity: Json;
  readonly state: Json;
  readonly occurrences: number;
  readonly ongoing: boolean;
  readonly receivedAt: Json;
  readonly receivedBy: Json;
  readonly handled: boolean;
  /** The case number its newest proof names; null where nothing proved bears one. */
  readonly number: string | null;
}

/** 完了, 誤検知 and 訓練: nothing more is asked of anybody. */
const finished: readonly Json[] = ["closed", "false-alarm", "drill"];
/** 確認中 and 対応中: work that is taken up again is no longer 対応済. */
const worked: readonly Json[] = ["checking", "handling"];

const words = {
  unopened: {
    ja: "事案の最初の出来事が検知ではありません",
    en: "the first event of its case does not open it",
  },
  gone: {
    ja: "事案の行がありません。出来事が残っているので、行が消されています",
    en: "the case's row is missing while its events are there; it was deleted",
  },
  eventless: {
    ja: "この事案の出来事がありません。行が手で加えられています",
    en: "no event speaks of this case; its row was added by hand",
  },
  number: {
    ja: "出来事の証明が、別の事案番号を示しています",
    en: "the proofs of its events name different case numbers",
  },
} as const satisfies Record<string, Sentence>;

const differs = (name: string): Sentence => ({
  ja: `${name} が、事案の出来事から導いたものと違います（行が書き換えられています）`,
  en: `its ${name} is not what follows from the case's events; the row was changed`,
});
const differsInside = (column: string): Sentence => ({
  ja: `列 ${column} が、事案の文書と違います`,
  en: `its column ${column} says something else than its document`,
});

const of = (value: Json | undefined, name: string): Json => member(value, name) ?? null;

function opening(id: string, event: Json, number: string | null): FoldedCase {
  const change = of(event, "change");
  const arrivedAt = of(event, "recordedAt");
  return {
    id,
    rule: of(change, "rule"),
    fingerprint: of(change, "fingerprint"),
    endpointId: of(change, "endpointId"),
    siteId: of(change, "siteId"),
    openedAt: of(event, "at"),
    arrivedAt,
    severity: of(change, "severity"),
    state: "detected",
    occurrences: 1,
    ongoing: true,
    receivedAt: null,
    receivedBy: null,
    handled: false,
    number,
  };
}

/** The case after one event more. Written anew here on purpose, like all that this program compares with. */
function after(before: FoldedCase, event: Json): FoldedCase {
  const change = of(event, "change");
  const type = member(change, "type");
  switch (typeof type === "string" ? type : "") {
    case "repeated":
      return { ...before, occurrences: before.occurrences + 1, ongoing: true };
    case "ended":
      return { ...before, ongoing: false };
    case "received": {
      const stamps = member(change, "stamps");
      const [given] = Array.isArray(stamps) ? stamps : [];
      const stamp = given === undefined ? null : of(given, "stamp");
      const at = stamp === null ? of(event, "recordedAt") : of(stamp, "at");
      const by = stamp === null ? of(of(event, "actor"), "name") : of(stamp, "name");
      return {
        ...before,
        receivedAt: before.receivedAt ?? at,
        receivedBy: before.receivedBy ?? by,
        state: before.state === "detected" ? "accepted" : before.state,
      };
    }
    case "severity-set":
      return { ...before, severity: of(change, "severity") };
    case "handled":
      return { ...before, handled: true };
    case "state-set": {
      const state = of(change, "state");
      return { ...before, state, handled: before.handled && !worked.includes(state) };
    }
    default:
      return before;
  }
}

/** Every case by its id, folded from the events in the order in which they were written. */
function foldCases(store: StoreFile, proofs: Proofs, findings: Findings): Map<string, FoldedCase> {
  const cases = new Map<string, FoldedCase>();
  for (const row of store.rows(
    `SELECT ${asBytes("id", "document")} FROM incident_events NOT INDEXED ORDER BY no`,
  )) {
    const eventId = textIn(row, "id") ?? "?";
    const event = parseJson(textIn(row, "document") ?? "") ?? null;
    const named = member(event, "incidentId");
    const id = typeof named === "string" ? named : "?";
    const number = proofs.of("incident-event", eventId)?.number ?? null;
    const place = { kind: "row", table: "incident_events", id: eventId } as const;
    const before = cases.get(id);
    const opens = of(of(event, "change"), "type") === "opened";
    if (before === undefined && !opens) findings.add("case-unopened", place, words.unopened);
    else if (before === undefined) cases.set(id, opening(id, event, number));
    else {
      if (number !== null && before.number !== null && number !== before.number)
        findings.add("case-number", place, words.number);
      cases.set(id, { ...after(before, event), number: before.number ?? number });
    }
  }
  return cases;
}

/** The first thing in which a case's row is another than its events make it, or null. */
function faultOf(row: Row, folded: FoldedCase): Sentence | null {
  const document = parseJson(textIn(row, "document") ?? "");
  if (document === undefined) return differs("document");
  const { number, handled, ...rest } = folded;
  for (const [name, value] of Object.entries(rest)) if (of(document, name) !== value) return differs(name);
  // A document of the time before routes does not say it; what is not said is false.
  if ((member(document, "handled") ?? false) !== handled) return differs("handled");
  const own = of(document, "number");
  if (number !== null && own !== number) return differs("number");
  const unfinished = !finished.includes(folded.state);
  if (row["unfinished"] !== (unfinished ? 1 : 0)) return differs("unfinished");
  const due = unfinished ? of(member(document, "route"), "nextDueAt") : null;
  const columns: Readonly<Record<string, Json | undefined>> = {
    number: own,
    rule: folded.rule,
    fingerprint: folded.fingerprint,
    endpoint_id: folded.endpointId,
    arrived_at: momentOf(folded.arrivedAt),
    ...("site_id" in row ? { site_id: folded.siteId, next_due_at: momentOf(due) } : {}),
  };
  for (const [column, value] of Object.entries(columns))
    if (textOrNullIn(row, column) !== value) return differsInside(column);
  return null;
}

/**
 * Compares every case with what follows from its events. It is asked only of events that hold: a changed event is told
 * of by itself.
 */
export function checkCases(store: StoreFile, proofs: Proofs, findings: Findings): void {
  const cases = foldCases(store, proofs, findings);
  const names = ["id", "number", "rule", "fingerprint", "endpoint_id", "arrived_at", "document"];
  if (store.schema > 1) names.push("site_id", "next_due_at");
  for (const row of store.rows(
    `SELECT unfinished, ${asBytes(...names)} FROM incidents NOT INDEXED ORDER BY rowid`,
  )) {
    const id = textIn(row, "id") ?? "?";
    const place = { kind: "row", table: "incidents", id } as const;
    const folded = cases.get(id);
    cases.delete(id);
    if (folded === undefined) {
      findings.add("case-eventless", place, words.eventless);
      continue;
    }
    const fault = faultOf(row, folded);
    if (fault !== null) findings.add("case-changed", place, fault);
  }
  for (const id of cases.keys())
    findings.add("case-deleted", { kind: "row", table: "incidents", id }, words.gone);
}
