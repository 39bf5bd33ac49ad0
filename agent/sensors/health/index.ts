import type { Sensor } from "#agent/core/sensor.ts";
import type { Health } from "#shared/facts/health.ts";
import { linuxHealth } from "./linux.ts";
import { watchLinuxHealth } from "./linux.watch.ts";

const tenth = (part: number, whole: number): number => (whole === 0 ? 0 : Math.floor((part / whole) * 10));

/** The computer and the agent itself. */
export const healthSensor: Sensor<Health> = {
  fact: "health",
  cadence: { cron: "*/5 * * * *", jitterSeconds: 60, timeoutMs: 60_000 },
  readers: { linux: linuxHealth },
  watches: { linux: watchLinuxHealth },
  // Running time, memory and processor time differ at every look; sending each would be all the agent ever says.
  fingerprint: ({ host, bootedAt, disks, agent }) =>
    JSON.stringify([
      host,
      bootedAt?.slice(0, 16) ?? null,
      disks.map(({ mount, sizeBytes, freeBytes }) => [mount, sizeBytes, tenth(freeBytes, sizeBytes)]),
      agent.version,
      agent.startedAt,
    ]),
  refreshSeconds: 1800,
};
