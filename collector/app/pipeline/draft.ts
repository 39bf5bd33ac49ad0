import { createHash } from "node:crypto";
import { foldIncident } from "#collector/domain/incidents/fold.ts";
import type { Change } from "#collector/domain/routing/routing.ts";
import { noEffects, type Effects, type IncidentStore, type StoredIncident } from "#collector/storage/port.ts";
import type { Actor, IncidentEvent } from "#shared/model/incident.ts";

type Lists = Omit<Effects, "cursor">;
type Mutable<T> = { [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };

/** Hinomi itself, as it stands in records. */
export const machineActor: Actor = { kind: "machine", id: null, name: "火の見（自動検知）" };

/** Why and when events of a case are written; `key` names the occasion for ever. */
export interface Occurrence {
  readonly key: string;
  /** When it happened, never later than it was learned of. */
  readonly at: string;
  readonly recordedAt: string;
  readonly actor: Actor;
}

/** Effects being gathered for one commit. Cases changed in it are read as they will be after it. */
export interface Draft extends Mutable<Lists> {
  /** Networks entered for this commit, to be told to the pages. */
  networksChanged: boolean;
  /** Done once the commit has succeeded, never before: a repeat must start from the old state. */
  readonly committed: (() => void)[];
  /** The unfinished case with this fingerprint, events of this draft included. */
  openCase(fingerprint: string): Promise<StoredIncident | null>;
  /** A case as this draft leaves it. */
  latest(incident: StoredIncident): StoredIncident;
  /** Adds an event to a case and answers the case after it. */
  addEvent(previous: StoredIncident | null, event: IncidentEvent): StoredIncident;
  /** Adds several; every identifier follows from the occasion, the place in the list and the kind of change. */
  addChanges(incident: StoredIncident, changes: readonly Change[], occurrence: Occurrence): StoredIncident;
  /** The cases this draft opens or changes. */
  cases(): readonly StoredIncident[];
  /** The commit, or null where nothing follows but that the cursor moves. */
  effects(cursor: number | null): Effects | null;
}

/** A list for each part of a commit. */
function emptyLists(): Mutable<Lists> {
  return {
    presence: [],
    media: [],
    lanDevices: [],
    macs: [],
    operatingSystems: [],
    proposals: [],
    incidentEvents: [],
    deliveries: [],
    conditions: [],
    gaps: [],
    updates: [],
    reports: [],
    jobs: [],
  };
}

export function createDraft(incidents: Pick<IncidentStore, "openByFingerprint">): Draft {
  const lists = emptyLists();
  const changed = new Map<string, StoredIncident>();
  const byId = (id: string): StoredIncident | undefined =>
    [...changed.values()].find((incident) => incident.id === id);

  function addEvent(previous: StoredIncident | null, event: IncidentEvent): StoredIncident {
    // The number is the store's to give; inside a draft nobody reads it.
    const next = foldIncident(previous, event, previous?.number ?? "");
    changed.set(next.fingerprint, next);
    lists.incidentEvents.push(event);
    return next;
  }

  return {
    ...lists,
    networksChanged: false,
    committed: [],
    async openCase(fingerprint) {
      return changed.get(fingerprint) ?? (await incidents.openByFingerprint(fingerprint));
    },
    latest: (incident) => byId(incident.id) ?? incident,
    addEvent,
    addChanges(incident, changes, { key, at, recordedAt, actor }) {
      let current = byId(incident.id) ?? incident;
      for (const [index, change] of changes.entries())
        current = addEvent(current, {
          id: derivedId("ev", incident.id, key, index, change.type),
          incidentId: incident.id,
          at,
          recordedAt,
          actor,
          change,
        });
      return current;
    },
    cases: () => [...changed.values()],
    effects(cursor) {
      const empty = Object.values(lists).every((list) => list.length === 0);
      return empty ? null : { ...noEffects, ...lists, cursor };
    },
  };
}

/** An identifier that follows from what it stands for, so that the same work done twice has one effect. */
export const derivedId = (prefix: string, ...parts: readonly (string | number)[]): string =>
  `${prefix}-${createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32)}`;
