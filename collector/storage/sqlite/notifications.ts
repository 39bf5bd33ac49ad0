import type { Delivery, NotificationStore } from "../port.ts";
import { text, textOrNull } from "./columns.ts";
import { deliveryOf, deliveryProof } from "./deliveries.ts";
import type { Engine } from "./engine.ts";
import { createEventWriter } from "./incident-events.ts";
import { moment } from "./texts.ts";

export function createNotifications(engine: Engine): NotificationStore {
  const { db, read, write, chain } = engine;
  const events = createEventWriter(engine);

  const waiting = (id: string): Delivery | null => {
    const row = db.get("SELECT * FROM deliveries WHERE id = ? AND state = 'waiting'", id);
    return row ? deliveryOf(row) : null;
  };

  return {
    due: async (now, limit) =>
      read(() =>
        db
          .all(
            "SELECT * FROM deliveries WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at, id LIMIT ?",
            moment(now),
            limit,
          )
          .map(deliveryOf),
      ),
    nextDue: async () =>
      read(() => {
        const row = db.get("SELECT min(due_at) AS due_at FROM deliveries WHERE state = 'waiting'");
        return row ? textOrNull(row, "due_at") : null;
      }),
    attempted: async (id, outcome, event) =>
      write(() => {
        const before = waiting(id);
        // A delivery that is finished stays finished: what another attempt says comes too late.
        if (before === null) return;
        const { state, lastError } = outcome;
        db.run(
          `UPDATE deliveries SET attempts = attempts + 1, state = ?, due_at = ?, last_error = ?, attempted_at = ?
           WHERE id = ?`,
          state,
          moment(outcome.dueAt),
          lastError,
          moment(outcome.at),
          id,
        );
        if (event !== null) events.put(event);
        // The newest record must fit the row, so whatever the record speaks of is recorded when it changes.
        if (before.state !== state || before.lastError !== lastError)
          chain.append(deliveryProof({ ...before, state, lastError }, outcome.at));
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
