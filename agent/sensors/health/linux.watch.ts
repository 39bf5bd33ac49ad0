import { ProbeError, type Probe, type Watch } from "#agent/core/sensor.ts";
import { parseUptime } from "./proc.ts";
import { judgeTimeline, keepRemembered, parseRemembered, type Remembered, type Sample } from "./timeline.ts";

const everyMs = 30_000;
/** The clocks must be read within this time of each other, or their difference would look like a sleep. */
const readWithinMs = 500;
const tries = 5;

const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
};

const takeSample = async (probe: Probe, signal: AbortSignal): Promise<Sample> => {
  const bootId = (await probe.readFile("/proc/sys/kernel/random/boot_id", signal)).trim();
  for (let left = tries; left > 0; left -= 1) {
    const startMs = probe.monotonicMs();
    const uptime = parseUptime(await probe.readFile("/proc/uptime", signal));
    const awakeMs = probe.monotonicMs();
    const wallMs = Temporal.Instant.from(probe.now()).epochMilliseconds;
    if (uptime === null)
      throw new ProbeError("unparsable", "/proc/uptime does not say how long this computer runs.");
    if (awakeMs - startMs <= readWithinMs) return { bootId, wallMs, bootMs: uptime * 1000, awakeMs };
  }
  throw new ProbeError("timeout", "The computer is too busy to compare its clocks.");
};

/**
 * Notices sleep, clock jumps and restarts by comparing three clocks, now and with the last run of the agent. The state
 * is saved after the events are durable: a kill in between tells them twice rather than never.
 */
export const watchLinuxHealth: Watch = async (probe, tools, signal) => {
  let before: Remembered | null = parseRemembered(tools.load());
  try {
    while (!signal.aborted) {
      const now = await takeSample(probe, signal);
      const events = before === null ? [] : judgeTimeline(before, now);
      for (const event of events) {
        const begins = event.type === "sleep" || event.type === "shutdown" || event.type === "boot";
        await tools.event(event, (begins ? event.from : event.to) ?? undefined);
      }
      tools.save(keepRemembered(now, false));
      before = { ...now, closed: false };
      if (events.length > 0) tools.look();
      await pause(everyMs, signal);
    }
  } finally {
    if (before !== null && signal.aborted) tools.save(keepRemembered(before, true));
  }
};
