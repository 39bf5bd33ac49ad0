import type { Clock } from "#agent/core/schedule.ts";

/** A clock that a test moves by hand. Waits end when it was moved past them; schedules run when the test says so. */
export interface HandClock extends Clock {
  /** Moves running time and the wall clock, and lets everything that became due run. */
  pass(ms: number): Promise<void>;
  /** Moves the wall clock alone, as a person or a time server does. */
  jump(ms: number): void;
  /** Runs everything scheduled by this cron expression, as at a match. */
  match(cron: string): Promise<void>;
  readonly scheduled: readonly { readonly cron: string; readonly delaySeconds: number }[];
}

const nothing = new Uint8Array();

/**
 * Lets everything that is ready go on. Each turn passes through the thread pool, so that digests asked for before it
 * are done as well, and through the event loop; a turn takes far less than the millisecond of a timer, which is what
 * lets a test pass a whole day of heartbeats.
 */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) {
    await crypto.subtle.digest("SHA-256", nothing);
    await new Promise((done) => setImmediate(done));
  }
};

export function createHandClock(start = "2026-11-24T00:00:00.000Z"): HandClock {
  let ms = 0;
  let skew = 0;
  let waits: { readonly due: number; readonly done: () => void }[] = [];
  let schedules: { readonly cron: string; readonly delaySeconds: number; readonly run: () => void }[] = [];
  return {
    now: () =>
      Temporal.Instant.from(start)
        .add({ milliseconds: ms + skew })
        .toString({ fractionalSecondDigits: 3 }),
    monotonicMs: () => ms,
    schedule(cron, delaySeconds, run, signal) {
      const entry = { cron, delaySeconds, run };
      schedules = [...schedules, entry];
      signal.addEventListener("abort", () => {
        schedules = schedules.filter((other) => other !== entry);
      });
    },
    wait: (wanted, signal) =>
      new Promise((resolve) => {
        const entry = { due: ms + wanted, done: resolve };
        waits = [...waits, entry];
        const end = (): void => {
          waits = waits.filter((other) => other !== entry);
          resolve();
        };
        if (signal.aborted) end();
        else signal.addEventListener("abort", end, { once: true });
      }),
    async pass(more) {
      const target = ms + more;
      for (;;) {
        await settle();
        const next = waits.filter((wait) => wait.due <= target).sort((a, b) => a.due - b.due)[0];
        if (!next) break;
        ms = Math.max(ms, next.due);
        waits = waits.filter((other) => other !== next);
        next.done();
      }
      ms = target;
      await settle();
    },
    jump(more) {
      skew += more;
    },
    async match(cron) {
      for (const entry of schedules) if (entry.cron === cron) entry.run();
      await settle();
    },
    get scheduled() {
      return schedules;
    },
  };
}
