import { randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { hostName, isLoopbackName } from "./hosts.ts";

/**
 * The page's policy. Styles need a nonce, because the component library writes style elements; scripts come from our
 * own files only, and a Trusted Types policy refuses markup in strings.
 */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types default",
  ].join("; ");

/** For everything that is not a page: it may load and embed nothing. */
const closedPolicy = "default-src 'none'; frame-ancestors 'none'";

export const newNonce = (): string => randomBytes(18).toString("base64");

/** Headers of every answer, whatever it carries. */
export function commonHeaders(request: FastifyRequest): Readonly<Record<string, string>> {
  const name = hostName(request.host);
  // A browser keeps HSTS for a host and all its ports: on loopback it would lock out the plain port beside.
  const strict = request.protocol === "https" && name !== null && !isLoopbackName(name);
  return {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "content-security-policy": closedPolicy,
    "cache-control": "no-store",
    ...(strict ? { "strict-transport-security": "max-age=15552000" } : {}),
  };
}

export function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(commonHeaders(request));
}
