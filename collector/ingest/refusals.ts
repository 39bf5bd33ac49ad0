import type { Refusal, RefusalStore } from "#collector/storage/port.ts";
import type { Log } from "./port.ts";

/** How many refusals of one source are written one by one within a minute. */
const writtenPerMinute = 30;
/** Sources remembered at once; more than these are written, never lost, only not thinned. */
const mostSources = 2000;
/** Refusals on their way to the store; beyond, a slow store must not fill the memory. */
const mostUnderWay = 200;

interface Source {
  minute: number;
  written: number;
  held: number;
}

export interface RefusalRecorder {
  /** Counts a refusal; resolves when it is stored, or thinned out. Never rejects. */
  add(refusal: Omit<Refusal, "at">): Promise<void>;
  /** Refusals that were only counted, because one source sent too many or the store was too slow. */
  thinned(): number;
}

/** Writes refusals so that a flood from one source can neither fill the store nor keep it busy. */
export function createRefusalRecorder(deps: {
  readonly store: RefusalStore;
  readonly log: Log;
  readonly now: () => Temporal.Instant;
}): RefusalRecorder {
  const { store, log, now } = deps;
  const sources = new Map<string, Source>();
  let underWay = 0;
  let thinned = 0;

  async function write(refusal: Omit<Refusal, "at">): Promise<void> {
    underWay += 1;
    try {
      await store.add({ ...refusal, at: now().toString({ smallestUnit: "millisecond" }) });
    } catch (error) {
      log.error({ err: error, refusal }, "a refusal could not be stored");
    } finally {
      underWay -= 1;
    }
  }

  return {
    async add(refusal) {
      const minute = Math.floor(now().epochMilliseconds / 60_000);
      const name = refusal.endpointId ?? refusal.peer;
      let source = sources.get(name);
      if (source === undefined || source.minute !== minute) {
        if (sources.size >= mostSources) sources.clear();
        source = { minute, written: 0, held: 0 };
        sources.set(name, source);
      }
      if (source.written >= writtenPerMinute || underWay >= mostUnderWay) {
        thinned += 1;
        source.held += 1;
        // Told once for each power of ten, so that the size of a flood is seen without a row for each frame.
        if (!/^10+$/u.test(String(source.held)) || underWay >= mostUnderWay) return;
        const detail = `more than ${String(source.held)} further refusals within a minute`;
        await write({ ...refusal, code: "too-many", detail });
        return;
      }
      source.written += 1;
      log.warn({ ...refusal }, "refused");
      await write(refusal);
    },
    thinned: () => thinned,
  };
}
