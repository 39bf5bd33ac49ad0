import { X509Certificate } from "node:crypto";
import { mkdirSync } from "node:fs";
import { z } from "zod";
import { routes } from "#shared/api/routes.ts";
import { type EnrolResponse, enrolResponse, parseEnrolmentCode } from "#shared/protocol/enrolment.ts";
import { clip, explain } from "../core/log.ts";
import { agentVersion, thisPlatform } from "../version.ts";
import { makeCertificateRequest } from "./csr-child-process.ts";
import { EnrolError, postOverTrustedConnection } from "./enrol-client-post.ts";
import { checkCertificate, type Identity, IdentityError, loadIdentity, storeIdentity } from "./identity.ts";
import { keyFile, readIfThere, writePrivately } from "./identity-files.ts";

export interface EnrolOptions {
  /** The people's port: `https://collector.example:8443`; plain HTTP on this same computer only. */
  readonly url: string;
  readonly code: string;
  readonly dataDirectory: string;
  readonly hostname: string;
  readonly kind: "terminal" | "server";
  readonly signal?: AbortSignal;
}

export interface Enrolled {
  readonly endpointId: string;
  /** SHA-256 of the authority now trusted, 64 hexadecimal digits. */
  readonly fingerprint: string;
  /** True where this computer was enrolled with this authority before, and the code was not spent. */
  readonly already: boolean;
}

/**
 * Enrols this computer with a one-time code. A retry uses the key of the first try, so that it never becomes a second
 * computer. Nothing is stored unless the answer comes from the authority the code names. Prints nothing.
 * @throws EnrolError whose message is a sentence with what to do.
 */
export async function enrol(options: EnrolOptions): Promise<Enrolled> {
  const code = parseCode(options.code);
  if (code === null) {
    throw new EnrolError(
      "bad-code",
      "this is not an enrolment code (XXXX-XXXX-XXXX-XXXX. and 64 digits); copy the whole line from 設定",
    );
  }
  const existing = enrolledAs(options.dataDirectory);
  if (existing !== null) {
    if (fingerprintOf(existing.ca()) === code.fingerprint) {
      return { endpointId: existing.endpointId, fingerprint: code.fingerprint, already: true };
    }
    throw new EnrolError(
      "already-enrolled",
      `this computer is enrolled as ${existing.endpointId} with another collector; to move it, remove agent-identity.json and agent-key.pem from ${options.dataDirectory} first`,
    );
  }
  try {
    const { key, csr } = await prepareKey(options);
    const answer = await post(options, code.secret, csr, code.fingerprint);
    return keep(options, answer, code.fingerprint, key);
  } catch (error) {
    if (error instanceof EnrolError) throw error;
    throw new EnrolError("failed", `enrolment did not succeed: ${explain(error)}; try the same line again`, {
      cause: error,
    });
  }
}

function enrolledAs(directory: string): Identity | null {
  try {
    return loadIdentity(directory);
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

const signalOf = (options: EnrolOptions): AbortSignal => options.signal ?? new AbortController().signal;

async function prepareKey(options: EnrolOptions): Promise<{ key: string; csr: string }> {
  const file = keyFile(options.dataDirectory);
  let known: string | null;
  try {
    mkdirSync(options.dataDirectory, { recursive: true, mode: 0o700 });
    known = readIfThere(file);
  } catch (error) {
    throw directoryError(options.dataDirectory, error);
  }
  const made = await makeCertificateRequest(known, options.hostname, signalOf(options));
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

const directoryError = (directory: string, cause: unknown): EnrolError =>
  new EnrolError("directory", `${directory} cannot be written; run as its owner, or give another --data`, {
    cause,
  });

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
    signal: signalOf(options),
    userAgent: `hinomi-agent/${agentVersion}`,
    body: JSON.stringify({
      secret,
      csr,
      hostname: clip(options.hostname, 253),
      platform: thisPlatform(),
      kind: options.kind,
      agentVersion,
    }),
  });
  const value = parseJson(body);
  if (status < 200 || status > 299) {
    const told = errorBody.safeParse(value);
    const reason = told.success ? told.data.error.message : `the collector answered ${status}`;
    throw new EnrolError("refused", `the collector refused the code: ${reason}; make a new code under 設定`);
  }
  const answer = enrolResponse.safeParse(value);
  if (answer.success) return answer.data;
  throw new EnrolError(
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

function keep(options: EnrolOptions, answer: EnrolResponse, fingerprint: string, key: string): Enrolled {
  if (fingerprintOf(answer.ca) !== fingerprint) {
    throw new EnrolError(
      "untrusted",
      "the answer came from another authority than the code names, so nothing was stored; somebody may stand between, ask 情報管理者 to compare the words",
    );
  }
  try {
    checkCertificate(answer.certificate, answer.ca, key);
  } catch (error) {
    throw new EnrolError(
      "bad-answer",
      `the certificate in the answer cannot be used (${explain(error)}), so nothing was stored; try the same line again`,
      { cause: error },
    );
  }
  if (answer.addresses.length === 0) {
    throw new EnrolError(
      "bad-answer",
      "the collector named no address for agents; set agent-addresses in collector.yaml",
    );
  }
  const { endpointId, certificate, ca, addresses, serverName } = answer;
  try {
    storeIdentity(options.dataDirectory, {
      endpointId,
      certificate,
      ca,
      addresses,
      serverName,
      kind: options.kind,
    });
  } catch (error) {
    throw directoryError(options.dataDirectory, error);
  }
  return { endpointId, fingerprint, already: false };
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
