/** The time of a whole collector, moved by a test. Every part that waits goes on when time was moved past its wait. */
export interface MovedTime {
  readonly now: () => Temporal.Instant;
  /** Takes the place of the collector's own pause. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Moves time to a moment, and resolves when everything that became due was done and all parts wait again. */
  moveTo(at: Temporal.Instant): Promise<void>;
  /** Resolves when as many parts wait as run, and nothing stirs any more. */
  settle(): Promise<void>;
  /** How many parts of the collector wait by turns: those that `settle` waits for. */
  parts: number;
  /** Those who wait now never go on by themselves: their process was killed. A stop still ends them. */
  abandon(): void;
}

interface Wait {
  readonly due: number;
  readonly done: () => void;
}

/** Turns of the event loop in which nothing may happen before all is taken to be quiet: commits and sockets need few. */
const quietTurns = 12;
const nothing = new Uint8Array();

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

export function createMovedTime(start: string): MovedTime {
  let ms = Temporal.Instant.from(start).epochMilliseconds;
  let waits: readonly Wait[] = [];
  let stirred = 0;

  /** Whoever went on has done its round and waits again. */
  async function everybodyWaits(): Promise<void> {
    do await turn();
    while (waits.length < time.parts);
  }

  async function settle(): Promise<void> {
    for (let quiet = 0; quiet < quietTurns;) {
      const before = stirred;
      // Through the thread pool as well, where digests and files are worked on.
      await crypto.subtle.digest("SHA-256", nothing);
      await turn();
      quiet = waits.length >= time.parts && before === stirred ? quiet + 1 : 0;
    }
  }

  const time: MovedTime = {
    parts: 0,
    now: () => Temporal.Instant.fromEpochMilliseconds(ms),
    pause: (milliseconds, signal) =>
      new Promise((resolve) => {
        stirred += 1;
        const wait: Wait = { due: ms + milliseconds, done: () => end() };
        const end = (): void => {
          stirred += 1;
          waits = waits.filter((other) => other !== wait);
          signal.removeEventListener("abort", end);
          resolve();
        };
        if (signal.aborted) resolve();
        else {
          waits = [...waits, wait];
          signal.addEventListener("abort", end, { once: true });
        }
      }),
    async moveTo(at) {
      ms = Math.max(ms, at.epochMilliseconds);
      for (;;) {
        const [next] = waits.filter(({ due }) => due <= ms).toSorted((a, b) => a.due - b.due);
        if (next === undefined) break;
        next.done();
        await everybodyWaits();
      }
      await settle();
    },
    settle,
    abandon() {
      waits = [];
    },
  };
  return time;
}
