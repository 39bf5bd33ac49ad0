import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { clip } from "../core/log.ts";

const answer = z.strictObject({ key: z.string(), csr: z.string() });
export type CertificateRequest = z.infer<typeof answer>;

const patienceMs = 30_000;

/** Windows starts nothing without its own root directory; nothing else is handed on. */
function bareEnvironment(): NodeJS.ProcessEnv {
  const root = process.env["SystemRoot"];
  return root === undefined ? {} : { SystemRoot: root };
}

/** Beside this file: the source in a checkout, the bundle's own file where the agent is installed. */
const childFile = (): string => {
  const form = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return fileURLToPath(new URL(`./csr-child.${form}`, import.meta.url));
};

/**
 * Makes a certificate request (PKCS#10, PEM) in a child process that ends at once; without a key it makes one (P-256,
 * PKCS#8 PEM). The key travels by pipes only, never in an argument or a variable of the environment.
 * @throws Error with what the child said, or after 30 s.
 */
export async function makeCertificateRequest(
  key: string | null,
  name: string,
  signal: AbortSignal,
): Promise<CertificateRequest> {
  const child = spawn(process.execPath, [childFile()], {
    stdio: ["pipe", "pipe", "pipe"],
    env: bareEnvironment(),
    windowsHide: true,
    signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  child.stdin.on("error", () => {
    // The child ended before it read everything; its exit code tells why.
  });
  child.stdin.end(JSON.stringify({ key, name: clip(name.replaceAll(/[^\w.-]/gu, "-"), 64) || "computer" }));
  const [code, out, complaint] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (code !== 0) throw new Error(`the certificate request could not be made: ${clip(complaint.trim(), 300)}`);
  return answer.parse(JSON.parse(out));
}
