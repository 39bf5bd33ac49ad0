import type { RecordRow } from "#shared/api/watch-schemas.ts";

/** What a record can speak of. `notice` is about a case or a person; which one, its identifier alone must tell. */
type SubjectKind =
  | "endpoint"
  | "report"
  | "person"
  | "site"
  | "medium"
  | "device"
  | "network"
  | "asset"
  | "token"
  | "notice"
  | "other";
export type RecordSubject =
  | { readonly kind: "incident"; readonly id: string; readonly number: string | null }
  | { readonly kind: SubjectKind; readonly id: string }
  | null;

const kinds: Readonly<Record<string, SubjectKind>> = {
  endpoint: "endpoint",
  gap: "endpoint",
  report: "report",
  person: "person",
  session: "person",
  mail: "person",
  site: "site",
  enrolment: "site",
  "usb-device": "medium",
  "lan-device": "device",
  network: "network",
  asset: "asset",
  token: "token",
};

/** Finds out what a record is about; null where it is about nothing in particular, or its content was deleted. */
export function subjectOf({ action, subject, detail }: RecordRow): RecordSubject {
  if (subject === null || action === null) return null;
  const [area = ""] = action.split(".");
  if (area === "incident") {
    const number = detail?.["number"];
    return { kind: "incident", id: subject, number: typeof number === "string" ? number : null };
  }
  if (area === "delivery") return { kind: subject.startsWith("weekly-") ? "report" : "notice", id: subject };
  return { kind: Object.hasOwn(kinds, area) ? (kinds[area] ?? "other") : "other", id: subject };
}

/** The Monday in a weekly summary's identifier, 2026-11-16, or null for another identifier. */
export const mondayOf = (id: string): string | null => /^weekly-(\d{4}-\d{2}-\d{2})$/u.exec(id)?.[1] ?? null;
