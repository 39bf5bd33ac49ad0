import { setTimeout as wait } from "node:timers/promises";

/** Resolves after `milliseconds`, or as soon as `signal` fires: the caller looks at the signal itself. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
