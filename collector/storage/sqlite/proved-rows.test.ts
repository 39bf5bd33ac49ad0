import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { canonicalJson } from "#collector/records/port.ts";
import type { Row } from "./database.ts";

const fixture = fileURLToPath(new URL("../../../test/fixtures/schema-0002.db", import.meta.url));

const proves = z.object({
  detail: z.object({ proves: z.object({ kind: z.string(), id: z.string(), sha256: z.string() }) }),
});

/** What the records say of rows, oldest first, read with nothing of the store's own code. */
const provedRows = (db: DatabaseSync): readonly z.infer<typeof proves>["detail"]["proves"][] =>
  db
    .prepare("SELECT payload FROM records ORDER BY no")
    .all()
    .flatMap((row) => {
      const record = proves.safeParse(JSON.parse(String(row["payload"])));
      return record.success ? [record.data.detail.proves] : [];
    });

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const parsed = (value: unknown): unknown => JSON.parse(String(value));

/** Each kind of row that is proved, as it is read out of the tables: what the record's hash must fit. */
const provedDocuments = {
  "incident-event": {
    sql: "SELECT id, document FROM incident_events",
    document: (row: Row) => parsed(row["document"]),
  },
  gap: { sql: "SELECT id, document FROM gaps", document: (row: Row) => parsed(row["document"]) },
  report: { sql: "SELECT id, document FROM reports", document: (row: Row) => parsed(row["document"]) },
  "medium-decision": {
    sql: "SELECT * FROM media WHERE decided_at IS NOT NULL",
    document: (row: Row) => ({
      right: row["decision"],
      endpointIds: parsed(row["endpoint_ids"]),
      managementNumber: row["management_number"],
      user: row["user"],
      note: row["note"],
      expiresAt: row["expires_at"],
      decidedBy: row["decided_by"],
      decidedAt: row["decided_at"],
    }),
  },
  "lan-decision": {
    sql: "SELECT * FROM lan_devices WHERE decided_at IS NOT NULL",
    document: (row: Row) => ({
      right: row["decision"],
      kind: row["kind"],
      place: row["place"],
      note: row["note"],
      expiresAt: row["expires_at"],
      decidedBy: row["decided_by"],
      decidedAt: row["decided_at"],
    }),
  },
  delivery: {
    sql: "SELECT * FROM deliveries WHERE attempted_at IS NOT NULL",
    document: (row: Row) => ({
      state: row["state"],
      lastError: row["last_error"],
      about: { kind: row["about_kind"], id: row["about_id"] },
      personId: row["person_id"],
      channel: row["channel"],
    }),
  },
} as const;

describe("rows that are proved", () => {
  it("fit their newest records as they stand in their tables", () => {
    const db = new DatabaseSync(fixture, { readOnly: true });
    const proofs = provedRows(db);
    for (const [kind, { sql, document }] of Object.entries(provedDocuments)) {
      const stored = new Map(
        db
          .prepare(sql)
          .all()
          .map((row) => [String(row["id"]), sha256(canonicalJson(document(row)))]),
      );
      const told = new Map(proofs.filter((one) => one.kind === kind).map((one) => [one.id, one.sha256]));
      expect(told.size).toBeGreaterThan(0);
      expect(told).toEqual(stored);
    }
    db.close();
  });
});
