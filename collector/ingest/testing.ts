import "reflect-metadata";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes, webcrypto } from "node:crypto";
import { connect, type ConnectionOptions } from "node:tls";
import * as x509 from "@peculiar/x509";
import { WebSocket } from "ws";
import type { EndpointRecord, ObservationBatch, Refusal, Store } from "#collector/storage/port.ts";
import type { StoredObservation } from "#shared/api/schemas.ts";
import {
  agentPath,
  agentSubprotocol,
  collectorMessage,
  type CollectorMessage,
} from "#shared/protocol/messages.ts";
import type { Authority } from "./port.ts";

/** A key, and a request for a certificate signed with it, as an agent makes them. */
export async function makeRequest(
  algorithm: webcrypto.EcKeyGenParams | webcrypto.RsaHashedKeyGenParams | { readonly name: "Ed25519" } = {
    name: "ECDSA",
    namedCurve: "P-256",
  },
): Promise<{ csrPem: string; keyPem: string }> {
  const pair = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new TypeError("an asymmetric algorithm is needed");
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: ["someone else"] }],
    keys: pair,
    signingAlgorithm:
      algorithm.name === "ECDSA" ? { name: "ECDSA", hash: "SHA-256" } : { name: algorithm.name },
    extensions: [
      new x509.SubjectAlternativeNameExtension([{ type: "url", value: "urn:hinomi:endpoint:other" }]),
    ],
  });
  const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", pair.privateKey);
  return { csrPem: request.toString("pem"), keyPem: x509.PemConverter.encode(pkcs8, "PRIVATE KEY") };
}

/** A directory that is removed by the function beside it. */
export async function scratch(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "hinomi-ingest-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Certificate, key and name of one enrolled computer. */
export interface Device {
  readonly endpointId: string;
  readonly certificate: string;
  readonly keyPem: string;
  readonly keyHash: string;
}

export async function makeDevice(
  authority: Authority,
  endpointId = `ep_${randomBytes(6).toString("hex")}`,
): Promise<Device> {
  const { csrPem, keyPem } = await makeRequest();
  const made = await authority.issueDevice({ csrPem, endpointId });
  return { endpointId, certificate: made.pem, keyPem, keyHash: made.keyHash };
}

export interface FakeStore {
  readonly store: Pick<Store, "observations" | "endpoints" | "refusals">;
  readonly stored: StoredObservation[];
  readonly refused: Refusal[];
  readonly touches: { id: string; at: string }[];
  readonly renewals: string[];
  enrol(device: Device): void;
  setState(endpointId: string, state: EndpointRecord["state"]): void;
  /** Called before each append; what it throws is what the store throws. */
  before: (batch: ObservationBatch) => Promise<void>;
}

const notHere = (): never => {
  throw new TypeError("the agents' port does not ask this");
};

/** Just what the agents' port asks of a store, with a door for slowness and failure. */
export function createFakeStore(): FakeStore {
  const endpoints = new Map<string, { keyHash: string; state: EndpointRecord["state"] }>();
  const marks = new Map<string, number>();
  const fake: FakeStore = {
    stored: [],
    refused: [],
    touches: [],
    renewals: [],
    before: () => Promise.resolve(),
    enrol: (device) => void endpoints.set(device.endpointId, { keyHash: device.keyHash, state: "active" }),
    setState(endpointId, state) {
      const known = endpoints.get(endpointId);
      if (known !== undefined) known.state = state;
    },
    store: {
      refusals: {
        add: (refusal) => Promise.resolve(void fake.refused.push(refusal)),
        list: notHere,
        countSince: notHere,
      },
      endpoints: {
        get: (id) => {
          const known = endpoints.get(id);
          if (known === undefined) return Promise.resolve(null);
          const at = "2026-11-24T00:00:00.000Z";
          return Promise.resolve({
            ...known,
            id,
            hostname: "pc",
            managementNumber: null,
            platform: "linux",
            kind: "terminal",
            siteId: "office",
            site: { id: "office", name: "事務局", kind: "office", coverage: "watched", note: null },
            assetClass: null,
            userIds: [],
            local: false,
            lastSeenAt: null,
            enrolledAt: at,
            agentVersion: "1",
            operatingSystem: null,
            macs: [],
            clockOffsetMs: null,
            sensors: [],
            certificateExpiresAt: at,
          });
        },
        touch: (id, liveness) => Promise.resolve(void fake.touches.push({ id, at: liveness.lastSeenAt })),
        renewed: (id) => Promise.resolve(void fake.renewals.push(id)),
        enrol: notHere,
        addCode: notHere,
        list: notHere,
        byMac: notHere,
        change: notHere,
      },
      observations: {
        async append(batch) {
          await fake.before(batch);
          const key = `${batch.endpointId}/${batch.epoch}`;
          const mark = marks.get(key) ?? 0;
          const stored = batch.observations
            .filter((one) => one.seq > mark)
            .map((one, index) => ({
              ...one,
              ordinal: fake.stored.length + index + 1,
              endpointId: batch.endpointId,
              epoch: batch.epoch,
              receivedAt: batch.receivedAt,
            }));
          fake.stored.push(...stored);
          marks.set(key, Math.max(mark, batch.upTo));
          return { highWater: Math.max(mark, batch.upTo), stored };
        },
        highWater: (id, epoch) => Promise.resolve(marks.get(`${id}/${epoch}`) ?? 0),
        after: notHere,
        history: notHere,
        latest: notHere,
        count: notHere,
      },
    },
  };
  return fake;
}

/** One agent's end of a connection, as slow or as rude as a test wants it. */
export interface TestAgent {
  readonly socket: WebSocket;
  readonly messages: CollectorMessage[];
  send(frame: unknown): void;
  /** The next message of a type that was not taken before. */
  next<T extends CollectorMessage["type"]>(type: T): Promise<Extract<CollectorMessage, { type: T }>>;
  /** The code with which the connection ended. */
  readonly closed: Promise<number>;
  end(): Promise<void>;
}

export interface TestAgentOptions {
  readonly port: number;
  readonly authority: Authority;
  readonly device?: Pick<Device, "certificate" | "keyPem">;
  readonly tls?: ConnectionOptions;
  readonly path?: string;
  readonly protocols?: string[];
}

/** Connects as an agent; rejects where the collector does not let it in. */
export async function connectAgent(options: TestAgentOptions): Promise<TestAgent> {
  const { port, authority, device } = options;
  const url = `wss://127.0.0.1:${String(port)}${options.path ?? agentPath}`;
  const socket = new WebSocket(url, options.protocols ?? [agentSubprotocol], {
    perMessageDeflate: false,
    createConnection: () =>
      connect({
        host: "127.0.0.1",
        port,
        ca: authority.certificatePem,
        servername: authority.serverName,
        ...(device === undefined ? {} : { cert: device.certificate, key: device.keyPem }),
        ...options.tls,
      }),
  });
  const messages: CollectorMessage[] = [];
  const taken = new Set<CollectorMessage>();
  const waiting: (() => void)[] = [];
  socket.on("message", (data: Buffer) => {
    messages.push(collectorMessage.parse(JSON.parse(data.toString("utf8"))));
    for (const wake of waiting.splice(0)) wake();
  });
  const closed = new Promise<number>((resolve) => {
    socket.on("close", (code) => {
      resolve(code);
      for (const wake of waiting.splice(0)) wake();
    });
  });
  await once(socket, "open");
  socket.on("error", () => undefined);
  return {
    socket,
    messages,
    closed,
    send: (frame) => socket.send(typeof frame === "string" ? frame : JSON.stringify(frame)),
    async next(type) {
      for (;;) {
        const found = messages.find(
          (message): message is Extract<CollectorMessage, { type: typeof type }> =>
            message.type === type && !taken.has(message),
        );
        if (found !== undefined) {
          taken.add(found);
          return found;
        }
        if (socket.readyState === WebSocket.CLOSED) throw new Error(`closed before ${type}`);
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    async end() {
      socket.close();
      await closed;
    },
  };
}

export const epochOne = "epoch0000one";

export const helloFrame = (over: object = {}): object => ({
  type: "hello",
  protocol: 1,
  agentVersion: "0.1.0",
  epoch: epochOne,
  hostname: "pc-01",
  platform: "linux",
  kind: "terminal",
  facts: { health: 1 },
  sentAt: new Date().toISOString(),
  ...over,
});

/** A well-formed observation of an event that every version knows. */
export const observationOf = (seq: number, over: object = {}): object => ({
  seq,
  fact: "health",
  schema: 1,
  kind: "event",
  at: new Date().toISOString(),
  durationMs: null,
  body: { type: "boot", detail: "", from: null, to: null },
  ...over,
});

export const batchOf = (first: number, last = first, over: object = {}): object => ({
  type: "batch",
  epoch: epochOne,
  observations: Array.from({ length: last - first + 1 }, (_, index) => observationOf(first + index)),
  ...over,
});
