import { connect, type TLSSocket } from "node:tls";
import { WebSocket } from "ws";
import { agentPath, agentSubprotocol, maxFrameBytes } from "#shared/protocol/messages.ts";
import type { Identity } from "./identity.ts";

/** TLS sessions by address, so that a reconnect costs no full handshake. */
export type TlsSessions = Map<string, Buffer>;

/** Opens the way to one address: TLS 1.3, this computer's certificate, and nobody but the pinned authority believed. */
export function openSocket(address: string, identity: Identity, sessions: TlsSessions): WebSocket {
  return new WebSocket(`wss://${address}${agentPath}`, [agentSubprotocol], {
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    skipUTF8Validation: false,
    followRedirects: false,
    createConnection: (options: unknown) => {
      const { host, port } = target(options);
      const session = sessions.get(address);
      const socket: TLSSocket = connect({
        host,
        port,
        servername: identity.serverName,
        key: identity.key,
        cert: identity.certificate(),
        ca: identity.ca(),
        minVersion: "TLSv1.3",
        maxVersion: "TLSv1.3",
        rejectUnauthorized: true,
        ALPNProtocols: ["http/1.1"],
        ...(session ? { session } : {}),
      });
      socket.on("session", (fresh: Buffer) => sessions.set(address, fresh));
      // A session that the collector no longer takes must not be offered for ever.
      const forget = (): void => {
        sessions.delete(address);
      };
      socket.once("error", forget);
      socket.once("secureConnect", () => socket.off("error", forget));
      return socket;
    },
  });
}

/** Host and port out of what ws hands to `createConnection`. */
function target(options: unknown): { readonly host: string; readonly port: number } {
  if (typeof options !== "object" || options === null) throw new TypeError("no address to connect to");
  const host = "host" in options && typeof options.host === "string" ? options.host : "localhost";
  const port = "port" in options ? Number(options.port) : 443;
  return { host: host.replaceAll(/^\[|\]$/gu, ""), port };
}
