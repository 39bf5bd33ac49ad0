import { type HealthEvent, healthEvent } from "#shared/facts/health.ts";
import { facts, type FactName } from "#shared/facts/index.ts";
import type { SensorHealth } from "#shared/model/endpoint.ts";
import { type AgentSettings, agentSettings } from "#shared/protocol/messages.ts";
import { clip, explain, type Log } from "./log.ts";
import { healthObservation, type Outbox } from "./outbox.ts";
import { openRunRecord } from "./run-record.ts";
import { type Clock, cadenceForEvery, type Job, startJob } from "./schedule.ts";
import type { Probe, Sensor, SensorContext, WatchTools } from "./sensor.ts";
import { createSnapshots } from "./snapshots.ts";
import { keepWatching } from "./watching.ts";

/** What the settings file says about one sensor. */
interface SensorSetting {
  readonly enabled: boolean;
  /** Period in seconds, or null for the sensor's own cadence. */
  readonly everySeconds: number | null;
}
export type SensorSettings = Partial<Record<FactName, SensorSetting>>;

export interface AgentDeps {
  readonly endpointId: string;
  readonly version: string;
  readonly sensors: readonly Sensor[];
  readonly probe: Probe;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly log: Log;
  readonly sensorSettings: SensorSettings;
}

/** The agent: looks, listens, and writes everything into the outbox. Sending is the uplink's work. */
export interface Agent {
  /** Starts all sensors. Resolves when `agent-started` is kept. */
  start(): Promise<void>;
  /**
   * Ends all sensors and writes `agent-stopped`, or `shutdown` where the computer itself ends. Resolves when it is kept,
   * or could not be.
   */
  stop(reason: string, told?: "agent-stopped" | "shutdown"): Promise<void>;
  /** Takes what the collector said; kept for the next start. */
  applySettings(settings: AgentSettings): void;
  /** What the collector said last, or null before the first word. */
  settings(): AgentSettings | null;
  /** Takes a changed settings file. */
  configure(settings: SensorSettings): void;
  /** Reports something that happened to the agent itself. */
  tell(type: HealthEvent["type"], detail: string): Promise<void>;
  health(): readonly SensorHealth[];
  /** Sends every snapshot again, for a collector that lost what it had. */
  resendAll(): void;
}

/** Facts whose look depends on the collector's settings. */
const factsOfSettings: ReadonlySet<FactName> = new Set(["lan"]);
const settingsKey = "settings";
const stopPatienceMs = 3000;

export function createAgent(deps: AgentDeps): Agent {
  const { clock, outbox, probe, log } = deps;
  const work = new AbortController();
  const jobs = new Map<
    FactName,
    { readonly job: Job; readonly stop: AbortController; readonly sensor: Sensor }
  >();
  const watches: Promise<void>[] = [];
  const startedAt = clock.now();
  let settings = loadSettings();
  let sensorSettings = deps.sensorSettings;
  const runRecord = openRunRecord(deps);
  const snapshots = createSnapshots({ ...deps, context, tell });

  function loadSettings(): AgentSettings | null {
    const text = outbox.load(settingsKey);
    if (text === null) return null;
    try {
      const result = agentSettings.safeParse(JSON.parse(text));
      return result.success ? result.data : null;
    } catch (error) {
      log("warn", "the kept settings cannot be read; waiting for the collector", { reason: explain(error) });
      return null;
    }
  }

  function context(): SensorContext {
    return {
      networks: settings?.networks ?? [],
      proposeNetworks: settings?.proposeNetworks ?? false,
      agent: {
        version: deps.version,
        startedAt,
        outboxPending: outbox.pending(),
        outboxBytes: outbox.bytes(),
      },
    };
  }

  async function tell(type: HealthEvent["type"], detail: string, from: string | null = null): Promise<void> {
    const at = clock.now();
    try {
      await outbox.append(healthObservation({ type, detail: clip(detail, 1000), from, to: at }, at));
    } catch (error) {
      log("error", `${type} could not be kept`, { reason: explain(error) });
    }
  }

  function toolsFor(sensor: Sensor): WatchTools {
    const key = `watch:${sensor.fact}`;
    return {
      context,
      async event(body, at = clock.now()) {
        const { event: schema, version } = facts[sensor.fact];
        const checked = (schema ?? healthEvent).parse(body);
        await outbox.append({
          fact: sensor.fact,
          schema: version,
          kind: "event",
          at,
          durationMs: null,
          body: checked,
        });
      },
      look: () => jobs.get(sensor.fact)?.job.look(),
      load: () => outbox.load(key),
      save(state) {
        try {
          outbox.save(key, state);
        } catch (error) {
          log("error", `the state of ${sensor.fact} could not be kept`, { reason: explain(error) });
        }
      },
      log: (level, message) => log(level, message, { sensor: sensor.fact }),
    };
  }

  function begin(sensor: Sensor): void {
    const setting = sensorSettings[sensor.fact];
    if (setting?.enabled === false) {
      watches.push(snapshots.switchedOff(sensor));
      return;
    }
    const stop = new AbortController();
    const signal = AbortSignal.any([work.signal, stop.signal]);
    const cadence = cadenceOf(sensor);
    const job = startJob(deps, sensor.fact, cadence, (ends) => snapshots.take(sensor, ends), signal);
    jobs.set(sensor.fact, { job, stop, sensor });
    const watch = sensor.watches[probe.platform];
    if (!watch) return;
    const tools = toolsFor(sensor);
    const onState = (down: string | null): void => snapshots.watchState(sensor.fact, down);
    watches.push(keepWatching(sensor.fact, watch, { clock, probe, tools, log, onState }, signal));
  }

  function cadenceOf(sensor: Sensor) {
    const every = sensorSettings[sensor.fact]?.everySeconds ?? null;
    return (every === null ? null : cadenceForEvery(every)) ?? sensor.cadence;
  }

  async function signOfLife(): Promise<void> {
    while (!work.signal.aborted) {
      await clock.wait(60_000, work.signal);
      if (!work.signal.aborted) runRecord.alive();
    }
  }

  return {
    async start() {
      const before = runRecord.begin();
      const detail = `version ${deps.version}${before === null ? "" : `; ${before.detail}`}`;
      await tell("agent-started", detail, before?.lastSignOfLife ?? null);
      for (const sensor of deps.sensors) begin(sensor);
      watches.push(signOfLife());
    },
    async stop(reason, told = "agent-stopped") {
      work.abort();
      const idle = Promise.allSettled([...watches, ...[...jobs.values()].map(({ job }) => job.idle())]);
      await Promise.race([idle, clock.wait(stopPatienceMs, new AbortController().signal)]);
      await tell(told, reason);
      runRecord.end();
    },
    applySettings(next) {
      const before = JSON.stringify([settings?.networks, settings?.proposeNetworks]);
      settings = next;
      try {
        outbox.save(settingsKey, JSON.stringify(next));
      } catch (error) {
        log("error", "the collector's settings could not be kept", { reason: explain(error) });
      }
      if (before === JSON.stringify([next.networks, next.proposeNetworks])) return;
      for (const fact of factsOfSettings) jobs.get(fact)?.job.look();
    },
    settings: () => settings,
    configure(next) {
      const before = sensorSettings;
      sensorSettings = next;
      for (const sensor of deps.sensors) {
        if (JSON.stringify(before[sensor.fact]) === JSON.stringify(next[sensor.fact])) continue;
        const running = jobs.get(sensor.fact);
        if (running && next[sensor.fact]?.enabled !== false) {
          running.job.change(cadenceOf(sensor));
          continue;
        }
        running?.stop.abort();
        jobs.delete(sensor.fact);
        begin(sensor);
      }
    },
    tell,
    health: () => deps.sensors.map((sensor) => snapshots.healthOf(sensor.fact)),
    resendAll() {
      snapshots.forget();
      for (const { job } of jobs.values()) job.look();
    },
  };
}
