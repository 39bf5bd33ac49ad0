import { z } from "zod";
import { clip } from "../core/log.ts";
import { runChildProgram } from "./child-program.ts";

const answer = z.strictObject({ key: z.string(), csr: z.string() });
export type CertificateRequest = z.infer<typeof answer>;

const patienceMs = 30_000;

/**
 * Makes a certificate request (PKCS#10, PEM) in a child process that ends at once; without a key it makes one (P-256,
 * PKCS#8 PEM).
 * @throws Error with what the child said, or after 30 s.
 */
export async function makeCertificateRequest(
  key: string | null,
  name: string,
  signal: AbortSignal,
): Promise<CertificateRequest> {
  const commonName = clip(name.replaceAll(/[^\w.-]/gu, "-"), 60).replaceAll("…", "") || "computer";
  const ends = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const out = await runChildProgram("csr-child", JSON.stringify({ key, name: commonName }), ends);
  return answer.parse(JSON.parse(out));
}
