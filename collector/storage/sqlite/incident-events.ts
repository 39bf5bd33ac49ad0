import { fiscalYearLabel } from "#collector/domain/calendar/fiscal-year.ts";
import { foldIncident } from "#collector/domain/incidents/fold.ts";
import { canonicalJson, proofOf } from "#collector/records/port.ts";
import { finishedStates, type IncidentEvent } from "#shared/model/incident.ts";
import { type StoredIncident, StoreError } from "../port.ts";
import { number, text } from "./columns.ts";
import type { Engine } from "./engine.ts";
import { incidentOf } from "./incidents.ts";
import { moment, momentOrNull } from "./texts.ts";

/** Writes events of cases, each with its record, inside the caller's transaction. */
export interface EventWriter {
  /** Answers the case the event stands on, and whether the event joined a case that was already open. */
  put(event: IncidentEvent): { readonly incidentId: string; readonly joined: boolean };
}

/** `R8-0142`: four digits at least, in the order of arrival, with none left out. */
const caseNumber = (label: string, count: number): string => `${label}-${String(count).padStart(4, "0")}`;

export function createEventWriter({ db, chain }: Pick<Engine, "db" | "chain">): EventWriter {
  const get = (id: string): StoredIncident | null => {
    const row = db.get("SELECT document FROM incidents WHERE id = ?", id);
    return row ? incidentOf(row) : null;
  };

  const unfinishedWith = (fingerprint: string): StoredIncident | null => {
    const row = db.get(
      "SELECT document FROM incidents WHERE fingerprint = ? AND unfinished = 1",
      fingerprint,
    );
    return row ? incidentOf(row) : null;
  };

  const nextNumber = (recordedAt: string): string => {
    const label = fiscalYearLabel(recordedAt);
    const row = db.get(
      `INSERT INTO incident_numbers (fiscal_year, last) VALUES (?, 1)
       ON CONFLICT (fiscal_year) DO UPDATE SET last = last + 1 RETURNING last`,
      label,
    );
    if (!row) throw new StoreError("failed", "The store gave no number to a new case.");
    return caseNumber(label, number(row, "last"));
  };

  const save = (one: StoredIncident): void => {
    const unfinished = !finishedStates.has(one.state);
    const other = unfinished ? unfinishedWith(one.fingerprint) : null;
    if (other !== null && other.id !== one.id)
      throw new StoreError(
        "failed",
        `Case ${one.number} cannot be taken up again, since ${other.number} is open for the same matter; go on there.`,
      );
    db.run(
      `INSERT INTO incidents (id, number, rule, fingerprint, endpoint_id, site_id, unfinished, arrived_at, next_due_at,
         document)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET site_id = excluded.site_id, unfinished = excluded.unfinished,
         next_due_at = excluded.next_due_at, document = excluded.document`,
      one.id,
      one.number,
      one.rule,
      one.fingerprint,
      one.endpointId,
      one.siteId,
      unfinished ? 1 : 0,
      moment(one.arrivedAt),
      unfinished ? momentOrNull(one.route.nextDueAt) : null,
      JSON.stringify(one),
    );
  };

  const write = (event: IncidentEvent, previous: StoredIncident | null): void => {
    const number_ = previous?.number ?? nextNumber(event.recordedAt);
    save(foldIncident(previous, event, number_));
    db.run(
      "INSERT INTO incident_events (id, incident_id, document) VALUES (?, ?, ?)",
      event.id,
      event.incidentId,
      canonicalJson(event),
    );
    chain.append(
      proofOf("incident-event", event.id, event, {
        at: event.recordedAt,
        action: `incident.${event.change.type}`,
        subject: event.incidentId,
        actor: event.actor,
        detail: { number: number_ },
      }),
    );
  };

  return {
    put(event) {
      const known = db.get("SELECT incident_id FROM incident_events WHERE id = ?", event.id);
      if (known) {
        const incidentId = text(known, "incident_id");
        return { incidentId, joined: incidentId !== event.incidentId };
      }
      const same = get(event.incidentId);
      if (event.change.type !== "opened") {
        if (same === null)
          throw new StoreError("failed", `There is no case ${event.incidentId} for the event ${event.id}.`);
        write(event, same);
        return { incidentId: same.id, joined: false };
      }
      // Two who saw the same thing at once: the second opening is a repeat of the first.
      const open = same ?? unfinishedWith(event.change.fingerprint);
      if (open === null) {
        write(event, null);
        return { incidentId: event.incidentId, joined: false };
      }
      write({ ...event, incidentId: open.id, change: { type: "repeated", data: event.change.data } }, open);
      return { incidentId: open.id, joined: open.id !== event.incidentId };
    },
  };
}
