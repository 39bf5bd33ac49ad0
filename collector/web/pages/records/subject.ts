import type { RecordRow } from "#shared/api/watch-schemas.ts";

/** What a record speaks of, as far as its action tells. */
export type RecordSubject =
  | { readonly kind: "incident"; readonly id: string; readonly number: string | null }
  | { readonly kind: "endpoint" | "report" | "person" | "site" | "other"; readonly id: string }
  | null;

const kinds: readonly (readonly [string, "endpoint" | "report" | "person" | "site"])[] = [
  ["endpoint.", "endpoint"],
  ["gap.", "endpoint"],
  ["report.", "report"],
  ["person.", "person"],
  ["session.", "person"],
  ["mail.", "person"],
  ["site.", "site"],
  ["enrolment.", "site"],
];

/** Finds out what a record is about; null where it is about nothing in particular, or its content was deleted. */
export function subjectOf({ action, subject, detail }: RecordRow): RecordSubject {
  if (subject === null || action === null) return null;
  if (action.startsWith("incident.")) {
    const number = detail?.["number"];
    return { kind: "incident", id: subject, number: typeof number === "string" ? number : null };
  }
  // A notice is about a case, a summary or a person; only a summary's identifier tells itself.
  if (action.startsWith("delivery."))
    return { kind: subject.startsWith("weekly-") ? "report" : "other", id: subject };
  const found = kinds.find(([prefix]) => action.startsWith(prefix));
  return { kind: found?.[1] ?? "other", id: subject };
}
