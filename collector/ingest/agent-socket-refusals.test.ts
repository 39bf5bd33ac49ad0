import { once } from "node:events";
import { connect as connectTls } from "node:tls";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { maxFrameBytes } from "#shared/protocol/messages.ts";
import { createAgentListener, type AgentListenerDeps } from "./agent-socket.ts";
import { openAuthority } from "./authority.ts";
import type { AgentLimits } from "./limits.ts";
import type { AgentListener, Authority } from "./port.ts";
import {
  batchOf,
  connectAgent,
  createFakeStore,
  helloFrame,
  makeDevice,
  observationOf,
  quiet,
  scratch,
  type Device,
  type FakeStore,
  type TestAgent,
} from "./testing.ts";

const now = (): Temporal.Instant => Temporal.Now.instant();
/** What a client sees of a handshake that the other side ended. */
const cutOff = /certificate|hang up|ECONNRESET|EPIPE|disconnected/iu;
let authority: Authority;
let stranger: Authority;
let fake: FakeStore;
let listener: AgentListener;
let port: number;
const cleanups: (() => Promise<void>)[] = [];
const agents: TestAgent[] = [];

async function makeAuthority(at: () => Temporal.Instant = now): Promise<Authority> {
  const directory = await scratch();
  cleanups.push(directory.remove);
  return openAuthority({ directory: directory.path, organisation: "試験", now: at });
}
beforeAll(async () => {
  authority = await makeAuthority();
  stranger = await makeAuthority();
});
afterAll(async () => {
  for (const clean of cleanups) await clean();
});
const deps = (): Omit<AgentListenerDeps, "limits"> => ({
  store: fake.store,
  authority,
  settingsFor: () => ({ version: 1, networks: [], proposeNetworks: false, addresses: [] }),
  onStored: () => undefined,
  onPresence: () => undefined,
  refusals: fake.store.refusals,
  log: quiet,
  now,
});
async function start(limits: Partial<AgentLimits> = {}): Promise<void> {
  listener = createAgentListener({ ...deps(), limits });
  await listener.listen({ host: "127.0.0.1", port: 0 });
  port = listener.address()?.port ?? 0;
}
beforeEach(async () => {
  fake = createFakeStore();
  await start();
});
afterEach(async () => {
  for (const agent of agents.splice(0)) agent.socket.terminate();
  await listener.stop();
});
async function enrolled(): Promise<Device> {
  const device = await makeDevice(authority);
  fake.enrol(device);
  return device;
}
async function open(device: Device): Promise<TestAgent> {
  const agent = await connectAgent({ port, authority, device });
  agents.push(agent);
  return agent;
}
async function join(device: Device): Promise<TestAgent> {
  const agent = await open(device);
  agent.send(helloFrame());
  await agent.next("welcome");
  return agent;
}
const seen = async (code: string, endpointId: string | null): Promise<void> => {
  await vi.waitFor(() =>
    expect(fake.refused.map((one) => [one.code, one.endpointId])).toContainEqual([code, endpointId]),
  );
};

describe("the door of the agents' port", () => {
  it("says so when its port is taken", async () => {
    const second = createAgentListener({ ...deps(), limits: {} });
    await expect(second.listen({ host: "127.0.0.1", port })).rejects.toThrow(/EADDRINUSE/u);
    await second.stop();
  });

  it("refuses a connection without a certificate", async () => {
    await expect(connectAgent({ port, authority })).rejects.toThrow(cutOff);
    await seen("not-enrolled", null);
    expect(fake.refused[0]?.peer).toBe("127.0.0.1");
  });

  it("refuses a certificate of another authority", async () => {
    await expect(connectAgent({ port, authority, device: await makeDevice(stranger) })).rejects.toThrow(
      cutOff,
    );
    await seen("not-enrolled", null);
    expect(fake.refused[0]?.peer).toBe("127.0.0.1");
  });

  it("refuses an expired certificate", async () => {
    const past = await scratch();
    cleanups.push(past.remove);
    const then = now().subtract({ hours: 24 * 100 });
    authority = await openAuthority({ directory: past.path, organisation: "試験", now: () => then });
    const device = await makeDevice(authority);
    await listener.stop();
    authority = await openAuthority({ directory: past.path, organisation: "試験", now });
    await start();
    fake.enrol(device);
    await expect(connectAgent({ port, authority, device })).rejects.toThrow(cutOff);
    await seen("wrong-certificate", null);
  });

  it("refuses its own server certificate shown as a computer's", async () => {
    const server = await authority.issueServer({ names: [], addresses: [] });
    const device = { certificate: server.cert, keyPem: server.key };
    await expect(connectAgent({ port, authority, device })).rejects.toThrow(cutOff);
    await seen("not-enrolled", null);
  });

  it("speaks nothing older than TLS 1.3", async () => {
    const device = await enrolled();
    const socket = connectTls({
      port,
      host: "127.0.0.1",
      ca: authority.certificatePem,
      servername: authority.serverName,
      cert: device.certificate,
      key: device.keyPem,
      maxVersion: "TLSv1.2",
    });
    const [error] = (await once(socket, "error")) as [Error];
    expect(error.message).toMatch(/protocol version|ECONNRESET/iu);
    await seen("tls-failed", null);
  });

  it("refuses other paths, other protocols and plain requests", async () => {
    const device = await enrolled();
    await expect(connectAgent({ port, authority, device, path: "/other" })).rejects.toThrow(/404/u);
    await expect(connectAgent({ port, authority, device, protocols: ["other"] })).rejects.toThrow(/400/u);
  });

  it("resumes sessions and judges the certificate again all the same", async () => {
    const device = await enrolled();
    let session: Buffer | undefined;
    const first = await join(device);
    const raw = connectTls({
      port,
      host: "127.0.0.1",
      ca: authority.certificatePem,
      servername: authority.serverName,
      cert: device.certificate,
      key: device.keyPem,
    });
    [session] = (await once(raw, "session")) as [Buffer];
    raw.destroy();
    await first.end();
    const resumed = await connectAgent({ port, authority, device, tls: { session } });
    agents.push(resumed);
    resumed.send(helloFrame());
    await resumed.next("welcome");
    fake.setState(device.endpointId, "revoked");
    await resumed.end();
    const refused = await connectAgent({ port, authority, device, tls: { session } });
    agents.push(refused);
    refused.send(helloFrame());
    expect(await refused.next("refused")).toMatchObject({ code: "revoked", fatal: true });
  });

  it("drops connections of an address that knocks too often", async () => {
    await listener.stop();
    await start({ handshakes: { burst: 2, perSecond: 0.001 } });
    const device = await enrolled();
    await open(device);
    await open(device);
    await expect(open(device)).rejects.toThrow(cutOff);
    await seen("too-fast", null);
  });
});

describe("refusals of a computer", () => {
  it("turns away who is not enrolled, revoked, retired or holds another key", async () => {
    const unknown = await open(await makeDevice(authority));
    unknown.send(helloFrame());
    expect(await unknown.next("refused")).toMatchObject({ code: "not-enrolled", fatal: true });
    expect(await unknown.closed).toBe(4001);

    for (const state of ["revoked", "retired"] as const) {
      const device = await enrolled();
      fake.setState(device.endpointId, state);
      const agent = await open(device);
      agent.send(helloFrame());
      expect(await agent.next("refused")).toMatchObject({ code: "revoked", fatal: true });
    }

    const known = await enrolled();
    const other = await makeDevice(authority, known.endpointId);
    const real = await join(known);
    const impostor = await open(other);
    impostor.send(helloFrame());
    expect(await impostor.next("refused")).toMatchObject({ code: "wrong-certificate", fatal: true });
    real.send(batchOf(1));
    expect((await real.next("ack")).seq).toBe(1);
    await seen("wrong-certificate", known.endpointId);
  });

  it("cuts a computer that is revoked while it is connected, greeted or not", async () => {
    const device = await enrolled();
    const silent = await open(device);
    const agent = await join(device);
    listener.disconnect(device.endpointId, "lost on a train");
    expect(await agent.next("refused")).toMatchObject({
      code: "revoked",
      message: "lost on a train",
      fatal: true,
    });
    expect(await agent.closed).toBe(4001);
    expect(await silent.closed).toBe(4001);
    await vi.waitFor(() => expect(listener.connected().size).toBe(0));
  });

  it("wants hello first, once and in time", async () => {
    await listener.stop();
    await start({ helloMs: 200 });
    const late = await open(await enrolled());
    expect(await late.next("refused")).toMatchObject({ code: "no-hello" });
    const rude = await open(await enrolled());
    rude.send(batchOf(1));
    expect(await rude.next("refused")).toMatchObject({ code: "no-hello" });
    const twice = await join(await enrolled());
    twice.send(helloFrame());
    expect(await twice.next("refused")).toMatchObject({ code: "bad-frame" });
    expect(fake.stored).toEqual([]);
  });

  it("says which side is old", async () => {
    const agent = await open(await enrolled());
    agent.send(helloFrame({ protocol: 2, brandNewField: 1 }));
    const refused = await agent.next("refused");
    expect(refused).toMatchObject({ code: "protocol-version", fatal: false });
    expect(refused.message).toContain("update the collector");
  });

  it("covers refused observations with the acknowledgement, and says why they were refused", async () => {
    const device = await enrolled();
    const agent = await join(device);
    const future = now()
      .add({ hours: 24 * 90 })
      .toString({ smallestUnit: "millisecond" });
    agent.send({
      ...batchOf(1),
      observations: [
        observationOf(1),
        observationOf(2, { at: future }),
        observationOf(3, { body: { type: "explosion", detail: "", from: null, to: null } }),
        observationOf(4, { surprise: true }),
      ],
    });
    expect((await agent.next("ack")).seq).toBe(4);
    expect(fake.stored.map((one) => one.seq)).toEqual([1]);
    expect(fake.refused.map((one) => one.code)).toEqual([
      "clock-nonsense",
      "bad-observation",
      "bad-observation",
    ]);
    expect(fake.refused.every((one) => one.endpointId === device.endpointId)).toBe(true);
    expect(fake.refused[1]?.detail).toContain("type");
  });

  it.each([
    ["not JSON", "{nonsense", "bad-frame"],
    ["no object", "[]", "bad-frame"],
    ["a batch with a strange field", JSON.stringify(batchOf(1, 1, { extra: 1 })), "bad-frame"],
    [
      "numbers that fall",
      JSON.stringify({ ...batchOf(1), observations: [observationOf(2), observationOf(1)] }),
      "bad-sequence",
    ],
    ["no number", JSON.stringify({ ...batchOf(1), observations: [{ fact: "usb" }] }), "bad-sequence"],
    [
      "a leap of the numbers",
      JSON.stringify({ ...batchOf(1), observations: [observationOf(9e15)] }),
      "bad-sequence",
    ],
    ["another outbox", JSON.stringify(batchOf(1, 1, { epoch: "another0epoch" })), "replayed"],
  ])("cuts the connection at %s, storing nothing", async (_name, text, code) => {
    const device = await enrolled();
    const agent = await join(device);
    agent.send(text);
    // What follows on the same connection must not be acknowledged over the gap.
    agent.send(batchOf(2));
    expect(await agent.next("refused")).toMatchObject({ code, fatal: false });
    expect(await agent.closed).toBe(4001);
    expect(fake.stored).toEqual([]);
    await seen(code, device.endpointId);
  });

  it("bears a few frames of unknown type, then cuts", async () => {
    await listener.stop();
    await start({ faults: 2 });
    const agent = await join(await enrolled());
    agent.send({ type: "song" });
    expect(await agent.next("refused")).toMatchObject({ code: "unknown-type" });
    agent.send(batchOf(1));
    expect((await agent.next("ack")).seq).toBe(1);
    agent.send({ type: "song" });
    expect(await agent.closed).toBe(4001);
  });

  it("refuses a frame that is too large, and binary ones", async () => {
    const device = await enrolled();
    const large = await join(device);
    large.send("x".repeat(maxFrameBytes + 1));
    expect(await large.closed).toBe(1009);
    await seen("too-large", device.endpointId);
    const binary = await join(await enrolled());
    binary.socket.send(Buffer.from([1, 2, 3]));
    expect(await binary.next("refused")).toMatchObject({ code: "bad-frame" });
  });

  it("slows an agent that sends too much, then cuts it", async () => {
    await listener.stop();
    // A tenth of a second for each frame: far more than handling one takes, on a busy computer as well.
    await start({ frames: { burst: 5, perSecond: 10 }, slowedMs: 500 });
    const agent = await join(await enrolled());
    const began = performance.now();
    for (let seq = 1; seq <= 200; seq += 1) agent.send(batchOf(seq));
    expect(await agent.next("refused")).toMatchObject({ code: "too-fast", fatal: false });
    const spent = performance.now() - began;
    expect(fake.stored.length).toBeGreaterThan(5);
    expect(fake.stored.length).toBeLessThan(100);
    expect(spent).toBeGreaterThan(200);
  });

  it("drops a peer that answers no ping", async () => {
    await listener.stop();
    await start({ pingMs: 300 });
    const agent = await join(await enrolled());
    agent.socket.pause();
    await vi.waitFor(() => expect(listener.connected().size).toBe(0), 5000);
  });

  it("serves the others while one floods it with garbage", async () => {
    const good = await join(await enrolled());
    const bad = await enrolled();
    const flooding = { on: true };
    const garbage = `{"type":"heartbeat","sensors":${"[".repeat(20_000)}`;
    const flood = (async () => {
      while (flooding.on) {
        const agent = await connectAgent({ port, authority, device: bad }).catch(() => null);
        if (agent === null) continue;
        agent.send(helloFrame());
        for (let index = 0; index < 50; index += 1) agent.send(garbage);
        await agent.closed;
      }
    })();
    const took: number[] = [];
    for (let seq = 1; seq <= 100; seq += 1) {
      const began = performance.now();
      good.send(batchOf(seq));
      expect((await good.next("ack")).seq).toBe(seq);
      took.push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    flooding.on = false;
    listener.disconnect(bad.endpointId, "enough");
    await flood;
    took.sort((one, other) => one - other);
    // Both ends and the flood share this process; alone an acknowledgement takes about a millisecond.
    expect(took[Math.floor(took.length * 0.95)]).toBeLessThan(1500);
    expect(fake.refused.filter((one) => one.endpointId === bad.endpointId).length).toBeGreaterThan(0);
    expect(fake.refused.length).toBeLessThan(100);
  });
});
