import { z } from "zod";
import { foreignText } from "../model/common.ts";

/** Why a sensor could not look. Stable: stored, shown and counted. */
export const failureCode = z
  .enum([
    "command-missing",
    "command-failed",
    "timeout",
    "denied",
    "unparsable",
    "stale-source",
    "source-absent",
    "killed-by-antivirus",
    "sensor-crashed",
    "not-built",
    "switched-off",
  ])
  .describe("Why a sensor could not look.");
export type FailureCode = z.infer<typeof failureCode>;

/**
 * What a sensor answers. "None" is an `ok` with an empty value; "cannot here" is `unsupported`; "could not look" is
 * `failed`. A failed reading may carry `value`: what could be seen all the same. It never proves absence.
 */
export type Reading<T> =
  | { readonly status: "ok"; readonly value: T }
  | {
      readonly status: "unsupported" | "failed";
      readonly code: FailureCode;
      readonly reason: string;
      readonly value?: T | undefined;
    };

/** The zod form of {@link Reading} for one fact. */
export const reading = <T extends z.ZodType>(value: T) =>
  z.discriminatedUnion("status", [
    z.object({ status: z.literal("ok"), value }),
    z.object({
      status: z.enum(["unsupported", "failed"]),
      code: failureCode,
      reason: foreignText(500),
      value: value.optional(),
    }),
  ]);
