import { z } from "zod";
import { latestFact, type LatestFact, type StoredObservation } from "#shared/api/schemas.ts";
import {
  type Appended,
  type CheckedObservation,
  type ObservationBatch,
  type ObservationStore,
  StoreError,
} from "../port.ts";
import { anyJson, flag, number, numberOrNull, text } from "./columns.ts";
import type { Row } from "./database.ts";
import type { Engine } from "./engine.ts";
import { createConditions, goOn, type ListOrder, orderBy, rowsFor, toPage } from "./paging.ts";
import { moment } from "./texts.ts";

const columns = `o.ordinal, s.endpoint_id, s.epoch, o.seq, o.fact, o.schema, o.event, o.unread, o.at, o.received_at,
  o.duration_ms, o.body`;

const historyOrder: ListOrder = {
  list: "history",
  columns: ["o.ordinal"],
  kinds: ["number"],
  direction: "DESC",
};

/** The outer form of a reading; the value inside was checked when it came. */
const storedReading = z.object({
  status: z.enum(["ok", "unsupported", "failed"]),
  code: latestFact.shape.code.optional(),
  reason: latestFact.shape.reason.optional(),
  value: z.unknown().optional(),
});

const fromRow = (row: Row): StoredObservation => ({
  ordinal: number(row, "ordinal"),
  endpointId: text(row, "endpoint_id"),
  epoch: text(row, "epoch"),
  seq: number(row, "seq"),
  fact: text(row, "fact"),
  schema: number(row, "schema"),
  kind: flag(row, "event") ? "event" : "reading",
  at: text(row, "at"),
  receivedAt: text(row, "received_at"),
  durationMs: numberOrNull(row, "duration_ms"),
  body: anyJson(row, "body"),
  unread: flag(row, "unread"),
});

function latestOf(row: Row): LatestFact {
  const times = {
    schema: number(row, "schema"),
    at: text(row, "at"),
    receivedAt: text(row, "received_at"),
    durationMs: numberOrNull(row, "duration_ms"),
  };
  const body = anyJson(row, "body");
  if (flag(row, "unread")) return { status: "unread", code: null, reason: null, value: body, ...times };
  const reading = storedReading.safeParse(body);
  if (!reading.success)
    return {
      status: "unread",
      code: null,
      reason: "The stored reading is not understood.",
      value: body,
      ...times,
    };
  const { status, code, reason, value } = reading.data;
  return { status, code: code ?? null, reason: reason ?? null, value: value ?? null, ...times };
}

const milliseconds = (instant: string): number => Temporal.Instant.from(instant).epochMilliseconds;

export function createObservations({ db, read, write }: Engine): ObservationStore {
  const findStream = db.prepare(
    "SELECT no, source, high_water FROM streams WHERE endpoint_id = ? AND epoch = ?",
  );
  const insert = db.prepare(
    `INSERT INTO observations (source, stream, seq, fact, schema, event, unread, at, received_at, duration_ms, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const raise = db.prepare("UPDATE streams SET high_water = ?, heard_at = max(heard_at, ?) WHERE no = ?");
  const remember = db.prepare(
    `INSERT INTO latest_facts (source, fact, stream, at_ms, ordinal) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (source, fact) DO UPDATE
       SET stream = excluded.stream, at_ms = excluded.at_ms, ordinal = excluded.ordinal
       WHERE latest_facts.stream = excluded.stream OR excluded.at_ms >= latest_facts.at_ms`,
  );

  const streamOf = (batch: ObservationBatch): { no: number; source: number; highWater: number } => {
    const known = findStream.get(batch.endpointId, batch.epoch);
    if (known)
      return {
        no: number(known, "no"),
        source: number(known, "source"),
        highWater: number(known, "high_water"),
      };
    const made = db.get(
      `INSERT INTO streams (no, source, endpoint_id, epoch, high_water, heard_at)
       SELECT n.no, ifnull((SELECT min(source) FROM streams WHERE endpoint_id = ?1), n.no), ?1, ?2, 0, ?3
       FROM (SELECT ifnull(max(no), 0) + 1 AS no FROM streams) n RETURNING no, source`,
      batch.endpointId,
      batch.epoch,
      moment(batch.receivedAt),
    );
    if (!made) throw new StoreError("failed", "The store gave no number to a new outbox.");
    return { no: number(made, "no"), source: number(made, "source"), highWater: 0 };
  };

  const appendOne = (
    batch: ObservationBatch,
    stream: { no: number; source: number },
    received: { text: string; ms: number },
    one: CheckedObservation,
  ): StoredObservation => {
    const { lastInsertRowid } = insert.run(
      stream.source,
      stream.no,
      one.seq,
      one.fact,
      one.schema,
      one.kind === "event" ? 1 : 0,
      one.unread ? 1 : 0,
      one.at,
      received.text,
      one.durationMs,
      JSON.stringify(one.body ?? null),
    );
    const ordinal = Number(lastInsertRowid);
    if (one.kind === "reading")
      remember.run(stream.source, one.fact, stream.no, Math.min(milliseconds(one.at), received.ms), ordinal);
    return {
      ordinal,
      endpointId: batch.endpointId,
      epoch: batch.epoch,
      receivedAt: received.text,
      ...one,
      body: one.body ?? null,
    };
  };

  const appendBatch = (batch: ObservationBatch): Appended => {
    const stream = streamOf(batch);
    const received = { text: moment(batch.receivedAt), ms: milliseconds(batch.receivedAt) };
    const stored: StoredObservation[] = [];
    let last = 0;
    for (const one of batch.observations) {
      if (one.seq <= last)
        throw new StoreError("failed", `Observation ${String(one.seq)} does not stand in rising order.`);
      last = one.seq;
      if (one.seq > stream.highWater) stored.push(appendOne(batch, stream, received, one));
    }
    const highWater = Math.max(stream.highWater, batch.upTo, last);
    raise.run(highWater, received.text, stream.no);
    return { highWater, stored };
  };

  const source = (endpointId: string): number => {
    const row = db.get("SELECT min(source) AS source FROM streams WHERE endpoint_id = ?", endpointId);
    return row ? (numberOrNull(row, "source") ?? 0) : 0;
  };

  return {
    append: async (batch) => write(() => appendBatch(batch)),
    highWater: async (endpointId, epoch) =>
      read(() => {
        const row = findStream.get(endpointId, epoch);
        return row ? number(row, "high_water") : 0;
      }),
    after: async (ordinal, limit) =>
      read(() =>
        db
          .all(
            `SELECT ${columns} FROM observations o JOIN streams s ON s.no = o.stream
             WHERE o.ordinal > ? ORDER BY o.ordinal LIMIT ?`,
            ordinal,
            limit,
          )
          .map(fromRow),
      ),
    history: async (endpointId, query) =>
      read(() => {
        const conditions = createConditions();
        conditions.add("o.source = ?", source(endpointId));
        if (query.fact !== undefined) conditions.add("o.fact = ?", query.fact);
        goOn(conditions, query, historyOrder);
        const rows = db.all(
          `SELECT ${columns} FROM observations o JOIN streams s ON s.no = o.stream${conditions.where()}${orderBy(historyOrder)}`,
          ...conditions.values,
          rowsFor(query),
        );
        return toPage(rows, query, historyOrder, fromRow, (row) => [number(row, "ordinal")]);
      }),
    latest: async (endpointId) =>
      read(() => {
        const rows = db.all(
          `SELECT ${columns} FROM latest_facts l JOIN observations o ON o.ordinal = l.ordinal
           JOIN streams s ON s.no = o.stream WHERE l.source = ? ORDER BY l.fact`,
          source(endpointId),
        );
        return Object.fromEntries(rows.map((row) => [text(row, "fact"), latestOf(row)]));
      }),
    count: async () =>
      read(() => {
        const row = db.get("SELECT count(*) AS n FROM observations");
        return row ? number(row, "n") : 0;
      }),
  };
}
