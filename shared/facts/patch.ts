import { z } from "zod";
import { foreignText, instant } from "../model/common.ts";

/** One update that the computer lacks. */
export const pendingUpdate = z
  .object({
    name: foreignText(300).describe("The package or update, as its source names it."),
    installed: foreignText(120)
      .nullable()
      .describe("The version installed now, or null when it would be new."),
    candidate: foreignText(120).describe("The version that would be installed."),
    security: z.boolean().describe("Whether the source marks it as a security update."),
    severity: z
      .enum(["critical", "important", "moderate", "low"])
      .nullable()
      .describe("The publisher's severity, or null where it gives none."),
    origin: foreignText(200)
      .nullable()
      .describe("Where it comes from, for example Debian-Security:12/stable-security."),
    kb: z
      .array(z.string().max(20))
      .describe("Knowledge-base numbers without the letters KB; empty on Linux."),
  })
  .describe("One update that is not installed yet.");
export type PendingUpdate = z.infer<typeof pendingUpdate>;

export const operatingSystem = z
  .object({
    id: z.string().max(60).describe("debian, ubuntu, rhel, windows, macos …"),
    version: z.string().max(60).describe("12, 24.04, 22H2 …"),
    edition: z
      .string()
      .max(120)
      .nullable()
      .describe("Home, Pro, Enterprise LTSC, Server Standard …, or null."),
    build: z.string().max(60).nullable().describe("The exact build with revision, or null."),
    name: foreignText(200).describe("The name as the system writes it."),
  })
  .describe("The operating system whose support ends on a known day.");
export type OperatingSystem = z.infer<typeof operatingSystem>;

/** The fact `patch`: what this computer lacks, and how fresh that knowledge is. */
export const patch = z
  .object({
    source: z.enum(["apt", "dnf", "wua", "softwareupdate"]).describe("The program that was asked."),
    operatingSystem,
    listsUpdatedAt: instant
      .nullable()
      .describe("When the source last refreshed its own lists, or null if unknown."),
    pending: z.array(pendingUpdate).max(5000).describe("Updates that are not installed."),
    keptBack: z
      .array(foreignText(300))
      .max(5000)
      .optional()
      .describe(
        "Packages whose update the source leaves out because it is held or not due; absent if unknown.",
      ),
    rebootRequired: z
      .boolean()
      .nullable()
      .describe("Whether a restart is waiting, or null when that cannot be known."),
    rebootPackages: z.array(foreignText(200)).max(500).describe("The packages that wait for the restart."),
  })
  .describe("Which updates are missing.");
export type Patch = z.infer<typeof patch>;
