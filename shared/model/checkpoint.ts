import { z } from "zod";
import { instant } from "./common.ts";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/u);

/** A signed statement of how far the chains of records went at one moment. */
export const checkpoint = z
  .object({
    version: z.literal(1),
    at: instant,
    chain: z.string().describe("The collector's own chain."),
    heads: z
      .array(z.object({ chain: z.string(), index: z.number().int().positive(), hash: sha256 }))
      .describe("The newest record of every chain known, by the chain's name."),
    previous: sha256.nullable().describe("SHA-256 of the canonical JSON of the checkpoint before, or null."),
    key: sha256.describe("SHA-256 of the public key (SPKI, DER)."),
    signature: z.string().describe("Ed25519 over the canonical JSON of all other members, base64."),
  })
  .describe("A checkpoint of the records.");
export type Checkpoint = z.infer<typeof checkpoint>;
