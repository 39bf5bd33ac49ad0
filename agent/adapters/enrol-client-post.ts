import { type RequestOptions, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect, type DetailedPeerCertificate, rootCertificates } from "node:tls";
import { explain } from "../core/log.ts";

/** Whose turn it is after an enrolment that did not succeed. */
export type EnrolFailure =
  | "already-enrolled"
  | "bad-code"
  | "bad-url"
  | "directory"
  | "unreachable"
  | "untrusted"
  | "refused"
  | "bad-answer"
  | "failed";

/** Why this computer could not be enrolled; `message` is a sentence with what to do. */
export class EnrolError extends Error {
  readonly failure: EnrolFailure;
  constructor(failure: EnrolFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "EnrolError";
    this.failure = failure;
  }
}

interface Post {
  readonly url: string;
  readonly path: string;
  /** SHA-256 of the authority that may vouch for the server, besides the roots of the system. */
  readonly fingerprint: string;
  readonly body: string;
  readonly userAgent: string;
  readonly signal: AbortSignal;
}

const patienceMs = 15_000;
const maxAnswerBytes = 262_144;
const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Sends the request. The one-time secret leaves only after the server proved itself: to a root of this computer, or to
 * the authority whose fingerprint the code carries. In the clear it goes to this same computer only.
 * @throws EnrolError
 */
export async function postOverTrustedConnection(post: Post): Promise<{ status: number; body: string }> {
  const url = parseUrl(post.url);
  const signal = AbortSignal.any([post.signal, AbortSignal.timeout(patienceMs)]);
  const options: RequestOptions = {
    method: "POST",
    signal,
    headers: {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(post.body),
      "user-agent": post.userAgent,
    },
  };
  const target = new URL(post.path, url);
  try {
    if (url.protocol === "http:") return await send(httpRequest(target, options), post.body);
    const own = await authorityShown(url, post.fingerprint, signal);
    const ca = own === null ? [...rootCertificates] : [...rootCertificates, own];
    return await send(
      httpsRequest(target, { ...options, ca, minVersion: "TLSv1.2", agent: false }),
      post.body,
    );
  } catch (error) {
    throw explained(error, post.url);
  }
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new EnrolError("bad-url", `${text} is no address; it looks like https://collector.example:8443`);
  }
  if (url.protocol === "http:" && !loopback.has(url.hostname)) {
    throw new EnrolError(
      "bad-url",
      `the code would travel in the clear to ${url.host}; use the https:// address`,
    );
  }
  return url;
}

/**
 * The certificate with the code's fingerprint out of the chain the server shows (PEM), or null. Nothing is sent on
 * this connection, and being shown proves nothing yet: the real connection then checks the chain against it.
 */
function authorityShown(url: URL, fingerprint: string, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const host = url.hostname.replaceAll(/^\[|\]$/gu, "");
    const socket = connect({
      host,
      port: Number(url.port || "443"),
      ...(/^[\d.]+$|:/u.test(host) ? {} : { servername: host }),
      rejectUnauthorized: false,
    });
    const abort = (): void => {
      socket.destroy(new Error("no answer in time", { cause: signal.reason }));
    };
    signal.addEventListener("abort", abort, { once: true });
    socket.once("close", () => signal.removeEventListener("abort", abort));
    socket.once("error", reject);
    socket.once("secureConnect", () => {
      const found = inChain(socket.getPeerCertificate(true), fingerprint);
      socket.destroy();
      resolve(found);
    });
  });
}

function inChain(leaf: DetailedPeerCertificate, fingerprint: string): string | null {
  let current: DetailedPeerCertificate | undefined = leaf;
  for (let depth = 0; depth < 8 && current?.raw !== undefined; depth += 1) {
    if (current.fingerprint256.replaceAll(":", "").toLowerCase() === fingerprint) return toPem(current.raw);
    if (current.issuerCertificate === current) return null;
    current = current.issuerCertificate;
  }
  return null;
}

function toPem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/gu) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function send(
  request: ReturnType<typeof httpRequest>,
  body: string,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request.once("error", reject);
    request.once("response", (response) => {
      const parts: Buffer[] = [];
      let size = 0;
      response.on("data", (part: Buffer) => {
        size += part.length;
        if (size > maxAnswerBytes) request.destroy(new Error("the answer is too long"));
        else parts.push(part);
      });
      response.once("error", reject);
      response.once("end", () => {
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString("utf8") });
      });
    });
    request.end(body);
  });
}

const untrustedCodes = /SELF_SIGNED|UNABLE_TO_|CERT_|ERR_TLS_CERT/u;

function explained(error: unknown, url: string): EnrolError {
  if (error instanceof EnrolError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return new EnrolError(
      "untrusted",
      `the certificate at ${url} is for another name; use the name it was made for (${explain(error)})`,
      { cause: error },
    );
  }
  if (untrustedCodes.test(code)) {
    return new EnrolError(
      "untrusted",
      `the certificate at ${url} is neither of the authority in the code nor known to this computer (${code}); nothing was sent, check the address and that the code is of this collector`,
      { cause: error },
    );
  }
  return new EnrolError(
    "unreachable",
    `${url} does not answer (${explain(error)}); check the address, that the collector runs, and the firewall`,
    { cause: error },
  );
}
