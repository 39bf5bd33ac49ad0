import { z } from "zod";
import { foreignText, instant } from "../model/common.ts";

export const antivirusState = z
  .enum(["on", "stopped", "no-database", "stale", "not-installed"])
  .describe("有効, 停止, 定義なし, 定義が古い or 未導入.");
export type AntivirusState = z.infer<typeof antivirusState>;

/** One set of virus definitions. */
export const definitions = z
  .object({
    name: z.string().max(60).describe("daily, main or another database name."),
    version: z.string().max(60).nullable().describe("Its version, or null for a local one without any."),
    builtAt: instant.nullable().describe("When its publisher built it, or null if it does not say."),
  })
  .describe("A set of virus definitions.");
export type Definitions = z.infer<typeof definitions>;

export const antivirusProduct = z
  .object({
    name: foreignText(120).describe("The product's name."),
    engineVersion: z.string().max(60).nullable().describe("The version of its engine."),
    state: antivirusState,
    running: z.boolean().nullable().describe("Whether its service answers, or null if unknown."),
    onAccess: z
      .boolean()
      .nullable()
      .describe("Whether files are checked as they are opened, or null if unknown."),
    loaded: definitions.nullable().describe("The definitions the running service has loaded, or null."),
    onDisk: z.array(definitions).max(50).describe("The definitions that lie on disk."),
  })
  .describe("One antivirus product.");
export type AntivirusProduct = z.infer<typeof antivirusProduct>;

/** The fact `antivirus`: what protects this computer, and how old its definitions are. */
export const antivirus = z
  .object({
    state: antivirusState.describe("The verdict over all products: the best protected one counts."),
    products: z
      .array(antivirusProduct)
      .max(20)
      .describe("Every product found; empty when none is installed."),
  })
  .describe("The state of the antivirus software.");
export type Antivirus = z.infer<typeof antivirus>;
