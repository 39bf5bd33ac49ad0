import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createMemoryOutbox } from "../core/memory-outbox.ts";
import { event } from "#test/support/outbox-contract.ts";
import type { Outbox } from "../core/outbox.ts";
import type { SensorHealth } from "#shared/model/endpoint.ts";
import type { AgentSettings } from "#shared/protocol/messages.ts";
import { createClock } from "./clock.ts";
import { makeCertificateRequest } from "./csr-child-process.ts";
import { type Identity, loadIdentity, storeIdentity } from "./identity.ts";
import { keyFile, writePrivately } from "./identity-files.ts";
import { createUplink, type UplinkOptions } from "./uplink.ts";
import {
  createTestAuthority,
  createTestCollector,
  type Manners,
  serverName,
  type TestAuthority,
  type TestCollector,
} from "#test/support/test-collector.ts";

let authority: TestAuthority;
beforeAll(async () => {
  authority = await createTestAuthority();
});

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const clock = createClock();
const newOutbox = (): Outbox =>
  createMemoryOutbox({
    epoch: () => `epoch${Math.random().toString(36).slice(2, 12)}00`,
    now: clock.now,
    monotonicMs: clock.monotonicMs,
  });

async function newIdentity(agedDays = 0, by = authority): Promise<Identity> {
  const directory = mkdtempSync(join(tmpdir(), "hinomi-uplink-"));
  ends.push(() => rmSync(directory, { recursive: true }));
  const { key, cert } = await by.client("pc-1", agedDays);
  writePrivately(keyFile(directory), key);
  const rest = { addresses: ["127.0.0.1:1"], serverName, kind: "terminal" as const };
  storeIdentity(directory, { endpointId: "pc-1", certificate: cert, ca: authority.pem, ...rest });
  return loadIdentity(directory);
}

async function collector(manners?: Partial<Manners>, port?: number): Promise<TestCollector> {
  const made = await createTestCollector(authority, "pc-1", manners, port);
  let stopped = false;
  ends.push(async () => {
    if (!stopped) await made.stop();
  });
  return {
    ...made,
    async stop() {
      stopped = true;
      await made.stop();
    },
  };
}

interface Running {
  readonly log: string[];
  readonly settings: AgentSettings[];
  readonly forgotten: () => number;
  readonly stop: () => Promise<void>;
  readonly setAddresses: (list: readonly string[]) => void;
}

async function start(
  outbox: Outbox,
  addresses: readonly string[],
  extra: Partial<UplinkOptions> = {},
): Promise<Running> {
  const log: string[] = [];
  const settings: AgentSettings[] = [];
  let forgotten = 0;
  const identity = extra.identity ?? (await newIdentity());
  const uplink = createUplink({
    identity,
    outbox,
    clock,
    log: (level, message) => log.push(`${level} ${message}`),
    host: {
      health: () => [],
      onSettings: (next) => settings.push(next),
      onConnected: () => log.push("connected"),
      onForgotten: () => {
        forgotten += 1;
      },
    },
    hostname: "pc-1",
    platform: "linux",
    version: "0.0.0",
    makeRequest: async (signal) => (await makeCertificateRequest(identity.key, "pc-1", signal)).csr,
    addresses,
    backoff: { shortestMs: 5, longestMs: 30 },
    times: { welcomeMs: 2000, answerMs: 2000 },
    ...extra,
  });
  const stopping = new AbortController();
  const running = uplink.run(stopping.signal);
  const stop = async (): Promise<void> => {
    stopping.abort();
    await running;
  };
  ends.push(stop);
  return { log, settings, forgotten: () => forgotten, stop, setAddresses: uplink.setAddresses };
}

const poisoned = (row: { readonly body: unknown }): boolean => JSON.stringify(row.body).includes("poison");
const make = (outbox: Outbox, count: number, filler = ""): Promise<number[]> =>
  Promise.all(Array.from({ length: count }, () => outbox.append(event(clock.now(), filler))));
const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 10_000, interval: 10 });
const storedIn = (server: TestCollector, outbox: Outbox): number =>
  server.stored.get(outbox.epoch)?.size ?? 0;

describe("the uplink", () => {
  it("delivers what waits and what comes, and forgets what was acknowledged", async () => {
    const server = await collector();
    const outbox = newOutbox();
    await make(outbox, 1200);
    await start(outbox, [`127.0.0.1:${server.port}`]);
    await until(() => expect(outbox.pending()).toBe(0));
    await make(outbox, 3);
    await until(() => expect(storedIn(server, outbox)).toBe(1203));
    expect(server.arrived).toHaveLength(1203);
  });

  it("sends an event the moment it is kept", async () => {
    const server = await collector();
    const outbox = newOutbox();
    const { log } = await start(outbox, [`127.0.0.1:${server.port}`]);
    await until(() => expect(log).toContain("connected"));
    const startedMs = performance.now();
    await make(outbox, 1);
    await vi.waitFor(() => expect(outbox.pending()).toBe(0), { interval: 1 });
    expect(performance.now() - startedMs).toBeLessThan(2000);
  });

  it("has no more under way than the window allows", async () => {
    const server = await collector({ window: 7, ack: false });
    const outbox = newOutbox();
    await make(outbox, 50);
    await start(outbox, [`127.0.0.1:${server.port}`]);
    await until(() => expect(server.arrived).toHaveLength(7));
    await new Promise((done) => setTimeout(done, 100));
    expect(server.arrived).toHaveLength(7);
    server.manners.ack = true;
    server.send({ type: "ack", epoch: outbox.epoch, seq: 7 });
    await until(() => expect(outbox.pending()).toBe(0));
  });

  it("loses nothing and doubles nothing when every third batch is cut before its acknowledgement", async () => {
    const server = await collector({ cutAfterBatches: 3, window: 25 });
    const outbox = newOutbox();
    await start(outbox, [`127.0.0.1:${server.port}`]);
    for (let round = 0; round < 30; round += 1) {
      await make(outbox, 20);
      await new Promise((done) => setTimeout(done, 5));
    }
    await until(() => expect(outbox.pending()).toBe(0));
    expect(storedIn(server, outbox)).toBe(600);
    expect(server.connections()).toBeGreaterThan(2);
  });

  it("comes back when the collector was killed in the middle, and resumes its TLS session", async () => {
    const first = await collector();
    const outbox = newOutbox();
    const { log } = await start(outbox, [`127.0.0.1:${first.port}`]);
    await make(outbox, 10);
    await until(() => expect(outbox.pending()).toBe(0));
    first.cut();
    await make(outbox, 10);
    await until(() => expect(storedIn(first, outbox)).toBe(20));
    expect(first.resumed.at(-1)).toBe(true);
    await first.stop();
    await make(outbox, 10);
    await new Promise((done) => setTimeout(done, 60));
    const second = await collector({}, first.port);
    for (const [epoch, rows] of first.stored) second.stored.set(epoch, rows);
    await until(() => expect(outbox.pending()).toBe(0));
    expect(storedIn(second, outbox)).toBe(30);
    expect(log.filter((line) => line.includes("ECONNREFUSED")).length).toBeLessThanOrEqual(1);
  });

  it("tries every address in turn, and takes new ones", async () => {
    const server = await collector();
    const outbox = newOutbox();
    await make(outbox, 1);
    const { setAddresses } = await start(outbox, ["127.0.0.1:1", `127.0.0.1:${server.port}`]);
    await until(() => expect(outbox.pending()).toBe(0));
    const moved = await collector();
    setAddresses([`127.0.0.1:${moved.port}`]);
    await server.stop();
    await make(outbox, 1);
    await until(() => expect(moved.arrived).toHaveLength(1));
  });

  it("believes nobody but the authority it was enrolled with", async () => {
    const stranger = await createTestAuthority();
    const server = await createTestCollector(stranger, "pc-1");
    ends.push(server.stop);
    const outbox = newOutbox();
    await make(outbox, 1);
    const { log } = await start(outbox, [`127.0.0.1:${server.port}`]);
    await until(() =>
      expect(log.join("\n")).toContain("this is not the collector this computer was enrolled with"),
    );
    expect(server.messages).toHaveLength(0);
    expect(outbox.pending()).toBe(1);
  });

  it("says hello again only after long when it is refused for good", async () => {
    const server = await collector({ refuse: { code: "revoked", fatal: true } });
    const outbox = newOutbox();
    await make(outbox, 1);
    const { log } = await start(outbox, [`127.0.0.1:${server.port}`]);
    await until(() => expect(log.join("\n")).toContain("error the collector refuses this computer (revoked"));
    await new Promise((done) => setTimeout(done, 150));
    expect(server.connections()).toBe(1);
    expect(outbox.pending()).toBe(1);
  });

  it("leaves out the one observation that the collector cannot take, and delivers all others", async () => {
    const server = await collector({ refuseBatch: (rows) => (rows.some(poisoned) ? "bad-frame" : null) });
    const outbox = newOutbox();
    await make(outbox, 20);
    await make(outbox, 1, "poison");
    await make(outbox, 20);
    await start(outbox, [`127.0.0.1:${server.port}`]);
    await until(() => expect(outbox.pending()).toBe(0));
    expect(storedIn(server, outbox)).toBe(41);
    expect(server.arrived.at(-1)?.body).toMatchObject({ type: "outbox-overflow" });
  });

  it("notices a peer that no longer answers", async () => {
    const server = await collector({ time: false });
    const { log } = await start(newOutbox(), [`127.0.0.1:${server.port}`], {
      times: { welcomeMs: 1000, answerMs: 100, heartbeatMs: 50 },
    });
    await until(() => expect(log.join("\n")).toContain("no answer to a heartbeat"));
    server.manners.time = true;
    await until(() => expect(server.connections()).toBeGreaterThan(1));
  });

  it("notices a collector that takes batches and acknowledges none", async () => {
    const server = await collector({ ack: false });
    const outbox = newOutbox();
    await make(outbox, 1);
    const { log } = await start(outbox, [`127.0.0.1:${server.port}`], {
      times: { welcomeMs: 1000, answerMs: 100 },
    });
    await until(() => expect(log.join("\n")).toContain("no acknowledgement in time"));
  });

  it("measures how far its clock is from the collector's", async () => {
    const server = await collector({ clockAheadMs: 90_000 });
    await start(newOutbox(), [`127.0.0.1:${server.port}`], {
      times: { welcomeMs: 1000, answerMs: 1000, heartbeatMs: 30 },
    });
    const offsets = () =>
      server.messages.flatMap((m) => (m.type === "heartbeat" ? [m.clockOffsetMs ?? 0] : []));
    await until(() => expect(offsets().length).toBeGreaterThan(2));
    expect(offsets().at(-1)).toBeGreaterThan(-90_200);
    expect(offsets().at(-1)).toBeLessThan(-89_800);
  });

  it("tells at once how its sensors fare when that changes, and only then", async () => {
    const server = await collector();
    const health: SensorHealth = {
      fact: "patch",
      status: "pending",
      code: null,
      reason: null,
      lastRunAt: null,
      durationMs: null,
    };
    let now = health;
    await start(newOutbox(), [`127.0.0.1:${server.port}`], {
      times: { welcomeMs: 1000, answerMs: 1000, changeMs: 20 },
      host: { health: () => [now], onSettings: () => {}, onConnected: () => {}, onForgotten: () => {} },
    });
    const told = () =>
      server.messages.flatMap((m) => (m.type === "heartbeat" ? m.sensors.map(({ status }) => status) : []));
    await until(() => expect(told()).toEqual(["pending"]));
    now = { ...health, lastRunAt: clock.now() };
    await new Promise((done) => setTimeout(done, 100));
    expect(told()).toEqual(["pending"]);
    now = { ...health, status: "failed", code: "denied", reason: "no right to read" };
    await until(() => expect(told()).toEqual(["pending", "failed"]));
    await new Promise((done) => setTimeout(done, 100));
    expect(told()).toHaveLength(2);
  });

  it("renews its certificate at half of its life and comes back with the new one", async () => {
    const server = await collector();
    const identity = await newIdentity(60);
    const before = identity.certificate();
    const { log } = await start(newOutbox(), [`127.0.0.1:${server.port}`], { identity });
    await until(() => expect(identity.certificate()).not.toBe(before));
    await until(() => expect(log.filter((line) => line === "connected")).toHaveLength(2));
    expect(identity.renewalDue(clock.now())).toBe(false);
  });

  it("goes on under a new epoch when its disk was put back, so that nothing is taken for a repetition", async () => {
    const server = await collector();
    const outbox = newOutbox();
    await make(outbox, 2);
    const old = outbox.epoch;
    server.stored.set(old, new Map([[900, { seq: 900, ...event(clock.now()) }]]));
    await start(outbox, [`127.0.0.1:${server.port}`]);
    await until(() => expect(outbox.pending()).toBe(0));
    expect(outbox.epoch).not.toBe(old);
    expect(storedIn(server, outbox)).toBe(2);
  });

  it("tells when the collector knows less than it once acknowledged", async () => {
    const server = await collector();
    const outbox = newOutbox();
    const running = await start(outbox, [`127.0.0.1:${server.port}`]);
    await make(outbox, 5);
    await until(() => expect(outbox.pending()).toBe(0));
    server.stored.clear();
    server.cut();
    await until(() => expect(running.forgotten()).toBe(1));
  });

  it("takes settings, and passes over what it does not know", async () => {
    const server = await collector();
    const { settings } = await start(newOutbox(), [`127.0.0.1:${server.port}`]);
    await until(() => expect(settings).toHaveLength(1));
    server.send({ type: "news", from: "a newer collector" });
    server.send({
      type: "settings",
      settings: { version: 2, networks: [], proposeNetworks: true, addresses: [], later: 1 },
    });
    await until(() => expect(settings.at(-1)?.proposeNetworks).toBe(true));
    expect(server.connections()).toBe(1);
  });
});
