import { X509Certificate } from "node:crypto";
import { mkdirSync } from "node:fs";
import { arch } from "node:os";
import { z } from "zod";
import { routes } from "#shared/api/routes.ts";
import { type EnrolResponse, enrolResponse, parseEnrolmentCode } from "#shared/protocol/enrolment.ts";
import type { Platform } from "#shared/model/endpoint.ts";
import { clip, explain } from "../core/log.ts";
import { makeCertificateRequest } from "./csr-child-process.ts";
import { type EnrolFailure, EnrolPostError, postOverTrustedConnection } from "./enrol-client-post.ts";
import { checkCertificate, IdentityError, loadIdentity, storeIdentity } from "./identity.ts";
import { keyFile, readIfThere, writePrivately } from "./identity-files.ts";

export interface EnrolOptions {
  /** The people's port: `https://collector.example:8443`; plain HTTP on this same computer only. */
  readonly url: string;
  readonly code: string;
  readonly dataDirectory: string;
  readonly hostname: string;
  readonly kind: "terminal" | "server";
  readonly platform: Platform;
  readonly agentVersion: string;
  readonly signal: AbortSignal;
}

/** The outcome; `message` is a sentence with what to do. */
export type EnrolResult =
  | { readonly ok: true; readonly endpointId: string; readonly fingerprint: string }
  | { readonly ok: false; readonly code: EnrolFailure; readonly message: string };
const fail = (code: EnrolFailure, message: string): EnrolResult => ({ ok: false, code, message });

/**
 * Enrols this computer with a one-time code. A retry uses the key of the first try, so that it never becomes a second
 * computer. Nothing is stored unless the answer comes from the authority the code names. Prints nothing, never rejects.
 */
export async function enrol(options: EnrolOptions): Promise<EnrolResult> {
  const existing = enrolledAs(options.dataDirectory);
  if (existing !== null) {
    return fail(
      "already-enrolled",
      `this computer is already enrolled as ${existing}; to enrol it anew, remove agent-identity.json and agent-key.pem from ${options.dataDirectory} first`,
    );
  }
  const code = parseCode(options.code);
  if (code === null) {
    return fail(
      "bad-code",
      "this is not an enrolment code (XXXX-XXXX-XXXX-XXXX. and 64 digits); copy the whole line from 設定",
    );
  }
  try {
    const { key, csr } = await prepareKey(options);
    const answer = await post(options, code.secret, csr, code.fingerprint);
    return keep(options, answer, code.fingerprint, key);
  } catch (error) {
    if (error instanceof EnrolPostError) return fail(error.failure, error.message);
    if (error instanceof DirectoryError) return fail("directory", error.message);
    return fail("failed", `enrolment did not succeed: ${explain(error)}; try the same line again`);
  }
}

class DirectoryError extends Error {}

function enrolledAs(directory: string): string | null {
  try {
    return loadIdentity(directory).endpointId;
  } catch (error) {
    // Not enrolled, or damaged so that only a new enrolment helps; a file that cannot be read is found when writing.
    if (error instanceof IdentityError) return null;
    throw error;
  }
}

function parseCode(text: string) {
  try {
    return parseEnrolmentCode(text);
  } catch {
    // The caller says what a code looks like; the ZodError adds nothing to that.
    return null;
  }
}

async function prepareKey(options: EnrolOptions): Promise<{ key: string; csr: string }> {
  const file = keyFile(options.dataDirectory);
  let known: string | null;
  try {
    mkdirSync(options.dataDirectory, { recursive: true, mode: 0o700 });
    known = readIfThere(file);
  } catch (error) {
    throw directoryError(options.dataDirectory, error);
  }
  const made = await makeCertificateRequest(known, options.hostname, options.signal);
  if (known === null) {
    try {
      // Before the code is spent: a power failure after that must find the key the certificate is for.
      writePrivately(file, made.key);
    } catch (error) {
      throw directoryError(options.dataDirectory, error);
    }
  }
  return made;
}

const directoryError = (directory: string, cause: unknown): DirectoryError =>
  new DirectoryError(`${directory} cannot be written; run as its owner, or give another --data`, { cause });

const errorBody = z.object({ error: z.object({ message: z.string().max(1000) }) });

async function post(
  options: EnrolOptions,
  secret: string,
  csr: string,
  fingerprint: string,
): Promise<EnrolResponse> {
  const { status, body } = await postOverTrustedConnection({
    url: options.url,
    path: routes.enrol.path,
    fingerprint,
    signal: options.signal,
    userAgent: `hinomi-agent/${options.agentVersion} (${options.platform}; ${arch()})`,
    body: JSON.stringify({
      secret,
      csr,
      hostname: clip(options.hostname, 253),
      platform: options.platform,
      kind: options.kind,
      agentVersion: options.agentVersion,
    }),
  });
  const value = parseJson(body);
  if (status < 200 || status > 299) {
    const told = errorBody.safeParse(value);
    const reason = told.success ? told.data.error.message : `the collector answered ${status}`;
    throw new EnrolPostError("refused", `the collector refused the code: ${reason}; make a new code under 設定`);
  }
  const answer = enrolResponse.safeParse(value);
  if (answer.success) return answer.data;
  throw new EnrolPostError(
    "bad-answer",
    `what answered at ${options.url} is not a collector of this version; check the address and both versions`,
    { cause: answer.error },
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's or another program's page; it is judged like any other wrong answer.
    return undefined;
  }
}

function keep(options: EnrolOptions, answer: EnrolResponse, fingerprint: string, key: string): EnrolResult {
  if (fingerprintOf(answer.ca) !== fingerprint) {
    return fail(
      "untrusted",
      "the answer came from another authority than the code names, so nothing was stored; somebody may stand between, ask 情報管理者 to compare the words",
    );
  }
  try {
    checkCertificate(answer.certificate, answer.ca, key);
  } catch (error) {
    return fail("bad-answer", `the certificate in the answer cannot be used: ${explain(error)}; nothing was stored`);
  }
  if (answer.addresses.length === 0) {
    return fail("bad-answer", "the collector named no address for agents; set agent-addresses in collector.yaml");
  }
  const { endpointId, certificate, ca, addresses, serverName } = answer;
  try {
    storeIdentity(options.dataDirectory, { endpointId, certificate, ca, addresses, serverName, kind: options.kind });
  } catch (error) {
    throw directoryError(options.dataDirectory, error);
  }
  return { ok: true, endpointId, fingerprint };
}

/** SHA-256 of a certificate (DER) as 64 hexadecimal digits, or null where the text is none. */
function fingerprintOf(pem: string): string | null {
  try {
    return new X509Certificate(pem).fingerprint256.replaceAll(":", "").toLowerCase();
  } catch {
    // Not a certificate: it matches nothing.
    return null;
  }
}
