import { z } from "zod";
import { instant } from "./common.ts";

/** Names an outbox file for its whole life; a new file (new disk, reinstalled agent) is a new epoch. */
export const epoch = z
  .string()
  .regex(/^[0-9a-z]{8,40}$/u)
  .describe("The life of one outbox file.");

/**
 * The envelope of everything an agent reports. It is checked strictly; `body` is checked by the fact it names, and
 * what a newer agent adds is stored unread.
 */
export const observation = z
  .strictObject({
    seq: z.number().int().positive().describe("Counts up by at least one within the epoch."),
    fact: z
      .string()
      .regex(/^[a-z][a-z-]{0,39}$/u)
      .describe("The fact it speaks of."),
    schema: z.number().int().positive().max(10_000).describe("Version of that fact's schema."),
    kind: z.enum(["reading", "event"]).describe("A snapshot of the fact, or one event."),
    at: instant.describe("When the device says it happened (発生時刻)."),
    durationMs: z
      .number()
      .int()
      .nonnegative()
      .nullable()
      .describe("How long the look took, in milliseconds."),
    body: z.unknown().describe("The reading or the event."),
  })
  .describe("One observation of one computer.");
export type Observation = z.infer<typeof observation>;
