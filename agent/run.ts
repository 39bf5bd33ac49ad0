import { accessSync, constants, existsSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { createClock } from "./adapters/clock.ts";
import { makeCertificateRequest } from "./adapters/csr-child-process.ts";
import { watchFile } from "./adapters/file-watch.ts";
import { createHostInfoProcess } from "./adapters/host-info-process.ts";
import { loadIdentity } from "./adapters/identity.ts";
import { createLineLog } from "./adapters/log-lines.ts";
import { createNodeProbe } from "./adapters/node-probe.ts";
import { createNetworkProbe } from "./adapters/probe-network.ts";
import { createSqliteOutbox } from "./adapters/sqlite-outbox.ts";
import { createUplink } from "./adapters/uplink.ts";
import { createUsbAssist } from "./adapters/usb-hotplug.ts";
import { type AgentConfig, loadAgentConfig, sensorSettings } from "./config.ts";
import { type Agent, createAgent } from "./core/agent.ts";
import { explain } from "./core/log.ts";
import type { Probe } from "./core/sensor.ts";
import { computerStaysOn } from "#shared/facts/health-words.ts";
import { askEnding } from "./sensors/health/going-down.ts";
import { sensors } from "./sensors/index.ts";
import { agentVersion, thisPlatform } from "./version.ts";

export interface RunOptions {
  /** The data directory, or null to take it from the settings file. */
  readonly data: string | null;
  /** The settings file, or null for every default. */
  readonly configFile: string | null;
  /** `host:port` of the collector to try first, where the starter knows it better than enrolment did. */
  readonly address: string | null;
  readonly writeLog: (line: string) => void;
  /** Called when the collector took this agent in for the first time. */
  readonly onReady: (endpointId: string) => void;
}

/** The agent cannot start; `message` is a sentence with what to do. */
class StartError extends Error {
  override readonly name = "StartError";
}

/** How long a farewell may take to reach the collector, in milliseconds; unsent it waits in the outbox. */
const farewellMs = 2000;

/**
 * Runs the agent until `signal` fires, and ends it in order: sensors, the record of the end, the way to the collector.
 * @throws StartError, SettingsError, IdentityError or OutboxError, each with a sentence with what to do.
 */
export async function runAgent(options: RunOptions, signal: AbortSignal): Promise<void> {
  const clock = createClock();
  const lines = createLineLog(options.writeLog, clock.now);
  const { log } = lines;
  let config = await loadAgentConfig(options.configFile);
  lines.setLevel(config.log.level);
  const directory = directoryOf(options, config);
  const identity = loadIdentity(directory);
  const outbox = createSqliteOutbox({
    file: join(directory, "outbox.sqlite"),
    now: clock.now,
    monotonicMs: clock.monotonicMs,
    log,
  });
  const probe: Probe = {
    ...createNodeProbe({ ...createNetworkProbe(), usbAssist: usbAssistOf(config, directory) }),
    hostFacts: createHostInfoProcess(clock.monotonicMs),
  };
  const agent = createAgent({
    endpointId: identity.endpointId,
    version: agentVersion,
    sensors,
    probe,
    outbox,
    clock,
    log,
    sensorSettings: sensorSettings(config),
  });
  // What the collector says comes first, what enrolment said stays as the way back.
  const addresses = (): readonly string[] =>
    config.collector.addresses ?? [
      ...new Set([
        ...(options.address === null ? [] : [options.address]),
        ...(agent.settings()?.addresses ?? []),
        ...identity.addresses,
      ]),
    ];
  const name = hostname();
  let ready = false;
  const uplink = createUplink({
    identity,
    outbox,
    clock,
    log,
    hostname: name,
    platform: thisPlatform(),
    version: agentVersion,
    addresses: addresses(),
    makeRequest: async (ends) => (await makeCertificateRequest(identity.key, name, ends)).csr,
    host: {
      health: () => agent.health(),
      onSettings(settings) {
        agent.applySettings(settings);
        uplink.setAddresses(addresses());
      },
      onConnected() {
        if (!ready) options.onReady(identity.endpointId);
        ready = true;
      },
      onForgotten: () => agent.resendAll(),
    },
  });
  const over = new AbortController();
  try {
    await agent.start();
    const carrying = uplink.run(over.signal);
    if (options.configFile !== null) {
      await watchSettings(options.configFile, agent, over.signal, (next) => {
        config = next;
        lines.setLevel(next.log.level);
        uplink.setAddresses(addresses());
      });
    }
    await fired(signal);
    await stopAgent(agent, probe);
    await uplink.drained(AbortSignal.timeout(farewellMs));
    over.abort();
    await carrying;
  } finally {
    over.abort();
    await outbox.close();
  }
}

/** Tells with the end whose end it is; the collector could not tell a stop by hand from a shutdown by itself. */
async function stopAgent(agent: Agent, probe: Probe): Promise<void> {
  const ending = await askEnding(probe, new AbortController().signal);
  if (ending === "going-down")
    await agent.stop("the computer is being switched off or restarted", "shutdown");
  else
    await agent.stop(
      ending === "stays-on"
        ? `the agent was asked to stop; ${computerStaysOn}`
        : "the agent was asked to stop",
    );
}

/** Where udev's own monitor stands on the systems that have it. */
const udevMonitors = ["/usr/bin/udevadm", "/bin/udevadm", "/usr/sbin/udevadm", "/sbin/udevadm"];

/**
 * The bundle has the worker beside itself; a checkout has it beside its adapter. Where udev tells every event by itself,
 * the worker's seven MiB buy nothing, so it must be asked for there.
 */
function usbAssistOf(config: AgentConfig, stateDirectory: string): Probe["usbAssist"] {
  const wanted = config.usb.assist ?? !udevMonitors.some((program) => existsSync(program));
  if (!wanted) return () => Promise.resolve("unavailable");
  const bundled = import.meta.url.endsWith(".ts")
    ? {}
    : { worker: new URL("./usb-hotplug-worker.js", import.meta.url) };
  return createUsbAssist({ stateDirectory, version: agentVersion, ...bundled });
}

function directoryOf(options: RunOptions, config: AgentConfig): string {
  const directory = options.data ?? config.data;
  if (directory === undefined)
    throw new StartError("name the data directory: --data DIR, or `data` in the settings");
  try {
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw new StartError(
      missing
        ? `there is no data directory ${directory}; enrol this computer first: hinomi enrol`
        : `${directory} cannot be written; run the agent as its owner, or give another --data`,
      { cause: error },
    );
  }
  return directory;
}

/** A good edit works at once; a bad one changes nothing, and both are told. */
async function watchSettings(
  file: string,
  agent: Agent,
  signal: AbortSignal,
  apply: (config: AgentConfig) => void,
): Promise<void> {
  const reload = async (): Promise<void> => {
    let next: AgentConfig;
    try {
      next = await loadAgentConfig(file);
    } catch (error) {
      await agent.tell("config-rejected", error instanceof Error ? error.message : explain(error));
      return;
    }
    apply(next);
    agent.configure(sensorSettings(next));
    await agent.tell("config-loaded", file);
  };
  const onError = (error: unknown): void => {
    void agent.tell("config-rejected", `${file} cannot be watched: ${explain(error)}`);
  };
  await watchFile({ file, onChange: () => void reload(), onError }, signal);
}

const fired = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
