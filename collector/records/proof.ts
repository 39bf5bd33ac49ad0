import { createHash } from "node:crypto";
import type { RecordEntry } from "#collector/storage/port.ts";
import type { Actor } from "#shared/model/incident.ts";
import { canonicalJson } from "./chain.ts";

/** Rows outside the chain that the chain speaks of. */
export type ProvedKind =
  | "incident-event"
  | "gap"
  | "report"
  | "medium-decision"
  | "lan-decision"
  | "delivery";

const machine: Actor = { kind: "machine", id: null, name: "火の見（自動検知）" };

/**
 * The record that goes into the chain together with a row. `proves` holds the SHA-256 (hex) over the row's canonical
 * JSON: the newest record that names a row must fit the row as it stands, or somebody changed one of the two.
 */
export const proofOf = (
  kind: ProvedKind,
  id: string,
  document: unknown,
  about: {
    readonly at: string;
    readonly action: string;
    readonly subject: string | null;
    readonly actor?: Actor;
    readonly detail?: Readonly<Record<string, unknown>>;
  },
): RecordEntry => ({
  at: about.at,
  actor: about.actor ?? machine,
  action: about.action,
  subject: about.subject,
  detail: {
    ...about.detail,
    proves: { kind, id, sha256: createHash("sha256").update(canonicalJson(document), "utf8").digest("hex") },
  },
});
