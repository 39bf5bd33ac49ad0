import type { ObservationStore } from "#collector/storage/port.ts";
import type { StoredObservation } from "#shared/api/schemas.ts";

/** Observations held in memory at most; further ones are read back from the store. */
const mostHeld = 1000;
const readAtOnce = 200;

/**
 * Observations in rising order of ordinal, none left out and none twice. What is announced right after its commit is
 * taken as it is; where an ordinal is missing between, the store is asked, since it alone knows what was committed.
 */
export interface ObservationQueue {
  /** Sets where to begin: the ordinal judged last. */
  begin(position: number): void;
  announce(stored: readonly StoredObservation[]): void;
  /** The next observation, or null when everything announced was taken. */
  next(): Promise<StoredObservation | null>;
  hasMore(): boolean;
}

export function createObservationQueue(store: Pick<ObservationStore, "after">): ObservationQueue {
  let held: StoredObservation[] = [];
  let taken = 0;
  /** Whether the store may hold more than what is held here. */
  let behind = false;
  let reading = false;

  const tail = (): number => held.at(-1)?.ordinal ?? taken;

  return {
    begin(position) {
      held = [];
      taken = position;
      // Nobody announced what was stored before the start.
      behind = true;
    },
    announce(stored) {
      for (const observation of stored) {
        const follows = observation.ordinal === tail() + 1 && held.length < mostHeld;
        if (follows && !behind && !reading) held.push(observation);
        else if (observation.ordinal > tail() || reading) behind = true;
      }
    },
    async next() {
      if (held.length === 0 && behind) {
        behind = false;
        reading = true;
        try {
          held = [...(await store.after(taken, readAtOnce))];
        } catch (error) {
          behind = true;
          throw error;
        } finally {
          reading = false;
        }
        if (held.length > 0) behind = true;
      }
      const observation = held.shift() ?? null;
      if (observation !== null) taken = observation.ordinal;
      return observation;
    },
    hasMore: () => held.length > 0 || behind,
  };
}
