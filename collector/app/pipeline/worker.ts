import type { Log } from "#collector/http/port.ts";
import { StoreError } from "#collector/storage/port.ts";
import type { StoredObservation } from "#shared/api/schemas.ts";
import { pause } from "../pause.ts";
import type { ObservationQueue } from "./queue.ts";

export interface WorkerDeps {
  readonly queue: ObservationQueue;
  readonly log: Log;
  /** Judges and commits one observation. */
  readonly judge: (observation: StoredObservation) => Promise<void>;
  /** Records that an observation could not be judged and is passed over. */
  readonly passOver: (observation: StoredObservation, error: unknown) => Promise<void>;
  /** First and longest pause before refused work is tried again, in milliseconds. */
  readonly retryMs: { readonly first: number; readonly longest: number };
}

/** Does one thing after the other: people's acts first, then observations in their order. */
export interface Worker {
  /** From now on observations are taken too. */
  begin(): void;
  wake(): void;
  idle(): Promise<void>;
  /** Runs `work` between two observations; its failure is the caller's to hear. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

/** A failure that is not the store's is the observation's own: tried this often, then recorded and passed over. */
const mostTries = 3;

export function createWorker(deps: WorkerDeps): Worker {
  const { queue, log, retryMs } = deps;
  const acts: (() => Promise<void>)[] = [];
  const stopping = new AbortController();
  let running: Promise<void> | null = null;
  let begun = false;

  async function handle(observation: StoredObservation): Promise<void> {
    let wait = retryMs.first;
    for (let tries = 1; !stopping.signal.aborted; tries += 1) {
      try {
        await deps.judge(observation);
        return;
      } catch (error) {
        const storesFault = error instanceof StoreError;
        log.error(
          { err: error, ordinal: observation.ordinal, fact: observation.fact, tries },
          storesFault ? "The store refused; the observation waits" : "An observation could not be judged",
        );
        if (!storesFault && tries >= mostTries) {
          await deps.passOver(observation, error);
          return;
        }
        await pause(wait, stopping.signal);
        wait = Math.min(wait * 2, retryMs.longest);
      }
    }
  }

  async function nextObservation(): Promise<StoredObservation | null> {
    let wait = retryMs.first;
    while (!stopping.signal.aborted) {
      try {
        return await queue.next();
      } catch (error) {
        log.error({ err: error }, "The store did not give what is to be judged; asking again");
        await pause(wait, stopping.signal);
        wait = Math.min(wait * 2, retryMs.longest);
      }
    }
    return null;
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const act = acts.shift();
      if (act) await act();
      else {
        const observation = begun ? await nextObservation() : null;
        if (observation !== null) await handle(observation);
        else if (acts.length === 0) return;
      }
    }
  }

  function wake(): void {
    if (running !== null || stopping.signal.aborted) return;
    running = run().finally(() => {
      running = null;
      if (acts.length > 0 || (begun && queue.hasMore())) wake();
    });
  }

  async function settle(): Promise<void> {
    for (let work = running; work !== null; work = running) await work;
  }

  return {
    begin() {
      begun = true;
      wake();
    },
    wake,
    async idle() {
      wake();
      await settle();
    },
    inTurn<T>(work: () => Promise<T>): Promise<T> {
      if (stopping.signal.aborted)
        return Promise.reject(
          new StoreError("failed", "the collector is stopping; try again after its start"),
        );
      const done = Promise.withResolvers<T>();
      acts.push(async () => {
        try {
          done.resolve(await work());
        } catch (error) {
          done.reject(error);
        }
      });
      wake();
      return done.promise;
    },
    async stop() {
      stopping.abort();
      await settle();
      // Acts that had no turn any more: nobody may wait for ever.
      for (const act of acts.splice(0)) await act();
    },
  };
}
