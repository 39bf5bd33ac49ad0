import { z } from "zod";
import type { CheckedObservation } from "#collector/storage/port.ts";
import { facts, isFactName, type FactDefinition } from "#shared/facts/index.ts";
import { reading } from "#shared/facts/reading.ts";
import { withoutDirectionMarks } from "#shared/model/common.ts";
import { observation as envelope } from "#shared/model/observation.ts";
import { maxFutureSeconds } from "#shared/protocol/messages.ts";

/** Deeper nesting than any fact has; what reads or writes JSON by recursion must never meet more. */
const maxDepth = 64;

export type ObservationCheck =
  | { readonly ok: true; readonly observation: CheckedObservation }
  | {
      readonly ok: false;
      readonly code: "bad-observation" | "clock-nonsense";
      /** Names the place and the rule, never the value; equal faults give equal texts. */
      readonly detail: string;
    };

const readingOf: ReadonlyMap<string, z.ZodType> = new Map(
  Object.values<FactDefinition>(facts).map((fact) => [fact.name, reading(fact.value)]),
);

/** The first fault of a failed parse, in words, at most 300 characters. */
export function firstFault(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return "not as the schema says";
  const path = issue.path.map((key) => (typeof key === "number" ? "[]" : String(key).slice(0, 40))).join(".");
  return `${path === "" ? "the whole" : path}: ${issue.message}`.slice(0, 300);
}

/** The sequence number of an observation that may be faulty otherwise, or null where it has none. */
export function sequenceOf(raw: unknown): number | null {
  if (typeof raw !== "object" || raw === null || !("seq" in raw)) return null;
  const { seq } = raw;
  return typeof seq === "number" && Number.isSafeInteger(seq) && seq > 0 ? seq : null;
}

function isDeeper(value: unknown, left: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (left === 0) return true;
  for (const inner of Object.values(value)) if (isDeeper(inner, left - 1)) return true;
  return false;
}

function momentOf(text: string): Temporal.Instant | null {
  try {
    return Temporal.Instant.from(text);
  } catch {
    // The pattern let a moment through that the calendar does not know; it is answered as a fault.
    return null;
  }
}

/** The same value, with no text in it that turns the direction of writing; itself where there is none. */
function cleaned(value: unknown): unknown {
  if (typeof value === "string") return withoutDirectionMarks(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, cleaned(inner)]));
}

/**
 * Checks one observation of an agent: the envelope strictly, the body by the fact it names. A fact or a schema version
 * this collector does not know is taken unread. A known body keeps fields that a newer agent added; those the schema
 * names are as it says. Never throws.
 */
export function checkObservation(raw: unknown, now: Temporal.Instant): ObservationCheck {
  const parsed = envelope.safeParse(raw);
  if (!parsed.success) return { ok: false, code: "bad-observation", detail: firstFault(parsed.error) };
  const { seq, fact, schema, kind, durationMs, body } = parsed.data;
  const at = momentOf(parsed.data.at);
  if (at === null) return { ok: false, code: "bad-observation", detail: "at: not a moment" };
  const ahead = at.since(now).total("seconds");
  if (ahead > maxFutureSeconds) {
    const days = Math.floor(ahead / 86_400);
    const size = days < 30 ? `${String(days)} days` : days < 366 ? "more than a month" : "more than a year";
    return { ok: false, code: "clock-nonsense", detail: `${fact}: the computer's clock is ${size} ahead` };
  }
  if (isDeeper(body, maxDepth))
    return { ok: false, code: "bad-observation", detail: `${fact}: nested too deeply` };
  const checked = {
    seq,
    fact,
    schema,
    kind,
    at: at.toString({ smallestUnit: "millisecond" }),
    durationMs,
    body: cleaned(body) ?? null,
  };
  const definition: FactDefinition | null = isFactName(fact) ? facts[fact] : null;
  const shape = kind === "reading" ? readingOf.get(fact) : definition?.event;
  if (definition?.version !== schema || shape === null || shape === undefined) {
    return { ok: true, observation: { ...checked, unread: true } };
  }
  const judged = shape.safeParse(body);
  if (!judged.success) {
    return {
      ok: false,
      code: "bad-observation",
      detail: `${fact} ${kind}: ${firstFault(judged.error)}`.slice(0, 300),
    };
  }
  return { ok: true, observation: { ...checked, unread: false } };
}
