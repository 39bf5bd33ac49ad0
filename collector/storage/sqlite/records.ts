import { randomBytes } from "node:crypto";
import { z } from "zod";
import { canonicalJson, link, saltBytes } from "#collector/records/port.ts";
import { actor } from "#shared/model/incident.ts";
import type { ChainedRecord, RecordStore } from "../port.ts";
import { json, number, text, textOrNull } from "./columns.ts";
import type { Row } from "./database.ts";
import type { Engine } from "./engine.ts";
import { createConditions, goOn, type ListOrder, orderBy, rowsFor, toPage } from "./paging.ts";

const order: ListOrder = { list: "records", columns: ["no"], kinds: ["number"], direction: "DESC" };

const recordEntry = z.object({
  at: z.string(),
  actor,
  action: z.string(),
  subject: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});

const fromRow = (row: Row): ChainedRecord => ({
  chain: text(row, "chain"),
  index: number(row, "idx"),
  previous: text(row, "previous"),
  payloadHash: text(row, "payload_hash"),
  hash: text(row, "hash"),
  salt: textOrNull(row, "salt"),
  payload: row["payload"] === null ? null : json(row, "payload", recordEntry),
});

export function createRecords({ db, read, write }: Engine, chain: string): RecordStore {
  const head = (): ChainedRecord | null => {
    const row = db.get("SELECT * FROM records WHERE chain = ? ORDER BY idx DESC LIMIT 1", chain);
    return row ? fromRow(row) : null;
  };

  return {
    append: async (entry) =>
      write(() => {
        // The head is read inside the transaction: two programs may have the file open.
        const payload = canonicalJson(entry);
        const made = link(head(), chain, entry, randomBytes(saltBytes).toString("hex"));
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
      }),
    head: async () => read(head),
    list: async (query) =>
      read(() => {
        const conditions = createConditions();
        goOn(conditions, query, order);
        const rows = db.all(
          `SELECT * FROM records${conditions.where()}${orderBy(order)}`,
          ...conditions.values,
          rowsFor(query),
        );
        return toPage(rows, query, order, fromRow, (row) => [number(row, "no")]);
      }),
  };
}
