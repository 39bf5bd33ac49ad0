import { clip, explain, type Log } from "./log.ts";
import type { Clock } from "./schedule.ts";
import type { Probe, Watch, WatchTools } from "./sensor.ts";

const firstBackoffMs = 1000;
const longestBackoffMs = 60_000;
/** A watch that ran this long is taken for healthy, and the next fall starts at the first step again. */
const stableMs = 300_000;

export interface WatchingDeps {
  readonly clock: Clock;
  readonly probe: Probe;
  readonly tools: WatchTools;
  readonly log: Log;
  /** Told when nobody listens, with why, and with null as soon as somebody does again. */
  readonly onState: (down: string | null) => void;
}

/**
 * Keeps a watch running until `signal` fires. After each fall a snapshot is asked for, since what happened meanwhile
 * was heard by nobody.
 */
export async function keepWatching(
  name: string,
  watch: Watch,
  deps: WatchingDeps,
  signal: AbortSignal,
): Promise<void> {
  let backoffMs = firstBackoffMs;
  while (!signal.aborted) {
    const startedMs = deps.clock.monotonicMs();
    let reason = "it ended by itself";
    try {
      deps.onState(null);
      await watch(deps.probe, deps.tools, signal);
    } catch (error) {
      reason = explain(error);
    }
    if (signal.aborted) return;
    if (deps.clock.monotonicMs() - startedMs > stableMs) backoffMs = firstBackoffMs;
    const told = clip(`nobody listens for ${name} events: ${reason}`, 500);
    deps.onState(told);
    deps.log("warn", told, { retryInMs: backoffMs });
    await deps.clock.wait(backoffMs, signal);
    backoffMs = Math.min(longestBackoffMs, backoffMs * 2);
    deps.tools.look();
  }
}
