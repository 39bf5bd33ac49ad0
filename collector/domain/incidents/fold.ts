import { noRoute } from "#shared/model/case-route.ts";
import type { IncidentEvent, IncidentState } from "#shared/model/incident.ts";
import { foldRoute, foldStamps, withNextDue } from "./fold-route.ts";
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
      route: noRoute,
      parties: [],
      handled: false,
      closing: null,
    };
  }
  if (previous.id !== event.incidentId)
    throw new IncidentFoldError(
      event.incidentId,
      event.id,
      `the event belongs to another case than ${previous.id}`,
    );
  // Told again after a crash: the case already is what this event made it.
  if (event.change.type === "opened") return previous;
  const next = { ...previous, updatedAt: later(previous.updatedAt, event.recordedAt) };
  return withNextDue(afterChange(next, event));
}

function afterChange(incident: StoredIncident, event: IncidentEvent): StoredIncident {
  const { change } = event;
  switch (change.type) {
    case "repeated":
      return {
        ...incident,
        occurrences: incident.occurrences + 1,
        ongoing: true,
        data: { ...incident.data, ...change.data },
      };
    case "ended":
      return { ...incident, ongoing: false, data: { ...incident.data, ...change.data } };
    case "received": {
      const first = change.stamps[0]?.stamp;
      return {
        ...foldStamps(incident, change.stamps),
        // The first 受領 counts, at the time of the call where it was one; a later one moves neither.
        receivedAt: incident.receivedAt ?? first?.at ?? event.recordedAt,
        receivedBy: incident.receivedBy ?? first?.name ?? event.actor.name,
        state: incident.state === "detected" ? "accepted" : incident.state,
      };
    }
    case "routed":
    case "step-reached":
    case "step-passed-over":
    case "passed-on":
    case "reminded":
    case "parties-set":
      return foldRoute(incident, change, event.recordedAt);
    case "severity-set":
      return { ...incident, severity: change.severity };
    case "handled":
      return { ...incident, handled: true };
    case "closing-noted": {
      const { cause, measure, prevention } = change;
      return { ...incident, closing: { cause, measure, prevention } };
    }
    case "state-set":
      return {
        ...incident,
        state: change.state,
        // Work that is taken up again is no longer 対応済.
        handled: incident.handled && !workStates.has(change.state),
      };
    case "opened":
    case "commented":
    case "notified":
      return incident;
    default:
      return unknownChange(change);
  }
}

const workStates: ReadonlySet<IncidentState> = new Set(["checking", "handling"]);

const unknownChange = (change: never): never => {
  throw new TypeError(`a case cannot change by ${JSON.stringify(change)}`);
};

const later = (a: string, b: string): string =>
  Temporal.Instant.compare(Temporal.Instant.from(a), Temporal.Instant.from(b)) >= 0 ? a : b;
