import type { IncidentEvent, IncidentState } from "#shared/model/incident.ts";
import { IncidentFoldError, type StoredIncident } from "./incident.ts";

/**
 * One step of a case's history: what the case is after `event`, given what it was before. `number` is used for an
 * `opened` event only. The history is the truth, so the fold judges nothing: whether a step is allowed is asked before
 * the event is written (see `transition`). Throws IncidentFoldError for an event without its case or of another one.
 */
export function foldIncident(
  previous: StoredIncident | null,
  event: IncidentEvent,
  number: string,
): StoredIncident {
  if (previous === null) {
    if (event.change.type !== "opened")
      throw new IncidentFoldError(
        event.incidentId,
        event.id,
        `the first event of a case must open it, this one is "${event.change.type}"`,
      );
    const { rule, fingerprint, severity, endpointId, siteId, data } = event.change;
    return {
      id: event.incidentId,
      number,
      rule,
      severity,
      state: "detected",
      fingerprint,
      endpointId,
      siteId,
      openedAt: event.at,
      arrivedAt: event.recordedAt,
      updatedAt: event.recordedAt,
      occurrences: 1,
      ongoing: true,
      receivedAt: null,
      receivedBy: null,
      data,
    };
  }
  if (previous.id !== event.incidentId)
    throw new IncidentFoldError(
      event.incidentId,
      event.id,
      `the event belongs to another case than ${previous.id}`,
    );
  const next = { ...previous, updatedAt: later(previous.updatedAt, event.recordedAt) };
  const { change } = event;
  switch (change.type) {
    case "opened":
      // Told again after a crash: the case already is what this event made it.
      return previous;
    case "repeated":
      return {
        ...next,
        occurrences: previous.occurrences + 1,
        ongoing: true,
        data: { ...previous.data, ...change.data },
      };
    case "ended":
      return { ...next, ongoing: false, data: { ...previous.data, ...change.data } };
    case "received":
      return {
        ...next,
        // The first 受領 counts; a second person's is on the record and moves nothing.
        receivedAt: previous.receivedAt ?? event.recordedAt,
        receivedBy: previous.receivedBy ?? event.actor.name,
        state: afterReceipt(previous.state),
      };
    case "state-set":
      return { ...next, state: change.state };
    case "commented":
    case "notified":
      return next;
    default:
      return unknownChange(change);
  }
}

const unknownChange = (change: never): never => {
  throw new TypeError(`a case cannot change by ${JSON.stringify(change)}`);
};

const afterReceipt = (state: IncidentState): IncidentState => (state === "detected" ? "accepted" : state);

const later = (a: string, b: string): string =>
  Temporal.Instant.compare(Temporal.Instant.from(a), Temporal.Instant.from(b)) >= 0 ? a : b;
