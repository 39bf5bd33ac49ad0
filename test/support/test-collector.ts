import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { TLSSocket } from "node:tls";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { type WebSocket, WebSocketServer } from "ws";
import type { Observation } from "#shared/model/observation.ts";
import { type AgentMessage, agentMessage, agentPath, agentSubprotocol } from "#shared/protocol/messages.ts";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
export const serverName = "collector.test";
const day = 86_400_000;

const makeKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);

async function keyPem(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", key));
  return `-----BEGIN PRIVATE KEY-----\n${der.toString("base64")}\n-----END PRIVATE KEY-----\n`;
}

/** An authority of the test, and what it makes. */
export interface TestAuthority {
  readonly pem: string;
  readonly fingerprint: string;
  server(names: readonly string[]): Promise<{ readonly key: string; readonly cert: string }>;
  /** A client's key and certificate; its life began `agedDays` ago and lasts 90 days. */
  client(name: string, agedDays?: number): Promise<{ readonly key: string; readonly cert: string }>;
  sign(csr: string, name: string): Promise<string>;
}

export async function createTestAuthority(): Promise<TestAuthority> {
  const keys = await makeKeys();
  const ca = await X509CertificateGenerator.createSelfSigned({
    name: "CN=Test authority",
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - 400 * day),
    notAfter: new Date(Date.now() + 400 * day),
    extensions: [new BasicConstraintsExtension(true, 0, true)],
  });
  const make = async (
    publicKey: webcrypto.CryptoKey,
    name: string,
    agedDays: number,
    extensions: Extension[],
  ): Promise<X509Certificate> =>
    X509CertificateGenerator.create({
      subject: `CN=${name}`,
      issuer: ca.subject,
      publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: algorithm,
      notBefore: new Date(Date.now() - agedDays * day - 60_000),
      notAfter: new Date(Date.now() + (90 - agedDays) * day),
      extensions,
    });
  return {
    pem: ca.toString("pem"),
    fingerprint: Buffer.from(await ca.getThumbprint("SHA-256")).toString("hex"),
    async server(names) {
      const own = await makeKeys();
      const san = new SubjectAlternativeNameExtension(
        names.map((value) => ({ type: /^[\d.]+$/u.test(value) ? ("ip" as const) : ("dns" as const), value })),
      );
      const usage = new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]);
      const cert = await make(own.publicKey, names[0] ?? "server", 0, [san, usage]);
      return { key: await keyPem(own.privateKey), cert: `${cert.toString("pem")}\n${ca.toString("pem")}` };
    },
    async client(name, agedDays = 0) {
      const own = await makeKeys();
      const usage = new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]);
      const cert = await make(own.publicKey, name, agedDays, [usage]);
      return { key: await keyPem(own.privateKey), cert: cert.toString("pem") };
    },
    async sign(csr, name) {
      const request = new Pkcs10CertificateRequest(csr);
      if (!(await request.verify())) throw new Error("the request is not signed by its key");
      const usage = new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]);
      return (await make(await request.publicKey.export(), name, 0, [usage])).toString("pem");
    },
  };
}

/** How the collector of the test answers; each may be changed while it runs. */
export interface Manners {
  ack: boolean;
  time: boolean;
  window: number;
  /** Destroys the connection after so many batches were stored, before the acknowledgement; null for never. */
  cutAfterBatches: number | null;
  refuse: { readonly code: string; readonly fatal: boolean } | null;
  refuseBatch: ((observations: readonly Observation[]) => string | null) | null;
  heartbeatSeconds: number;
  clockAheadMs: number;
}

/** A small collector: stores each number once, acknowledges after that, and keeps a notebook. */
export interface TestCollector {
  readonly port: number;
  readonly manners: Manners;
  /** Stored observations by epoch, each number once. */
  readonly stored: Map<string, Map<number, Observation>>;
  /** Every observation that arrived, repetitions included. */
  readonly arrived: Observation[];
  readonly messages: AgentMessage[];
  readonly resumed: boolean[];
  connections(): number;
  send(message: object): void;
  cut(): void;
  readonly stop: () => Promise<void>;
}

export async function createTestCollector(
  authority: TestAuthority,
  endpointId: string,
  manners: Partial<Manners> = {},
  port = 0,
): Promise<TestCollector> {
  const { key, cert } = await authority.server([serverName]);
  const server: Server = createServer({
    key,
    cert,
    ca: authority.pem,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: "TLSv1.3",
  });
  const sockets = new WebSocketServer({ server, path: agentPath, handleProtocols: () => agentSubprotocol });
  const stored = new Map<string, Map<number, Observation>>();
  const arrived: Observation[] = [];
  const messages: AgentMessage[] = [];
  const resumed: boolean[] = [];
  const live = new Set<WebSocket>();
  let connections = 0;
  let batches = 0;
  const how: Manners = {
    ack: true,
    time: true,
    window: 2000,
    cutAfterBatches: null,
    refuse: null,
    refuseBatch: null,
    heartbeatSeconds: 60,
    clockAheadMs: 0,
    ...manners,
  };
  const now = (): string => new Date(Date.now() + how.clockAheadMs).toISOString();
  server.on("secureConnection", (socket: TLSSocket) => resumed.push(socket.isSessionReused()));
  server.on("tlsClientError", () => {});

  function answer(socket: WebSocket, message: AgentMessage): void {
    const send = (reply: object): void => socket.send(JSON.stringify(reply));
    switch (message.type) {
      case "hello": {
        if (how.refuse) return send({ type: "refused", message: "the test refuses", ...how.refuse });
        const highWater = Math.max(0, ...(stored.get(message.epoch)?.keys() ?? []));
        const settings = { version: 1, networks: [], proposeNetworks: false, addresses: [] };
        const { window, heartbeatSeconds } = how;
        return send({
          type: "welcome",
          protocol: 1,
          endpointId,
          time: now(),
          highWater,
          window,
          heartbeatSeconds,
          settings,
        });
      }
      case "batch": {
        const complaint = how.refuseBatch?.(message.observations) ?? null;
        if (complaint !== null) {
          send({ type: "refused", code: complaint, message: "the test refuses a batch", fatal: false });
          return socket.close();
        }
        const rows = stored.get(message.epoch) ?? new Map<number, Observation>();
        stored.set(message.epoch, rows);
        for (const row of message.observations) {
          arrived.push(row);
          if (!rows.has(row.seq)) rows.set(row.seq, row);
        }
        batches += 1;
        if (how.cutAfterBatches !== null && batches >= how.cutAfterBatches) {
          batches = 0;
          return socket.terminate();
        }
        if (how.ack) send({ type: "ack", epoch: message.epoch, seq: Math.max(...rows.keys()) });
        return;
      }
      case "heartbeat":
        if (how.time) send({ type: "time", echo: message.sentAt, received: now(), sent: now() });
        return;
      case "renew":
        void renew(message.csr, send);
    }
  }

  async function renew(csr: string, send: (reply: object) => void): Promise<void> {
    send({ type: "certificate", certificate: await authority.sign(csr, endpointId), ca: authority.pem });
  }

  sockets.on("connection", (socket) => {
    connections += 1;
    live.add(socket);
    socket.on("close", () => live.delete(socket));
    socket.on("message", (data) => {
      const text = Buffer.isBuffer(data) ? data.toString("utf8") : "";
      const message = agentMessage.parse(JSON.parse(text));
      messages.push(message);
      answer(socket, message);
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    manners: how,
    stored,
    arrived,
    messages,
    resumed,
    connections: () => connections,
    send(message) {
      for (const socket of live) socket.send(JSON.stringify(message));
    },
    cut() {
      for (const socket of live) socket.terminate();
    },
    async stop() {
      for (const socket of live) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
