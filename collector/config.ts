import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { emailConfig } from "#collector/notify/port.ts";
import { parseSettings, SettingsError } from "#shared/settings/settings-file.ts";

const port = z.number().int().min(0).max(65_535);
const hostPort = z
  .string()
  .regex(/^[^\s:]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/u, "write host:port, for example 0.0.0.0:8443");

/** The collector's settings; every one has a default, so an empty file is a working installation. */
export const collectorConfig = z.strictObject({
  organisation: z.string().min(1).max(80).default("火の見"),
  site: z.string().min(1).max(80).default("事務局").describe("Name of the first site."),
  people: z
    .strictObject({
      "http-port": port.default(8610).describe("Plain HTTP on loopback only; 0 picks a free port."),
      https: z
        .strictObject({
          listen: hostPort,
          certificate: z
            .string()
            .optional()
            .describe("PEM file of the certificate chain; without it the own CA."),
          key: z.string().optional().describe("PEM file of its key."),
        })
        .refine((https) => (https.certificate === undefined) === (https.key === undefined), {
          message: "give both certificate and key, or neither to use Hinomi's own authority",
        })
        .optional(),
      "public-url": z
        .url({ protocol: /^https$/u, message: "write an https:// address that a phone outside can open" })
        .optional(),
      hosts: z.array(z.string().max(253)).default([]).describe("Further host names browsers may use."),
    })
    .prefault({}),
  agents: z
    .strictObject({
      listen: z
        .string()
        .default("127.0.0.1")
        .describe("Address of the agents' port; 0.0.0.0 for the whole LAN."),
      port: port.default(8611),
      addresses: z
        .array(hostPort)
        .max(10)
        .default([])
        .describe("What agents are told, best first; names before IPs."),
    })
    .prefault({}),
  policy: z
    .string()
    .optional()
    .describe("The policy's file; without it policy.yaml in the data directory, else the one shipped."),
  backup: z
    .strictObject({
      directory: z
        .string()
        .optional()
        .describe("A second place for the nightly copy; without it DATA/backups."),
      at: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/u, "write a time of day as 02:30")
        .default("02:30"),
      keep: z.number().int().min(2).max(400).default(14).describe("How many copies are kept."),
    })
    .prefault({}),
  email: emailConfig.optional(),
  log: z.enum(["silent", "error", "warn", "info", "debug"]).default("info"),
});
export type CollectorConfig = z.infer<typeof collectorConfig>;

/**
 * Reads the collector's settings; without a file every default holds. Relative paths in it are taken from its folder
 * by the reader of each path.
 * @throws SettingsError with file, line and reason.
 */
export function loadCollectorConfig(file: string | null): CollectorConfig {
  if (file === null) return collectorConfig.parse({});
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new SettingsError(resolve(file), 1, 1, "the settings file cannot be read", { cause: error });
  }
  return parseSettings(text, collectorConfig, file);
}
