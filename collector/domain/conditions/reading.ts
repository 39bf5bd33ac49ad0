import type { z } from "zod";
import type { LatestFact } from "#shared/api/schemas.ts";

/** The value of a reading that went well, or null: what a failed one saw all the same proves nothing. */
export function wellRead<T>(fact: LatestFact | undefined, schema: z.ZodType<T>): T | null {
  return fact?.status === "ok" ? seen(fact, schema) : null;
}

/** The value of a reading as far as it was seen, or null where there is none of a shape known here. */
export function seen<T>(fact: LatestFact | undefined, schema: z.ZodType<T>): T | null {
  if (fact === undefined || fact.status === "unread") return null;
  const read = schema.safeParse(fact.value);
  return read.success ? read.data : null;
}
