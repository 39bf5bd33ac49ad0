import { z } from "zod";
import { proofOf } from "#collector/records/port.ts";
import type { Delivery, DeliveryAbout, Effects, RecordEntry } from "../port.ts";
import { number, text, textOrNull, word } from "./columns.ts";
import type { Database, Row } from "./database.ts";
import { moment } from "./texts.ts";

const aboutKind = z.enum(["incident", "digest", "report"] satisfies DeliveryAbout["kind"][]);
const kind = z.enum(["action", "copy"]);
const state = z.enum(["waiting", "sent", "failed"]);

export const deliveryOf = (row: Row): Delivery => ({
  id: text(row, "id"),
  about: { kind: word(row, "about_kind", aboutKind), id: text(row, "about_id") },
  personId: text(row, "person_id"),
  channel: text(row, "channel"),
  kind: word(row, "kind", kind),
  dueAt: text(row, "due_at"),
  attempts: number(row, "attempts"),
  state: word(row, "state", state),
  lastError: textOrNull(row, "last_error"),
  createdAt: text(row, "created_at"),
});

/** Adds a waiting delivery inside the caller's transaction; one that is there already stays as it is. */
export function addDelivery(db: Database, delivery: Effects["deliveries"][number]): void {
  db.run(
    `INSERT INTO deliveries (id, about_kind, about_id, person_id, channel, kind, due_at, attempts, state, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, 0, 'waiting', ?) ON CONFLICT (id) DO NOTHING`,
    delivery.id,
    delivery.about.kind,
    delivery.about.id,
    delivery.personId,
    delivery.channel,
    delivery.kind,
    moment(delivery.dueAt),
    moment(delivery.createdAt),
  );
}

/** What proves the outcome of a delivery as it stands in its row. */
export const deliveryProof = (one: Delivery, at: string): RecordEntry => {
  const { state: outcome, lastError, about, personId, channel } = one;
  return proofOf(
    "delivery",
    one.id,
    { state: outcome, lastError, about, personId, channel },
    { at, action: `delivery.${outcome}`, subject: about.id },
  );
};
