import { z } from "zod";
import { foreignText, id } from "../model/common.ts";
import { platform } from "../model/endpoint.ts";

/**
 * An enrolment code as a person copies it: `XXXX-XXXX-XXXX-XXXX.<fingerprint>`: a secret of 80 bits and the SHA-256
 * fingerprint of the collector's authority (hex, 64 digits), so that the device knows whom it trusts before it sends
 * anything. The alphabet leaves out the letters I, L, O and U.
 */
export const enrolmentCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(
    /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}\.[0-9A-F]{64}$/u,
    "an enrolment code looks like XXXX-XXXX-XXXX-XXXX. followed by 64 digits; copy the whole line from 設定",
  );

export interface EnrolmentCodeParts {
  readonly secret: string;
  /** SHA-256 of the authority's certificate (DER), 64 hexadecimal digits in lower case. */
  readonly fingerprint: string;
}

/** Splits a code into its parts. Throws a ZodError that says what a code looks like. */
export function parseEnrolmentCode(text: string): EnrolmentCodeParts {
  const [secret = "", fingerprint = ""] = enrolmentCode.parse(text).split(".");
  return { secret, fingerprint: fingerprint.toLowerCase() };
}

/** What a device sends once, over the people's port. */
export const enrolRequest = z.strictObject({
  secret: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/u),
  csr: z.string().max(8192).describe("A PKCS#10 request in PEM; the key never leaves the device."),
  hostname: foreignText(253),
  platform,
  kind: z.enum(["terminal", "server"]),
  agentVersion: z.string().max(40),
});
export type EnrolRequest = z.infer<typeof enrolRequest>;

export const enrolResponse = z.object({
  endpointId: id,
  certificate: z.string().describe("The device's certificate in PEM."),
  ca: z.string().describe("The authority's certificate in PEM; the device checks it against the code."),
  addresses: z.array(z.string()).describe("host:port of the agents' port, best first."),
  serverName: z.string().describe("The name the agents' port proves in its certificate."),
});
export type EnrolResponse = z.infer<typeof enrolResponse>;
