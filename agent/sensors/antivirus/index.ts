import type { Sensor } from "#agent/core/sensor.ts";
import type { Antivirus } from "#shared/facts/antivirus.ts";
import { linuxAntivirus } from "./linux.ts";

/** What protects this computer against malware, and how old its definitions are. */
export const antivirusSensor: Sensor<Antivirus> = {
  fact: "antivirus",
  cadence: { cron: "*/10 * * * *", jitterSeconds: 120, timeoutMs: 60_000 },
  readers: { linux: linuxAntivirus },
  watches: {},
};
