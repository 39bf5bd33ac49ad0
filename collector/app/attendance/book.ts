import type { Log } from "#collector/http/port.ts";
import { noEffects, type Store } from "#collector/storage/port.ts";
import type { StreamEvent } from "#shared/api/schemas.ts";
import type { Gap } from "#shared/model/attendance.ts";
import { derivedId } from "../pipeline/draft.ts";

/** Whose gap it is. */
export type GapSubject = Pick<Gap, "subject" | "endpointId" | "fact">;

export interface GapBookDeps {
  readonly store: Pick<Store, "attendance" | "effects">;
  readonly now: () => Temporal.Instant;
  readonly log: Log;
  readonly publish: (event: StreamEvent) => void;
  readonly changed: (endpointId: string) => void;
}

/** The gaps that last, and the way gaps are written. */
export interface GapBook {
  /** Reads the gaps that last from the store. */
  load(): Promise<void>;
  /** The gap of this subject that lasts, or null. */
  open(subject: GapSubject): Gap | null;
  /** Every gap that lasts, of one computer or of all. */
  lasting(endpointId?: string): readonly Gap[];
  /** Writes gaps as they are from now on, in one commit, and tells who must look again. */
  write(gaps: readonly Gap[]): Promise<void>;
}

/** A moment at the beginning of its second; gaps begin there, so that everybody can recount them. */
export const secondBefore = (instant: Temporal.Instant): string =>
  instant.round({ smallestUnit: "second", roundingMode: "floor" }).toString({ fractionalSecondDigits: 3 });
/** A moment at the end of its second; gaps end there. */
export const secondAfter = (instant: Temporal.Instant): string =>
  instant.round({ smallestUnit: "second", roundingMode: "ceil" }).toString({ fractionalSecondDigits: 3 });
export const isoOf = (instant: Temporal.Instant): string => instant.toString({ fractionalSecondDigits: 3 });

export const agentOf = (endpointId: string): GapSubject => ({ subject: "agent", endpointId, fact: null });
export const sensorOf = (endpointId: string, fact: string): GapSubject => ({
  subject: "sensor",
  endpointId,
  fact,
});
export const theCollector: GapSubject = { subject: "collector", endpointId: null, fact: null };

export const gapId = ({ subject, endpointId, fact }: GapSubject, from: string): string =>
  derivedId("gap", subject, endpointId ?? "", fact ?? "", from);

const keyOf = ({ subject, endpointId, fact }: GapSubject): string => `${subject}/${endpointId}/${fact}`;

export function createGapBook(deps: GapBookDeps): GapBook {
  const { store, log } = deps;
  const lasting = new Map<string, Gap>();

  function note(gap: Gap): void {
    const key = keyOf(gap);
    if (gap.to === null) lasting.set(key, gap);
    else if (lasting.get(key)?.id === gap.id) lasting.delete(key);
  }

  function tell(endpointId: string | null): void {
    try {
      deps.publish({ topic: "attendance", id: endpointId, at: isoOf(deps.now()), arrivedAt: null });
      if (endpointId !== null) deps.changed(endpointId);
    } catch (error) {
      // The gap stands in the store; whoever could not be told looks again by its own clock.
      log.error({ err: error, endpointId }, "A gap was written, but could not be told");
    }
  }

  return {
    async load() {
      lasting.clear();
      for (const gap of await store.attendance.open()) note(gap);
    },
    open: (subject) => lasting.get(keyOf(subject)) ?? null,
    lasting: (endpointId) =>
      [...lasting.values()].filter((gap) => endpointId === undefined || gap.endpointId === endpointId),
    async write(gaps) {
      if (gaps.length === 0) return;
      await store.effects.apply({ ...noEffects, gaps });
      for (const gap of gaps) note(gap);
      for (const id of new Set(gaps.map(({ endpointId }) => endpointId))) tell(id);
    },
  };
}
