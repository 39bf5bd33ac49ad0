import type { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { agentPath, agentSubprotocol } from "#shared/protocol/messages.ts";
import type { AgentLimits } from "./limits.ts";
import { CertificateError, type Authority, type DeviceIdentity } from "./port.ts";
import type { RefusalRecorder } from "./refusals.ts";
import { createBuckets } from "./token-bucket.ts";

/** Addresses whose handshakes are counted at once. */
const mostAddresses = 10_000;
/** Time a peer has to read why it was turned away, in milliseconds. */
const readingMs = 1000;

export interface Door {
  /** Counts a connection before its handshake; one too many of an address is dropped. */
  admit(raw: Socket): void;
  /** Counts a handshake that failed. */
  failed(error: Error, socket: TLSSocket): void;
  /** Who asks for a WebSocket, or null after the peer was turned away with a sentence. */
  identify(request: IncomingMessage, socket: Duplex): DeviceIdentity | null;
  /** Drops every socket that is still open. */
  clear(): void;
}

function turnAway(socket: Duplex, status: string, sentence: string): null {
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${String(Buffer.byteLength(sentence))}\r\n\r\n${sentence}`,
  );
  setTimeout(() => socket.destroy(), readingMs).unref();
  return null;
}

/**
 * The address of a socket whose handshake failed. Node has destroyed it by then; only the socket beneath, which was
 * asked when it came, still knows.
 */
function peerOf(socket: TLSSocket): string {
  const beneath: unknown = Reflect.get(socket, "_parent");
  return socket.remoteAddress ?? (beneath instanceof Socket ? beneath.remoteAddress : undefined) ?? "unknown";
}

/** What stands before a conversation: how many may knock, and who they are. */
export function createDoor(deps: {
  readonly authority: Authority;
  readonly refusals: RefusalRecorder;
  readonly limits: AgentLimits;
  readonly isStopping: () => boolean;
}): Door {
  const { authority, refusals, limits, isStopping } = deps;
  const handshakes = createBuckets(mostAddresses, limits.handshakes, () => performance.now());
  const sockets = new Set<Socket>();
  const refuse = (peer: string, code: string, detail: string): void =>
    void refusals.add({ endpointId: null, peer, code, detail });

  return {
    admit(raw) {
      sockets.add(raw);
      raw.once("close", () => sockets.delete(raw));
      const peer = raw.remoteAddress ?? "unknown";
      if (handshakes.of(peer).take(1) === 0) return;
      refuse(peer, "too-fast", "too many connections");
      raw.destroy();
    },
    failed(error, socket) {
      const peer = peerOf(socket);
      const code = "code" in error && typeof error.code === "string" ? error.code : "";
      // Set by Node where a certificate was shown and not believed.
      const reason: unknown = socket.authorizationError;
      if (typeof reason === "string") {
        const expired = reason === "CERT_HAS_EXPIRED" || reason === "CERT_NOT_YET_VALID";
        refuse(
          peer,
          expired ? "wrong-certificate" : "not-enrolled",
          `the certificate is not believed: ${reason}`,
        );
      } else if (code === "ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE") {
        refuse(peer, "not-enrolled", "no client certificate");
      } else if (code.startsWith("ERR_SSL_")) {
        refuse(peer, "tls-failed", code);
      }
      socket.destroy();
    },
    identify(request, socket) {
      if (isStopping()) return turnAway(socket, "503 Service Unavailable", "The collector is stopping.");
      if (request.url !== agentPath) return turnAway(socket, "404 Not Found", "There is nothing here.");
      const offered = request.headers["sec-websocket-protocol"]?.split(",").map((name) => name.trim()) ?? [];
      if (!offered.includes(agentSubprotocol)) {
        return turnAway(socket, "400 Bad Request", `The agents' port speaks ${agentSubprotocol} only.`);
      }
      try {
        // A resumed session carries the certificate of its first handshake: time and bearer are judged anew.
        const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
        if (certificate === undefined || !(socket instanceof TLSSocket) || !socket.authorized) {
          throw new CertificateError(
            "not-enrolled",
            "The connection shows no certificate of this collector.",
          );
        }
        return authority.verifyDevice(certificate.raw);
      } catch (error) {
        if (!(error instanceof CertificateError)) throw error;
        refuse(request.socket.remoteAddress ?? "unknown", error.code, error.message);
        return turnAway(socket, "403 Forbidden", error.message);
      }
    },
    clear() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
