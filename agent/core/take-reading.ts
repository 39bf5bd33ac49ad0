import { facts, type FactName } from "#shared/facts/index.ts";
import type { Reading } from "#shared/facts/reading.ts";
import { clip, explain } from "./log.ts";
import { type Probe, ProbeError, type Sensor, type SensorContext } from "./sensor.ts";

/** What one look gave, and how long it took. */
export interface Taken {
  readonly reading: Reading<unknown>;
  readonly durationMs: number;
}

/**
 * Takes one reading and always comes back with one: a timeout, a refusal and a crash are answers too, and a value that
 * does not match its fact is `failed`, since the collector could not read it. Ends at `signal` with a rejection.
 */
export async function takeReading(
  sensor: Sensor,
  probe: Probe,
  context: SensorContext,
  monotonicMs: () => number,
  signal: AbortSignal,
): Promise<Taken> {
  const startedMs = monotonicMs();
  const reading = await look(sensor, probe, context, signal);
  signal.throwIfAborted();
  return { reading, durationMs: Math.max(0, Math.round(monotonicMs() - startedMs)) };
}

async function look(
  sensor: Sensor,
  probe: Probe,
  context: SensorContext,
  signal: AbortSignal,
): Promise<Reading<unknown>> {
  const reader = sensor.readers[probe.platform];
  if (!reader) {
    const reason = `there is no ${sensor.fact} sensor for ${probe.platform} yet`;
    return { status: "unsupported", code: "not-built", reason };
  }
  const timeout = AbortSignal.timeout(sensor.cadence.timeoutMs);
  try {
    const ends = AbortSignal.any([signal, timeout]);
    // A reader that does not listen to its signal must not hold the sensor for ever.
    const raw = await Promise.race([reader.read(probe, context, ends), rejectionOf(ends)]);
    return checked(sensor.fact, reader.parse(raw));
  } catch (error) {
    if (timeout.aborted) {
      const seconds = Math.round(sensor.cadence.timeoutMs / 1000);
      return { status: "failed", code: "timeout", reason: `no answer within ${seconds} s` };
    }
    if (error instanceof ProbeError) {
      return { status: "failed", code: error.code, reason: clip(explain(error), 500) };
    }
    const reason = clip(`the sensor ended with an error: ${explain(error)}`, 500);
    return { status: "failed", code: "sensor-crashed", reason };
  }
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = (): void => reject(new Error("aborted", { cause: signal.reason }));
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });
}

function checked(fact: FactName, reading: Reading<unknown>): Reading<unknown> {
  const { value: schema } = facts[fact];
  if (reading.status === "ok") {
    const result = schema.safeParse(reading.value);
    if (result.success) return { status: "ok", value: result.data };
    const issue = result.error.issues[0];
    const place = issue?.path.join(".") ?? "";
    const reason = clip(`the sensor's value is not in form at ${place}: ${issue?.message ?? "?"}`, 500);
    return { status: "failed", code: "sensor-crashed", reason };
  }
  const { value, ...rest } = reading;
  const told = { ...rest, reason: clip(rest.reason, 500) };
  const result = schema.safeParse(value);
  return value !== undefined && result.success ? { ...told, value: result.data } : told;
}
