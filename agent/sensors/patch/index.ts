import type { Sensor } from "#agent/core/sensor.ts";
import type { Patch } from "#shared/facts/patch.ts";
import { linuxPatch } from "./linux.ts";

/** Which updates this computer lacks. */
export const patchSensor: Sensor<Patch> = {
  fact: "patch",
  cadence: { cron: "23 * * * *", jitterSeconds: 900, timeoutMs: 180_000 },
  readers: { linux: linuxPatch },
  watches: {},
};
