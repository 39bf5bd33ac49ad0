import { z } from "zod";
import { id, oneLine } from "../model/common.ts";

/** Pieces that the table of requests is made of. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(500).default(100).describe("Rows per page."),
  cursor: z.string().max(300).optional().describe("`next` of the page before."),
};
export const byId = z.strictObject({ id });
export const none = z.strictObject({});
export const done = z.object({ ok: z.literal(true) });
export const emptyQuery = z.strictObject({});
export const flag = z.enum(["true", "false"]).transform((text) => text === "true");
export const password = z.string().min(12).max(200).describe("At least 12 characters.");
export const totpCode = z
  .string()
  .regex(/^\d{6}$/u)
  .describe("Six digits of the authenticator.");
/** Any length: to a link that was cut when copied the collector says what to do, which a bare "too short" does not. */
export const oneTimeLink = z.string().max(200);
export const personName = oneLine(80).min(1);
export const phone = oneLine(40)
  .transform((text) => (text === "" ? null : text))
  .nullable()
  .describe("The number to call, as it stands in mails about cases, or null.");

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly summary: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly response: z.ZodType;
}
