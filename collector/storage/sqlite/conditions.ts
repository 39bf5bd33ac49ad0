import { condition, type Condition } from "#shared/model/condition.ts";
import { type ConditionStore, StoreError } from "../port.ts";
import { json, text, textOrNull } from "./columns.ts";
import type { Database, Row } from "./database.ts";
import type { Engine } from "./engine.ts";
import { createConditions, goOn, type ListOrder, orderBy, rowsFor, toPage } from "./paging.ts";
import { moment, momentOrNull } from "./texts.ts";

const order: ListOrder = {
  list: "conditions",
  columns: ["began_at", "id"],
  kinds: ["string", "string"],
  direction: "DESC",
};

const conditionOf = (row: Row): Condition => json(row, "document", condition);

/** Writes conditions as they are from now on, inside the caller's transaction. */
export function writeConditions(db: Database, conditions: readonly Condition[]): void {
  // What ended makes room for what begins, in whatever order they come.
  const endedFirst = conditions.toSorted((a, b) => Number(b.state === "ended") - Number(a.state === "ended"));
  for (const one of endedFirst) {
    const standing = db.get(
      "SELECT id FROM conditions WHERE endpoint_id = ? AND rule = ? AND state <> 'ended'",
      one.endpointId,
      one.rule,
    );
    if (one.state !== "ended" && standing && text(standing, "id") !== one.id)
      throw new StoreError(
        "failed",
        `The condition ${text(standing, "id")} of ${one.endpointId} has not ended; ${one.id} cannot begin beside it.`,
      );
    db.run(
      `INSERT INTO conditions (id, rule, endpoint_id, site_id, state, began_at, due_at, incident_id, document)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET rule = excluded.rule, endpoint_id = excluded.endpoint_id,
         site_id = excluded.site_id, state = excluded.state, began_at = excluded.began_at, due_at = excluded.due_at,
         incident_id = excluded.incident_id, document = excluded.document`,
      one.id,
      one.rule,
      one.endpointId,
      one.siteId,
      one.state,
      moment(one.beganAt),
      momentOrNull(one.dueAt),
      one.incidentId,
      JSON.stringify(one),
    );
  }
}

export function createConditionStore({ db, read }: Engine): ConditionStore {
  return {
    get: async (id) =>
      read(() => {
        const row = db.get("SELECT document FROM conditions WHERE id = ?", id);
        return row ? conditionOf(row) : null;
      }),
    ofEndpoint: async (endpointId) =>
      read(() =>
        db
          .all(
            `SELECT document FROM conditions WHERE endpoint_id = ? AND state <> 'ended'
             ORDER BY began_at, id`,
            endpointId,
          )
          .map(conditionOf),
      ),
    list: async (query) =>
      read(() => {
        const conditions = createConditions();
        if (query.states !== undefined) conditions.oneOf("state", query.states);
        if (query.rule !== undefined) conditions.add("rule = ?", query.rule);
        if (query.siteIds !== undefined) conditions.oneOf("site_id", query.siteIds);
        if (query.beganFrom !== undefined) conditions.add("began_at >= ?", moment(query.beganFrom));
        goOn(conditions, query, order);
        const rows = db.all(
          `SELECT id, began_at, document FROM conditions${conditions.where()}${orderBy(order)}`,
          ...conditions.values,
          rowsFor(query),
        );
        return toPage(rows, query, order, conditionOf, (row) => [text(row, "began_at"), text(row, "id")]);
      }),
    dueBefore: async (now, limit) =>
      read(() =>
        db
          .all(
            "SELECT document FROM conditions WHERE awaited_at <= ? ORDER BY awaited_at, id LIMIT ?",
            moment(now),
            limit,
          )
          .map(conditionOf),
      ),
    nextDue: async () =>
      read(() => {
        const row = db.get("SELECT min(awaited_at) AS due_at FROM conditions WHERE awaited_at IS NOT NULL");
        return row ? textOrNull(row, "due_at") : null;
      }),
  };
}
