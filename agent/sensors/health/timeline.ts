import { z } from "zod";
import type { HealthEvent } from "#shared/facts/health.ts";

/** Three clocks read at the same moment. */
export interface Sample {
  /** Differs after every boot. */
  readonly bootId: string;
  /** The wall clock, in milliseconds since 1970. */
  readonly wallMs: number;
  /** Time since boot, sleep included, in milliseconds. */
  readonly bootMs: number;
  /** Time awake since boot, in milliseconds. */
  readonly awakeMs: number;
}

const remembered = z.object({
  bootId: z.string().max(100),
  wallMs: z.number().min(0).max(8.64e15),
  bootMs: z.number().nonnegative(),
  awakeMs: z.number().nonnegative(),
  /** Whether the agent was stopped properly after this sample. */
  closed: z.boolean(),
});

export type Remembered = Sample & { readonly closed: boolean };

/** The state kept from an earlier run, or null when there is none that can be read. */
export const parseRemembered = (text: string | null): Remembered | null => {
  if (text === null) return null;
  try {
    const found = remembered.safeParse(JSON.parse(text));
    return found.success ? found.data : null;
  } catch {
    return null;
  }
};

export const keepRemembered = (sample: Sample, closed: boolean): string =>
  JSON.stringify({ ...sample, closed });

/** Shorter sleeps and smaller steps are noise of reading three clocks one after the other, or the slow hand of NTP. */
const leastSleepMs = 3000;
const leastJumpMs = 3000;

const instant = (ms: number): string =>
  Temporal.Instant.fromEpochMilliseconds(Math.round(ms)).toString({ smallestUnit: "millisecond" });

const seconds = (ms: number): string => (ms / 1000).toFixed(0);

const restarted = (before: Remembered, now: Sample): readonly HealthEvent[] => {
  const lastSeen = instant(before.wallMs);
  const bootedAt = instant(Math.max(0, now.wallMs - now.bootMs));
  return [
    {
      type: "shutdown",
      detail: before.closed
        ? "The computer was switched off after the agent had been stopped."
        : "The computer went off before the agent was stopped: power failure, crash, or the agent had been killed.",
      from: lastSeen,
      to: bootedAt,
    },
    { type: "boot", detail: "The computer was switched on.", from: bootedAt, to: instant(now.wallMs) },
  ];
};

/** What happened between two samples, oldest first. Pure; `before` may come from an earlier run of the agent. */
export const judgeTimeline = (before: Remembered, now: Sample): readonly HealthEvent[] => {
  if (before.bootId !== now.bootId) return restarted(before, now);
  const events: HealthEvent[] = [];
  const passedMs = now.bootMs - before.bootMs;
  const asleepMs = passedMs - (now.awakeMs - before.awakeMs);
  const expectedMs = before.wallMs + passedMs;
  const jumpMs = now.wallMs - expectedMs;
  if (asleepMs >= leastSleepMs) {
    const from = instant(before.wallMs);
    const to = instant(Math.max(before.wallMs, expectedMs));
    const told = `The computer slept for ${seconds(asleepMs)} s.`;
    events.push({ type: "sleep", detail: told, from, to }, { type: "resume", detail: told, from: to, to });
  }
  if (Math.abs(jumpMs) >= leastJumpMs)
    events.push({
      type: "clock-jump",
      detail: `The clock was set ${jumpMs > 0 ? "forward" : "back"} by ${seconds(Math.abs(jumpMs))} s.`,
      from: instant(Math.max(0, expectedMs)),
      to: instant(now.wallMs),
    });
  return events;
};
