import { incident, incidentEvent } from "#shared/model/incident.ts";
import type { IncidentStore, StoredIncident } from "../port.ts";
import { json, number, text, textOrNull } from "./columns.ts";
import type { Row } from "./database.ts";
import type { Engine } from "./engine.ts";
import { createConditions, goOn, type ListOrder, orderBy, rowsFor, toPage } from "./paging.ts";
import { moment } from "./texts.ts";

const storedIncident = incident.omit({
  title: true,
  clause: true,
  endpointName: true,
  siteName: true,
  receiptDue: true,
});

const order: ListOrder = {
  list: "incidents",
  columns: ["arrived_at", "id"],
  kinds: ["string", "string"],
  direction: "DESC",
};

export const incidentOf = (row: Row): StoredIncident => json(row, "document", storedIncident);

export function createIncidents({ db, read }: Engine): IncidentStore {
  return {
    openByFingerprint: async (fingerprint) =>
      read(() => {
        const row = db.get(
          "SELECT document FROM incidents WHERE fingerprint = ? AND unfinished = 1",
          fingerprint,
        );
        return row ? incidentOf(row) : null;
      }),
    get: async (id) =>
      read(() => {
        const row = db.get("SELECT document FROM incidents WHERE id = ?", id);
        return row ? incidentOf(row) : null;
      }),
    events: async (id) =>
      read(() =>
        db
          .all("SELECT document FROM incident_events WHERE incident_id = ? ORDER BY no", id)
          .map((row) => json(row, "document", incidentEvent)),
      ),
    list: async (query) =>
      read(() => {
        const conditions = createConditions();
        if (query.open !== undefined) conditions.add("unfinished = ?", query.open ? 1 : 0);
        if (query.endpointId !== undefined) conditions.add("endpoint_id = ?", query.endpointId);
        if (query.rule !== undefined) conditions.add("rule = ?", query.rule);
        if (query.siteIds !== undefined) conditions.oneOf("site_id", query.siteIds);
        if (query.arrivedFrom !== undefined) conditions.add("arrived_at >= ?", moment(query.arrivedFrom));
        if (query.arrivedTo !== undefined) conditions.add("arrived_at < ?", moment(query.arrivedTo));
        goOn(conditions, query, order);
        const rows = db.all(
          `SELECT id, arrived_at, document FROM incidents${conditions.where()}${orderBy(order)}`,
          ...conditions.values,
          rowsFor(query),
        );
        return toPage(rows, query, order, incidentOf, (row) => [text(row, "arrived_at"), text(row, "id")]);
      }),
    openCount: async (siteIds) =>
      read(() => {
        const conditions = createConditions();
        conditions.add("unfinished = 1");
        if (siteIds !== undefined) conditions.oneOf("site_id", siteIds);
        const row = db.get(`SELECT count(*) AS n FROM incidents${conditions.where()}`, ...conditions.values);
        return row ? number(row, "n") : 0;
      }),
    dueBefore: async (now, limit) =>
      read(() =>
        db
          .all(
            "SELECT document FROM incidents WHERE next_due_at <= ? ORDER BY next_due_at, id LIMIT ?",
            moment(now),
            limit,
          )
          .map(incidentOf),
      ),
    nextDue: async () =>
      read(() => {
        const row = db.get("SELECT min(next_due_at) AS due_at FROM incidents WHERE next_due_at IS NOT NULL");
        return row ? textOrNull(row, "due_at") : null;
      }),
  };
}
