import { readFileSync } from "node:fs";
import { z } from "zod";
import { duration } from "#shared/model/common.ts";
import type { SensorSettings } from "./core/agent.ts";
import { cronForEvery } from "./core/schedule.ts";

const address = z
  .string()
  .max(300)
  .regex(
    /^(\[[0-9a-fA-F:.]+\]|[^\s:/[\]]+):\d{1,5}$/u,
    "an address is host:port, for example hinomi.example:8444",
  );

const every = duration.refine((seconds) => cronForEvery(seconds) !== null, {
  message: "a period divides the minute, the hour or the day: 30s, 5m, 15m, 1h, 6h, 12h or 1d",
});

const sensor = z
  .strictObject({
    enabled: z.boolean().default(true).describe("Whether the sensor runs; that it does not is told."),
    every: every.optional().describe("How often a snapshot is taken; without it the sensor's own rhythm."),
  })
  .describe("One sensor.");

/** The settings file of the agent. Everything may be left out. */
export const agentConfig = z
  .strictObject({
    data: z.string().min(1).optional().describe("The data directory; --data comes first."),
    collector: z
      .strictObject({
        addresses: z
          .array(address)
          .min(1, "name one address at least, or leave `addresses` out")
          .max(10)
          .optional()
          .describe("host:port of the collector, best first, in place of what the collector says."),
      })
      .prefault({})
      .describe("The way to the collector."),
    sensors: z
      .strictObject({
        patch: sensor.optional(),
        antivirus: sensor.optional(),
        usb: sensor.optional(),
        lan: sensor.optional(),
        health: sensor.optional(),
      })
      .prefault({})
      .describe("The sensors."),
    usb: z
      .strictObject({
        assist: z
          .boolean()
          .optional()
          .describe("補助検知: the additional fast signal; by default used where udev's monitor is missing."),
      })
      .prefault({})
      .describe("Settings of the USB sensor."),
    log: z
      .strictObject({ level: z.enum(["debug", "info", "warn", "error"]).default("info") })
      .prefault({})
      .describe("What is written to standard error."),
  })
  .describe("The settings file of the agent.");
export type AgentConfig = z.output<typeof agentConfig>;

/**
 * Reads the settings file; without one, every default. YAML is loaded only where there is a file, since most agents
 * have none.
 * @throws SettingsError with file, line, column and reason.
 */
export async function loadAgentConfig(file: string | null): Promise<AgentConfig> {
  if (file === null) return agentConfig.parse({});
  const { parseSettings, SettingsError } = await import("#shared/settings/settings-file.ts");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new SettingsError(file, 1, 1, "the settings file cannot be read; check its name and rights", {
      cause: error,
    });
  }
  return parseSettings(text, agentConfig, file);
}

/** The sensors' part, as the agent wants it. */
export function sensorSettings(config: AgentConfig): SensorSettings {
  const { patch, antivirus, usb, lan, health } = config.sensors;
  const all = { patch, antivirus, usb, lan, health };
  const told = Object.entries(all).flatMap(([fact, setting]) =>
    setting === undefined ? [] : [[fact, { enabled: setting.enabled, everySeconds: setting.every ?? null }]],
  );
  return Object.fromEntries(told);
}
