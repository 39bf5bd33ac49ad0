import { createHash } from "node:crypto";
import { foldIncident } from "#collector/domain/incidents/fold.ts";
import type { Effects, IncidentStore, StoredIncident } from "#collector/storage/port.ts";
import type { IncidentEvent } from "#shared/model/incident.ts";

type Lists = Omit<Effects, "cursor">;
type Mutable<T> = { [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };

/** Effects being gathered for one commit. Cases changed in it are read as they will be after it. */
export interface Draft extends Mutable<Lists> {
  /** Networks entered for this commit, to be told to the pages. */
  networksChanged: boolean;
  /** Done once the commit has succeeded, never before: a repeat must start from the old state. */
  readonly committed: (() => void)[];
  /** The unfinished case with this fingerprint, events of this draft included. */
  openCase(fingerprint: string): Promise<StoredIncident | null>;
  /** Adds an event to a case and answers the case after it. */
  addEvent(previous: StoredIncident | null, event: IncidentEvent): StoredIncident;
  /** The cases this draft opens or changes. */
  cases(): readonly StoredIncident[];
  /** The commit, or null where nothing follows but that the cursor moves. */
  effects(cursor: number | null): Effects | null;
}

export function createDraft(incidents: Pick<IncidentStore, "openByFingerprint">): Draft {
  const lists: Mutable<Lists> = {
    presence: [],
    media: [],
    lanDevices: [],
    macs: [],
    operatingSystems: [],
    proposals: [],
    incidentEvents: [],
    deliveries: [],
  };
  const changed = new Map<string, StoredIncident>();
  return {
    ...lists,
    networksChanged: false,
    committed: [],
    async openCase(fingerprint) {
      return changed.get(fingerprint) ?? (await incidents.openByFingerprint(fingerprint));
    },
    addEvent(previous, event) {
      // The number is the store's to give; inside a draft nobody reads it.
      const next = foldIncident(previous, event, previous?.number ?? "");
      changed.set(next.fingerprint, next);
      lists.incidentEvents.push(event);
      return next;
    },
    cases: () => [...changed.values()],
    effects(cursor) {
      const empty = Object.values(lists).every((list) => list.length === 0);
      return empty ? null : { cursor, ...lists };
    },
  };
}

/** An identifier that follows from what it stands for, so that the same work done twice has one effect. */
export const derivedId = (prefix: string, ...parts: readonly (string | number)[]): string =>
  `${prefix}-${createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32)}`;
