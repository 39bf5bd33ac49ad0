import { z } from "zod";
import type { HealthEvent } from "#shared/facts/health.ts";
import { facts, type FactName } from "#shared/facts/index.ts";
import type { Reading } from "#shared/facts/reading.ts";
import { instant } from "#shared/model/common.ts";
import type { SensorHealth } from "#shared/model/endpoint.ts";
import { digest, fingerprintOf, refreshSecondsOf } from "./fingerprint.ts";
import { explain, type Log } from "./log.ts";
import { type Outbox, OutboxError } from "./outbox.ts";
import type { Clock } from "./schedule.ts";
import type { Probe, Sensor, SensorContext } from "./sensor.ts";
import { takeReading } from "./take-reading.ts";

const sentRecord = z.strictObject({ print: z.string(), at: instant });

export interface SnapshotsDeps {
  readonly probe: Probe;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly log: Log;
  readonly context: () => SensorContext;
  readonly tell: (type: HealthEvent["type"], detail: string) => Promise<void>;
}

/** Takes snapshots, keeps those that are news, and knows how well each sensor works. */
export interface Snapshots {
  take(sensor: Sensor, signal: AbortSignal): Promise<void>;
  /** Tells that nobody listens for a fact's events, or with null that somebody does. */
  watchState(fact: FactName, down: string | null): void;
  switchedOff(sensor: Sensor): Promise<void>;
  healthOf(fact: FactName): SensorHealth;
  /** Forgets what was sent, so that every next snapshot is news. */
  forget(): void;
}

export function createSnapshots(deps: SnapshotsDeps): Snapshots {
  const { clock, outbox, log } = deps;
  const healths = new Map<FactName, SensorHealth>();
  const down = new Map<FactName, string>();
  const crashed = new Set<string>();
  let forgetBefore = 0;
  const known = new Map<FactName, number>();

  function sentBefore(fact: FactName): z.infer<typeof sentRecord> | null {
    if ((known.get(fact) ?? 0) < forgetBefore) return null;
    const text = outbox.load(`sent:${fact}`);
    if (text === null) return null;
    try {
      const result = sentRecord.safeParse(JSON.parse(text));
      return result.success ? result.data : null;
    } catch {
      // An unreadable note only costs one repeated snapshot.
      return null;
    }
  }

  async function keep(
    sensor: Sensor,
    reading: Reading<unknown>,
    at: string,
    durationMs: number,
  ): Promise<void> {
    const { fact } = sensor;
    const generation = forgetBefore;
    const print = await digest(fingerprintOf(sensor, reading));
    const before = sentBefore(fact);
    if (before?.print === print && ageSeconds(before.at, at) < refreshSecondsOf(sensor)) return;
    const observation = { fact, schema: facts[fact].version, kind: "reading", at, durationMs } as const;
    try {
      await outbox.append({ ...observation, body: reading });
    } catch (error) {
      if (!(error instanceof OutboxError) || error.code !== "too-large") throw error;
      const reason = "the answer was too large to be sent";
      const body = { status: "failed", code: "unparsable", reason } as const;
      remember(fact, body, at, durationMs);
      await outbox.append({ ...observation, body });
    }
    outbox.save(`sent:${fact}`, JSON.stringify({ print, at }));
    known.set(fact, generation);
  }

  function remember(fact: FactName, reading: Reading<unknown>, at: string, durationMs: number): void {
    const failure = reading.status === "ok" ? null : reading;
    healths.set(fact, {
      fact,
      status: reading.status,
      code: failure?.code ?? null,
      reason: failure?.reason ?? null,
      lastRunAt: at,
      durationMs,
    });
  }

  /** A crash is told once, until the same thing works again. */
  async function tellCrash(what: string, reason: string | null): Promise<void> {
    if (reason === null) {
      crashed.delete(what);
      return;
    }
    if (crashed.has(what)) return;
    crashed.add(what);
    await deps.tell("sensor-crashed", `${what}: ${reason}`);
  }

  return {
    async take(sensor, signal) {
      const at = clock.now();
      const { reading, durationMs } = await takeReading(
        sensor,
        deps.probe,
        deps.context(),
        clock.monotonicMs,
        signal,
      );
      remember(sensor.fact, reading, at, durationMs);
      const isCrash = reading.status === "failed" && reading.code === "sensor-crashed";
      await tellCrash(sensor.fact, isCrash ? reading.reason : null);
      try {
        await keep(sensor, reading, at, durationMs);
      } catch (error) {
        log("error", `the snapshot of ${sensor.fact} could not be kept`, { reason: explain(error) });
      }
    },
    watchState(fact, reason) {
      if (reason === null) {
        down.delete(fact);
        return;
      }
      down.set(fact, reason);
      void tellCrash(`${fact} events`, reason);
    },
    async switchedOff(sensor) {
      const { fact } = sensor;
      down.delete(fact);
      const reason = "switched off in the settings file of this computer";
      const reading = { status: "unsupported", code: "switched-off", reason } as const;
      const at = clock.now();
      healths.set(fact, { ...pending(fact), status: reading.status, code: reading.code, reason });
      try {
        await keep(sensor, reading, at, 0);
      } catch (error) {
        log("error", `that ${fact} is switched off could not be kept`, { reason: explain(error) });
      }
    },
    healthOf(fact) {
      const health = healths.get(fact) ?? pending(fact);
      const reason = down.get(fact);
      // A good snapshot must not hide that events go unheard: "no event" and "nobody listened" are two answers.
      if (health.status !== "ok" || reason === undefined) return health;
      return { ...health, status: "failed", code: "sensor-crashed", reason };
    },
    forget() {
      forgetBefore += 1;
    },
  };
}

const pending = (fact: FactName): SensorHealth => ({
  fact,
  status: "pending",
  code: null,
  reason: null,
  lastRunAt: null,
  durationMs: null,
});

/** Distance of two moments; a clock that was set back makes a snapshot old as well. */
function ageSeconds(from: string, to: string): number {
  const seconds = Temporal.Instant.from(from).until(Temporal.Instant.from(to)).total("seconds");
  return Math.abs(seconds);
}
