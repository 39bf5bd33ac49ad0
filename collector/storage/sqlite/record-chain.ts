import { randomBytes } from "node:crypto";
import { canonicalJson, link, saltBytes } from "#collector/records/port.ts";
import type { ChainedRecord, RecordEntry } from "../port.ts";
import { number, text } from "./columns.ts";
import type { Database } from "./database.ts";

/** The collector's own chain of records, written inside the caller's transaction. */
export interface RecordChain {
  readonly name: string;
  /** @throws TypeError for what JSON cannot say. */
  append(entry: RecordEntry): ChainedRecord;
}

export function createRecordChain(db: Database, name: string): RecordChain {
  /**
   * What the next record is linked to. It is read anew each time: another program may write the file between two
   * transactions, and a transaction that is undone takes its records with it.
   */
  const end = (): ChainedRecord | null => {
    const row = db.get("SELECT idx, hash FROM records WHERE chain = ? ORDER BY idx DESC LIMIT 1", name);
    if (!row) return null;
    const nothing = { previous: "", payloadHash: "", salt: null, payload: null };
    return { ...nothing, chain: name, index: number(row, "idx"), hash: text(row, "hash") };
  };

  return {
    name,
    append(entry) {
      const payload = canonicalJson(entry);
      const made = link(end(), name, entry, randomBytes(saltBytes).toString("hex"));
      db.run(
        `INSERT INTO records (chain, idx, previous, payload_hash, hash, salt, payload)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        made.chain,
        made.index,
        made.previous,
        made.payloadHash,
        made.hash,
        made.salt,
        payload,
      );
      return made;
    },
  };
}
