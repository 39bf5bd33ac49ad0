import type { Log } from "#collector/http/port.ts";
import { noEffects, type Effects, type Store } from "#collector/storage/port.ts";
import type { Rhythm } from "./jobs.ts";
import { pause } from "../pause.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";

/** Work that recurs by the calendar. */
export interface Job {
  /** Stable: what was done is remembered under it. */
  readonly name: string;
  readonly rhythm: Rhythm;
  /**
   * Does one occurrence. What it answers is committed together with the note that it was done, so that it has its
   * effect once; work beside the store must bear being done twice over a power failure.
   */
  run(occurrence: string, at: string): Promise<Partial<Omit<Effects, "cursor" | "jobs">> | null>;
  /** Called after the commit. */
  readonly done?: () => void;
}

export interface TimekeeperDeps {
  readonly store: Pick<Store, "jobs" | "effects" | "settings">;
  readonly pipeline: Pick<Pipeline, "due" | "nextDue">;
  readonly jobs: readonly Job[];
  readonly now: () => Temporal.Instant;
  readonly log: Log;
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Keeps the hours: deadlines of cases and conditions, and jobs of the calendar. */
export interface Timekeeper {
  /** Does what fell due while the collector was down, once, then keeps on. Resolves after the first round. */
  start(): Promise<void>;
  /** One round: everything due now. Failures are logged and tried again later. */
  round(): Promise<void>;
  /** The next deadline may have moved nearer. */
  wake(): void;
  stop(): Promise<void>;
}

/** Nothing that fell due before the installation's own beginning is made up for. */
export const installedAtKey = "collector.installed-at";
const longestSleepMs = 20_000;
const tryAgain = { minutes: 5 } as const;

export function createTimekeeper(deps: TimekeeperDeps): Timekeeper {
  const { store, pipeline, jobs, now, log } = deps;
  const wait = deps.wait ?? pause;
  const stopping = new AbortController();
  const failedUntil = new Map<string, Temporal.Instant>();
  let woken = new AbortController();
  let loop: Promise<void> | null = null;
  let since: string | null = null;

  async function beginning(): Promise<string> {
    since ??= await store.settings.get(installedAtKey);
    if (since === null) {
      since = now().toString();
      await store.settings.put(installedAtKey, since);
    }
    return since;
  }

  async function attempt(job: Job): Promise<void> {
    const due = job.rhythm(now());
    const held = failedUntil.get(job.name);
    if (due === null || (held !== undefined && Temporal.Instant.compare(now(), held) < 0)) return;
    const begun = await beginning();
    if (Temporal.Instant.compare(Temporal.Instant.from(due.at), Temporal.Instant.from(begun)) < 0) return;
    if (await store.jobs.done(job.name, due.occurrence)) return;
    const result = await job.run(due.occurrence, due.at);
    const at = now().toString();
    await store.effects.apply({
      ...noEffects,
      ...result,
      jobs: [{ job: job.name, occurrence: due.occurrence, at }],
    });
    failedUntil.delete(job.name);
    job.done?.();
  }

  async function round(): Promise<void> {
    try {
      await pipeline.due();
    } catch (error) {
      log.error({ err: error }, "What is due on a case or a computer could not be done; it stays due");
    }
    for (const job of jobs) {
      if (stopping.signal.aborted) return;
      try {
        await attempt(job);
      } catch (error) {
        failedUntil.set(job.name, now().add(tryAgain));
        log.error(
          { err: error, job: job.name },
          "A job of the calendar failed; it is tried again in five minutes",
        );
      }
    }
  }

  async function sleepMs(): Promise<number> {
    const next = await pipeline.nextDue().catch(() => null);
    if (next === null) return longestSleepMs;
    const left = now().until(Temporal.Instant.from(next)).total("milliseconds");
    // Not zero: what stays due must not be tried in a circle.
    return Math.min(longestSleepMs, Math.max(1000, Math.ceil(left)));
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      woken = new AbortController();
      await wait(await sleepMs(), AbortSignal.any([stopping.signal, woken.signal]));
      if (!stopping.signal.aborted) await round();
    }
  }

  return {
    async start() {
      await beginning();
      await round();
      loop ??= run();
    },
    round,
    wake() {
      woken.abort();
    },
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}
