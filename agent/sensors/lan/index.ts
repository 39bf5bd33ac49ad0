import type { Sensor } from "#agent/core/sensor.ts";
import type { Lan } from "#shared/facts/lan.ts";
import { createLinuxLan } from "./linux.ts";
import { createLinuxLanWatch } from "./linux.watch.ts";
import { createLanMemory } from "./memory.ts";

/** The networks this computer is on. One for each agent: the snapshot shows what this agent's watch has heard. */
const createLanSensor = (): Sensor<Lan> => {
  const memory = createLanMemory();
  return {
    fact: "lan",
    cadence: { cron: "*/15 * * * *", jitterSeconds: 300, timeoutMs: 30_000 },
    readers: { linux: createLinuxLan(memory) },
    watches: { linux: createLinuxLanWatch(memory) },
  };
};

export const lanSensor: Sensor<Lan> = createLanSensor();
