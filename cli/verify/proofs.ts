import { DatabaseSync } from "node:sqlite";

/** What the newest record that names a row says about it. */
interface Proof {
  readonly sha256: string;
  /** The place of the record in the store: rises with time. */
  readonly no: number;
  readonly chain: string;
  readonly index: number;
  /** The case number that the record names beside the proof of a case's event, else null. */
  readonly number: string | null;
}

/** The proofs that the chains hold, kept in a file of their own so that a large store needs no memory. */
export interface Proofs {
  keep(kind: string, id: string, proof: Proof): void;
  of(kind: string, id: string): Proof | null;
  /** Notes that the row was met; false where it was met before. */
  met(kind: string, id: string): boolean;
  /** Rows that the chains name and nobody met. */
  unmet(): Iterable<Proof & { readonly kind: string; readonly id: string }>;
  close(): void;
}

const proofOf = (row: Readonly<Record<string, unknown>>): Proof => ({
  sha256: String(row["sha256"]),
  no: Number(row["no"]),
  chain: String(row["chain"]),
  index: Number(row["idx"]),
  number: typeof row["number"] === "string" ? row["number"] : null,
});

export function createProofs(): Proofs {
  // SQLite's temporary database: in memory while it is small, then in a nameless file.
  const db = new DatabaseSync("");
  db.exec(`CREATE TABLE proofs (
    kind TEXT NOT NULL, id TEXT NOT NULL, sha256 TEXT NOT NULL, no INTEGER NOT NULL, chain TEXT NOT NULL,
    idx INTEGER NOT NULL, number TEXT, met INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (kind, id)
  ) STRICT, WITHOUT ROWID`);
  db.exec("BEGIN");
  const put = db.prepare(
    "INSERT OR REPLACE INTO proofs (kind, id, sha256, no, chain, idx, number) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const get = db.prepare("SELECT * FROM proofs WHERE kind = ? AND id = ?");
  const meet = db.prepare("UPDATE proofs SET met = 1 WHERE kind = ? AND id = ? AND met = 0");
  const left = db.prepare("SELECT * FROM proofs WHERE met = 0 ORDER BY no");
  return {
    keep(kind, id, proof) {
      put.run(kind, id, proof.sha256, proof.no, proof.chain, proof.index, proof.number);
    },
    of(kind, id) {
      const row = get.get(kind, id);
      return row === undefined ? null : proofOf(row);
    },
    met: (kind, id) => Number(meet.run(kind, id).changes) === 1,
    *unmet() {
      for (const row of left.iterate())
        yield { ...proofOf(row), kind: String(row["kind"]), id: String(row["id"]) };
    },
    close() {
      db.close();
    },
  };
}
