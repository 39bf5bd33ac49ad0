import { randomBytes } from "node:crypto";
import type { StreamEvent } from "#shared/api/schemas.ts";
import type { NumberedEvent, StreamHub } from "./port.ts";
import { isoText } from "./times.ts";

/** How many events a page that was away may still catch up on. */
const ringSize = 1000;

export interface StreamHubDeps {
  readonly now: () => Temporal.Instant;
  /** Number of events kept; the default is 1,000. */
  readonly capacity?: number;
}

/** Makes the meeting point of what changes and who watches. It lives in memory: after a restart pages load anew. */
export function createStreamHub({ now, capacity = ringSize }: StreamHubDeps): StreamHub {
  const run = randomBytes(6).toString("hex");
  const ring: NumberedEvent[] = [];
  const listeners = new Set<(numbered: NumberedEvent) => void>();
  let last = 0;

  const idOf = (number: number): string => `${run}-${number}`;
  const numberOf = (id: string): number | null => {
    const [ofRun, digits] = id.split("-");
    if (ofRun !== run || digits === undefined || !/^\d{1,15}$/u.test(digits)) return null;
    return Number(digits);
  };

  function missedSince(lastEventId: string | null): readonly NumberedEvent[] | null {
    if (lastEventId === null) return [];
    const seen = numberOf(lastEventId);
    if (seen === null || seen > last || seen < last - ring.length) return null;
    return ring.slice(ring.length - (last - seen));
  }

  return {
    publish(notice) {
      last += 1;
      const event: StreamEvent = { ...notice, at: notice.at ?? isoText(now()) };
      const numbered: NumberedEvent = { id: idOf(last), event };
      ring.push(numbered);
      if (ring.length > capacity) ring.shift();
      for (const listener of listeners) listener(numbered);
    },
    subscribe(lastEventId, listener) {
      // A listener of its own for each subscription, so that one function may listen twice.
      const own = (numbered: NumberedEvent): void => listener(numbered);
      listeners.add(own);
      return {
        missed: missedSince(lastEventId),
        position: idOf(last),
        unsubscribe: () => {
          listeners.delete(own);
        },
      };
    },
    position: () => idOf(last),
  };
}
