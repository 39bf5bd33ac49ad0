import { z } from "zod";
import { foreignText, instant } from "../model/common.ts";
import { operatingSystem } from "./patch.ts";

export const hostFacts = z
  .object({
    hostname: foreignText(253).describe("The computer's name."),
    operatingSystem,
    kernel: z.string().max(120).nullable().describe("The kernel's version, or null."),
    manufacturer: foreignText(120).nullable().describe("Who made the computer, or null."),
    model: foreignText(120).nullable().describe("The model, or null."),
    serial: foreignText(120).nullable().describe("The computer's serial number, or null."),
    cpu: foreignText(200).nullable().describe("The processor, or null."),
    cores: z.number().int().positive().describe("Number of processor cores."),
    memoryBytes: z.number().int().positive().describe("Installed memory in bytes."),
    virtual: z.boolean().nullable().describe("Whether it is a virtual machine, or null if unknown."),
  })
  .describe("What the computer is; read once and daily.");
export type HostFacts = z.infer<typeof hostFacts>;

/** The fact `health`: the computer and the agent itself. */
export const health = z
  .object({
    host: hostFacts.nullable().describe("What the computer is, or null until it was read."),
    bootedAt: instant.nullable().describe("When it was switched on."),
    poweredOnSeconds: z.number().nonnegative().describe("Seconds of running time since boot, without sleep."),
    disks: z
      .array(
        z.object({
          mount: foreignText(300).describe("Where it is mounted."),
          sizeBytes: z.number().int().nonnegative().describe("Size in bytes."),
          freeBytes: z.number().int().nonnegative().describe("Free space in bytes."),
        }),
      )
      .max(100)
      .describe("Local file systems."),
    agent: z
      .object({
        version: z.string().max(40).describe("The agent's version."),
        rssBytes: z.number().int().nonnegative().describe("Resident memory in bytes."),
        privateBytes: z.number().int().nonnegative().nullable().describe("Private memory in bytes, or null."),
        cpuSeconds: z
          .number()
          .nonnegative()
          .describe("Processor time since the agent started, its children included."),
        startedAt: instant.describe("When the agent started."),
        outboxPending: z.number().int().nonnegative().describe("Observations waiting to be sent."),
        outboxBytes: z.number().int().nonnegative().describe("Size of the outbox file in bytes."),
      })
      .describe("The agent's own footprint."),
  })
  .describe("The computer's and the agent's health.");
export type Health = z.infer<typeof health>;

export const healthEvent = z
  .object({
    type: z
      .enum([
        "agent-started",
        "agent-stopped",
        "boot",
        "shutdown",
        "sleep",
        "resume",
        "clock-jump",
        "config-rejected",
        "config-loaded",
        "outbox-overflow",
        "outbox-damaged",
        "sensor-crashed",
      ])
      .describe("What happened."),
    detail: foreignText(1000).describe(
      "What a person needs to know: file, line and reason, or the number dropped.",
    ),
    from: instant.nullable().describe("Start of the time it speaks of, or null."),
    to: instant.nullable().describe("End of the time it speaks of, or null."),
  })
  .describe("Something that happened to the computer or the agent.");
export type HealthEvent = z.infer<typeof healthEvent>;
