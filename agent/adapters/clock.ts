import { schedule } from "node-cron";
import type { Clock } from "../core/schedule.ts";

const quiet = { info() {}, warn() {}, error() {}, debug() {} };

/** The machine's clock, with node-cron for everything that comes again. */
export function createClock(): Clock {
  return {
    now: () => Temporal.Now.instant().toString({ fractionalSecondDigits: 3 }),
    monotonicMs: () => performance.now(),
    schedule(cron, delaySeconds, run, signal) {
      if (signal.aborted) return;
      let delayed: NodeJS.Timeout | undefined;
      const later = (): void => {
        clearTimeout(delayed);
        delayed = setTimeout(run, delaySeconds * 1000);
        delayed.unref();
      };
      const task = schedule(cron, later, { unref: true, logger: quiet, suppressMissedWarning: true });
      // After sleep the matches that were slept through are one look.
      task.on("execution:missed", later);
      const end = (): void => {
        clearTimeout(delayed);
        void task.destroy();
      };
      signal.addEventListener("abort", end, { once: true });
    },
    wait: (ms, signal) => waitFor(ms, signal),
  };
}

/** Resolves after `ms`, or at once when `signal` fires; the timer alone keeps no process alive. */
function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}
