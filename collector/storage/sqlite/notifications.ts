import { z } from "zod";
import type { Delivery, NotificationStore } from "../port.ts";
import { number, text, textOrNull, word } from "./columns.ts";
import type { Row } from "./database.ts";
import type { Engine } from "./engine.ts";
import { createEventWriter } from "./incident-events.ts";
import { moment } from "./texts.ts";

const kind = z.enum(["action", "copy"]);
const state = z.enum(["waiting", "sent", "failed"]);

const fromRow = (row: Row): Delivery => ({
  id: text(row, "id"),
  incidentId: text(row, "incident_id"),
  personId: text(row, "person_id"),
  channel: text(row, "channel"),
  kind: word(row, "kind", kind),
  dueAt: text(row, "due_at"),
  attempts: number(row, "attempts"),
  state: word(row, "state", state),
  lastError: textOrNull(row, "last_error"),
  createdAt: text(row, "created_at"),
});

export function createNotifications({ db, read, write }: Engine): NotificationStore {
  const events = createEventWriter(db);
  return {
    due: async (now, limit) =>
      read(() =>
        db
          .all(
            "SELECT * FROM deliveries WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at, id LIMIT ?",
            moment(now),
            limit,
          )
          .map(fromRow),
      ),
    nextDue: async () =>
      read(() => {
        const row = db.get("SELECT min(due_at) AS due_at FROM deliveries WHERE state = 'waiting'");
        return row ? textOrNull(row, "due_at") : null;
      }),
    attempted: async (id, outcome, event) =>
      write(() => {
        const changed = db.run(
          `UPDATE deliveries SET attempts = attempts + 1, state = ?, due_at = ?, last_error = ?, attempted_at = ?
           WHERE id = ? AND state = 'waiting'`,
          outcome.state,
          moment(outcome.dueAt),
          outcome.lastError,
          moment(outcome.at),
          id,
        );
        // A delivery that is finished stays finished: what another attempt says comes too late.
        if (changed === 1 && event !== null) events.put(event);
      }),
    lastOutcome: async () =>
      read(() => {
        const row = db.get(
          "SELECT state FROM deliveries WHERE attempted_at IS NOT NULL ORDER BY attempted_at DESC, rowid DESC LIMIT 1",
        );
        if (!row) return "untried";
        return text(row, "state") === "sent" ? "working" : "failing";
      }),
  };
}
