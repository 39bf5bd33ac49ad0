import type { FastifyRequest } from "fastify";
import { Problem } from "./problems.ts";

const loopbackNames: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The host name of a Host header without its port, in lower case; null where it is no host at all. */
export function hostName(header: string): string | null {
  const parts = /^(\[[0-9a-f:.]{2,45}\]|[^\s:/?#@[\]]{1,253})(?::\d{1,5})?$/iu.exec(header);
  return parts?.[1]?.toLowerCase().replace(/\.$/u, "") ?? null;
}

export const isLoopbackName = (name: string): boolean => loopbackNames.has(name);

/** An address as it would stand in a Host header. */
function addressAsHost(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d)/u, "").replace(/%.*$/u, "");
  return plain.includes(":") ? `[${plain}]` : plain;
}

export interface HostGuard {
  /** Throws 400 or 421 unless the request names a host that is ours. */
  checkHost(request: FastifyRequest): void;
  /** Whether a request that changes something comes from one of our own pages. */
  isOwnOrigin(request: FastifyRequest, origin: string): boolean;
}

/**
 * Names under which the collector may be asked. Anything else is refused, because a stranger's name that was made to
 * point at this computer (DNS rebinding) would otherwise let the stranger's page read our answers. An address of this
 * computer cannot be rebound, so on HTTPS the address the connection came in on is always right.
 */
export function createHostGuard(deps: {
  readonly allowedHosts: readonly string[];
  readonly publicUrl: string | null;
}): HostGuard {
  const publicAddress = deps.publicUrl === null ? null : new URL(deps.publicUrl);
  const configured = new Set(deps.allowedHosts.map((host) => host.toLowerCase()));
  if (publicAddress !== null) configured.add(publicAddress.hostname.toLowerCase());

  return {
    checkHost(request) {
      const name = hostName(request.host);
      if (name === null) {
        throw new Problem(400, "bad-host", {
          en: "The request names no valid host.",
          ja: "要求に正しいホスト名がありません。",
        });
      }
      if (isLoopbackName(name) || configured.has(name)) return;
      const { localAddress } = request.raw.socket;
      if (request.protocol === "https" && localAddress !== undefined && addressAsHost(localAddress) === name)
        return;
      throw new Problem(421, "unknown-host", {
        en: "The collector does not answer under this name. Use its address, or have the administrator add the name to `hosts` in the collector's settings.",
        ja: "集約サーバはこの名前では応答しません。アドレスを使うか、集約サーバの設定 hosts に名前を加えてもらってください。",
      });
    },
    isOwnOrigin: (request, origin) =>
      origin.toLowerCase() === `${request.protocol}://${request.host}`.toLowerCase() ||
      (publicAddress !== null && origin === publicAddress.origin),
  };
}
