import { join } from "node:path";
import { createClock } from "#agent/adapters/clock.ts";
import { loadIdentity } from "#agent/adapters/identity.ts";
import { createSqliteOutbox } from "#agent/adapters/sqlite-outbox.ts";
import { createUplink } from "#agent/adapters/uplink.ts";
import { createAgent } from "#agent/core/agent.ts";
import type { Probe } from "#agent/core/sensor.ts";
import { createUsbSensor } from "#agent/sensors/usb/index.ts";
import { machineWith, type Plugged, stick } from "#agent/sensors/usb/recordings/machines.cases.ts";
import { banner, monitored, usbBlock } from "#agent/sensors/usb/recordings/monitor.cases.ts";
import { createFakeProbe } from "#test/support/fake-probe.ts";

/** A whole agent whose machine is recorded: sensor, watch, outbox and uplink are the real ones, the Probe is not. */
export interface RecordedAgent {
  /** Plugs in a stick with this serial number, as `udevadm monitor` tells it. */
  plug(serial: string): void;
  unplug(): void;
  stop(): Promise<void>;
}

const log = (): void => {};
const nobody = (): void => {};

/** Starts it on the identity in `directory`, under a computer's name, and resolves when the collector took it in. */
export async function startRecordedAgent(directory: string, hostname = "PC-03"): Promise<RecordedAgent> {
  const clock = createClock();
  const identity = loadIdentity(directory);
  const files: Record<string, string> = {};
  const links: Record<string, string> = {};
  const show = (plugged: readonly Plugged[]): void => {
    const machine = machineWith(plugged);
    for (const [held, now] of [
      [files, machine.files],
      [links, machine.links],
    ] as const) {
      for (const path of Object.keys(held)) delete held[path];
      Object.assign(held, now);
    }
  };
  show([]);
  const lines: string[] = [...banner];
  let wake: () => void = nobody;
  const say = (block: readonly string[]): void => {
    lines.push(...block);
    wake();
  };
  const fake = createFakeProbe({ files, links, now: clock.now });
  const probe: Probe = {
    ...fake,
    monotonicMs: () => performance.now(),
    stream: (_command, signal) => ({
      lines: (async function* monitor() {
        while (!signal.aborted) {
          const line = lines.shift();
          if (line !== undefined) yield line;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      })(),
      stop: () => wake(),
    }),
  };
  const outbox = createSqliteOutbox({
    file: join(directory, "outbox.sqlite"),
    now: clock.now,
    monotonicMs: clock.monotonicMs,
    log,
  });
  const agent = createAgent({
    endpointId: identity.endpointId,
    version: "0.0.0-recorded",
    sensors: [createUsbSensor()],
    probe,
    outbox,
    clock,
    log,
    sensorSettings: {},
  });
  const connected = Promise.withResolvers<void>();
  const over = new AbortController();
  const uplink = createUplink({
    identity,
    outbox,
    clock,
    log,
    hostname,
    platform: "linux",
    version: "0.0.0-recorded",
    addresses: identity.addresses,
    makeRequest: () => Promise.reject(new Error("a recorded computer renews nothing")),
    host: {
      health: () => agent.health(),
      onSettings: (settings) => agent.applySettings(settings),
      onConnected: () => connected.resolve(),
      onForgotten: () => agent.resendAll(),
    },
  });
  await agent.start();
  const carrying = uplink.run(over.signal);
  await connected.promise;
  let present = { ...monitored };
  let count = 0;
  return {
    plug(serial) {
      count += 1;
      // Every insertion gets the next device number, as the kernel gives it.
      present = { ...monitored, serial, devnum: 5 + (count % 120) };
      show([{ ...stick, devnum: present.devnum, strings: ["KIOXIA", "TransMemory", serial] }]);
      say(usbBlock("add", present, count));
    },
    unplug() {
      show([]);
      say(usbBlock("remove", present, count));
    },
    async stop() {
      await agent.stop("the bench is over");
      over.abort();
      await carrying;
      await outbox.close();
    },
  };
}
