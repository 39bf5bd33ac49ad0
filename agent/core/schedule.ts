import { explain, type Log } from "./log.ts";

/** Time as the agent needs it; the adapter asks the machine, a test moves it by hand. */
export interface Clock {
  /** The device's wall clock, an ISO instant in UTC. It may jump. */
  readonly now: () => string;
  /** Milliseconds of running time; never goes back. */
  readonly monotonicMs: () => number;
  /** Calls `run` at each match of `cron`, later by `delaySeconds`, until `signal` fires. */
  schedule(cron: string, delaySeconds: number, run: () => void, signal: AbortSignal): void;
  /** Resolves after `ms`, or at once when `signal` fires. Never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** How often something is done. */
export interface Cadence {
  readonly cron: string;
  readonly jitterSeconds: number;
}

/** Work that is done again and again. */
export interface Job {
  /** Asks for a run soon; calls that come together give one run, and a call during a run gives one more after it. */
  look(): void;
  /** Runs at another cadence from now on. */
  change(cadence: Cadence): void;
  /** Resolves when no run is under way. */
  idle(): Promise<void>;
}

/** Calls for a look that come within this time are one. */
export const lookDelayMs = 150;

/**
 * The delay of this host within the jitter, always the same one: a thousand computers that share a schedule ask their
 * update server at a thousand different moments. FNV-1a over the endpoint and the job.
 */
export function jitterOf(endpointId: string, job: string, jitterSeconds: number): number {
  if (jitterSeconds <= 0) return 0;
  let hash = 0x81_1c_9d_c5;
  for (const char of `${endpointId}/${job}`) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01_00_01_93) >>> 0;
  }
  return hash % jitterSeconds;
}

/**
 * The cron expression for an even rhythm, or null where none exists: the period must divide the minute, the hour or
 * the day, since anything else would beat unevenly at their borders.
 */
export function cronForEvery(seconds: number): string | null {
  if (!Number.isInteger(seconds) || seconds < 30 || seconds > 86_400) return null;
  if (seconds < 60) return 60 % seconds === 0 ? `*/${seconds} * * * * *` : null;
  if (seconds < 3600) return seconds % 60 === 0 && 3600 % seconds === 0 ? `*/${seconds / 60} * * * *` : null;
  if (seconds < 86_400)
    return seconds % 3600 === 0 && 86_400 % seconds === 0 ? `0 */${seconds / 3600} * * *` : null;
  return "0 0 * * *";
}

/** The cadence for a period from the settings file; its jitter is a quarter of the period, a quarter of an hour at most. */
export function cadenceForEvery(seconds: number): Cadence | null {
  const cron = cronForEvery(seconds);
  return cron === null ? null : { cron, jitterSeconds: Math.min(900, Math.floor(seconds / 4)) };
}

/** Starts a job; its first run is at once. A run that fails is logged, and the next one comes all the same. */
export function startJob(
  deps: { readonly clock: Clock; readonly log: Log; readonly endpointId: string },
  name: string,
  cadence: Cadence,
  work: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Job {
  const state: { running: Promise<void> | null } = { running: null };
  let again = false;
  let asked = false;
  let current = new AbortController();

  async function runOnce(): Promise<void> {
    try {
      await work(signal);
    } catch (error) {
      if (!signal.aborted) deps.log("error", `${name} failed`, { reason: explain(error) });
    }
  }

  function run(): void {
    if (signal.aborted || state.running !== null) return;
    state.running = (async () => {
      do {
        again = false;
        await runOnce();
      } while (again && !signal.aborted);
      state.running = null;
    })();
  }

  function arrange(next: Cadence): void {
    current.abort();
    current = new AbortController();
    const delay = jitterOf(deps.endpointId, name, next.jitterSeconds);
    deps.clock.schedule(next.cron, delay, run, AbortSignal.any([signal, current.signal]));
  }

  async function lookSoon(): Promise<void> {
    await deps.clock.wait(lookDelayMs, signal);
    asked = false;
    if (state.running === null) run();
    else again = true;
  }

  arrange(cadence);
  run();
  return {
    look() {
      if (asked || signal.aborted) return;
      asked = true;
      void lookSoon();
    },
    change: arrange,
    async idle() {
      while (state.running !== null) await state.running;
    },
  };
}
