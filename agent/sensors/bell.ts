/** Resolves after `ms` milliseconds, or at once when `signal` fires. Never rejects. */
export const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
};

/** Wakes a loop that otherwise sleeps for long. */
export interface Bell {
  /** Rings after `ms`; of several rings that are due, the earliest counts. */
  ring(ms?: number): void;
  /** Resolves at the next ring, after `ms` at the latest, or when the bell's signal fires. */
  wait(ms: number): Promise<void>;
}

/** A bell that falls silent, its timers gone, when `signal` fires. */
export const createBell = (signal: AbortSignal): Bell => {
  let due: { readonly timer: NodeJS.Timeout; readonly atMs: number } | null = null;
  let rung = false;
  let wake: (() => void) | null = null;
  const strike = (): void => {
    due = null;
    rung = true;
    wake?.();
  };
  signal.addEventListener(
    "abort",
    () => {
      if (due !== null) clearTimeout(due.timer);
      wake?.();
    },
    { once: true },
  );
  return {
    ring: (ms = 0) => {
      const atMs = performance.now() + ms;
      if (signal.aborted || (due !== null && due.atMs <= atMs)) return;
      if (due !== null) clearTimeout(due.timer);
      due = { timer: setTimeout(strike, ms), atMs };
    },
    wait: async (ms) => {
      if (!rung && !signal.aborted) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const timer = setTimeout(resolve, ms);
        wake = resolve;
        await promise;
        wake = null;
        clearTimeout(timer);
      }
      rung = false;
    },
  };
};

/** Runs one task after the other, so that none sees the half-done work of another. */
export const createTurns = (): (<T>(task: () => Promise<T>) => Promise<T>) => {
  let last: Promise<unknown> = Promise.resolve();
  return async (task) => {
    const turn = last.then(task);
    last = turn.catch(() => undefined);
    return turn;
  };
};

/** How long loops that are ended may take to come to their end, in milliseconds. */
const endingMs = 1000;

/** Runs loops beside each other until `signal` fires; when one fails, the others are ended and its error is thrown. */
export const runTogether = async (
  signal: AbortSignal,
  loops: (inner: AbortSignal) => readonly Promise<void>[],
): Promise<void> => {
  const stop = new AbortController();
  const running = loops(AbortSignal.any([signal, stop.signal]));
  try {
    await Promise.all(running);
  } finally {
    stop.abort();
    // A source that does not hear its signal must not keep the error from being known.
    await Promise.race([Promise.allSettled(running), pause(endingMs, new AbortController().signal)]);
  }
};
