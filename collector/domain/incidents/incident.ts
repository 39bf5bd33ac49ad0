import type { Incident } from "#shared/model/incident.ts";

/** A case as stored; names and titles are joined by the reader. */
export type StoredIncident = Omit<Incident, "title" | "clause" | "endpointName" | "siteName" | "receiptDue">;

/** An event that cannot belong to the case it was put on: a broken store or a programming mistake, never a user's. */
export class IncidentFoldError extends Error {
  readonly incidentId: string;
  readonly eventId: string;
  constructor(incidentId: string, eventId: string, message: string) {
    super(message);
    this.name = "IncidentFoldError";
    this.incidentId = incidentId;
    this.eventId = eventId;
  }
}
