import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";

type Serve = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/** An address that cannot be listened on; `message` is one sentence that says what to do. */
export class ListenError extends Error {
  readonly code: string;
  constructor(host: string, port: number, cause: unknown) {
    const code =
      cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : "failed";
    super(sentenceFor(code, host, port, cause), { cause });
    this.name = "ListenError";
    this.code = code;
  }
}

function sentenceFor(code: string, host: string, port: number, cause: unknown): string {
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} on ${host} is in use by another program; end it or choose another port.`;
    case "EACCES":
      return `Port ${port} on ${host} needs more rights; choose a port above 1023.`;
    case "EADDRNOTAVAIL":
      return `The address ${host} does not belong to this computer; choose one that does.`;
    default:
      return `Cannot listen on ${host}, port ${port}: ${cause instanceof Error ? cause.message : String(cause)}.`;
  }
}

/** Bounds on one connection, so that slow or silent ones do not use up the server. */
function bound(server: http.Server | https.Server): void {
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.keepAliveTimeout = 65_000;
  server.maxRequestsPerSocket = 10_000;
  server.maxConnections = 1000;
}

async function listen(server: http.Server | https.Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const failed = (error: Error): void => reject(new ListenError(host, port, error));
    server.once("error", failed);
    server.listen({ host, port, exclusive: true }, () => {
      server.off("error", failed);
      resolve();
    });
  });
  const address: AddressInfo | string | null = server.address();
  return address !== null && typeof address === "object" ? address.port : port;
}

export interface Listeners {
  /** Plain HTTP on 127.0.0.1, and on ::1 where this computer has it; answers the port. Port 0 picks a free one. */
  listenHttp(options: { readonly port: number }): Promise<number>;
  listenHttps(options: {
    readonly host: string;
    readonly port: number;
    readonly cert: string | Buffer;
    readonly key: string | Buffer;
  }): Promise<number>;
  /** Uses another certificate from the next connection on; throws where it does not fit its key. */
  replaceCertificate(cert: string | Buffer, key: string | Buffer): void;
  /** What can be asked, plain loopback first, for example `http://127.0.0.1:8610`. */
  addresses(): readonly string[];
  /** Takes no more connections, gives running requests a moment, then ends them. */
  close(): Promise<void>;
}

const lastMomentMilliseconds = 2000;
const literal = (host: string): string => (host.includes(":") ? `[${host}]` : host);

async function end(server: http.Server | https.Server): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), lastMomentMilliseconds);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(cut);
}

export function createListeners(serve: Serve): Listeners {
  const open: { readonly server: http.Server | https.Server; readonly address: string }[] = [];
  let secure: https.Server | null = null;

  async function listenPlain(host: string, port: number): Promise<number> {
    const server = http.createServer(serve);
    bound(server);
    const actual = await listen(server, host, port);
    open.push({ server, address: `http://${literal(host)}:${actual}` });
    return actual;
  }

  return {
    async listenHttp({ port }) {
      const actual = await listenPlain("127.0.0.1", port);
      try {
        await listenPlain("::1", actual);
      } catch (error) {
        // Without IPv6, or with another program there, 127.0.0.1 alone serves.
        if (!(error instanceof ListenError)) throw error;
      }
      return actual;
    },
    async listenHttps({ host, port, cert, key }) {
      const server = https.createServer({ cert, key, minVersion: "TLSv1.2" }, serve);
      bound(server);
      const actual = await listen(server, host, port);
      secure = server;
      open.push({ server, address: `https://${literal(host)}:${actual}` });
      return actual;
    },
    replaceCertificate(cert, key) {
      secure?.setSecureContext({ cert, key, minVersion: "TLSv1.2" });
    },
    addresses: () => open.map(({ address }) => address),
    async close() {
      await Promise.all(open.splice(0).map(async ({ server }) => end(server)));
    },
  };
}
