import { z } from "zod";
import { canonicalJson } from "#collector/records/port.ts";
import { checkpoint } from "#shared/model/checkpoint.ts";
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

export function createRecords({ db, read, write, chain }: Engine): RecordStore {
  return {
    append: async (entry) => write(() => chain.append(entry)),
    head: async () =>
      read(() => {
        const row = db.get("SELECT * FROM records WHERE chain = ? ORDER BY idx DESC LIMIT 1", chain.name);
        return row ? fromRow(row) : null;
      }),
    list: async (query) =>
      read(() => {
        const conditions = createConditions();
        if (query.action !== undefined) conditions.add("action = ?", query.action);
        if (query.subject !== undefined) conditions.add("subject = ?", query.subject);
        goOn(conditions, query, order);
        const rows = db.all(
          `SELECT * FROM records${conditions.where()}${orderBy(order)}`,
          ...conditions.values,
          rowsFor(query),
        );
        return toPage(rows, query, order, fromRow, (row) => [number(row, "no")]);
      }),
    heads: async () =>
      read(() =>
        // From one chain's name to the next, so that a long chain is not read through for its last record.
        db
          .all(
            `WITH RECURSIVE chains (name) AS (
               SELECT min(chain) FROM records
               UNION ALL
               SELECT (SELECT min(chain) FROM records WHERE chain > name) FROM chains WHERE name IS NOT NULL
             )
             SELECT r.* FROM chains
             JOIN records r ON r.chain = name AND r.idx = (SELECT max(idx) FROM records WHERE chain = name)
             ORDER BY r.chain`,
          )
          .map(fromRow),
      ),
    checkpoints: async (limit) =>
      read(() =>
        db
          .all("SELECT document FROM checkpoints ORDER BY no DESC LIMIT ?", limit)
          .map((row) => json(row, "document", checkpoint)),
      ),
    putCheckpoint: async (one) =>
      write(() => {
        db.run(
          "INSERT INTO checkpoints (signature, document) VALUES (?, ?) ON CONFLICT (signature) DO NOTHING",
          one.signature,
          canonicalJson(one),
        );
      }),
  };
}
