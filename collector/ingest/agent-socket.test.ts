import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { StoreError } from "#collector/storage/port.ts";
import type { StoredObservation } from "#shared/api/schemas.ts";
import type { AgentSettings } from "#shared/protocol/messages.ts";
import { createAgentListener } from "./agent-socket.ts";
import { openAuthority } from "./authority.ts";
import type { AgentLimits } from "./limits.ts";
import type { AgentListener, Authority } from "./port.ts";
import {
  batchOf,
  connectAgent,
  createFakeStore,
  epochOne,
  helloFrame,
  makeDevice,
  makeRequest,
  observationOf,
  quiet,
  scratch,
  type Device,
  type FakeStore,
  type TestAgent,
} from "./testing.ts";

const now = (): Temporal.Instant => Temporal.Now.instant();
const settings: AgentSettings = { version: 3, networks: [], proposeNetworks: false, addresses: ["host:1"] };

let authority: Authority;
let directory: Awaited<ReturnType<typeof scratch>>;
let fake: FakeStore;
let listener: AgentListener;
let port: number;
let handed: StoredObservation[];
let presence: string[];
let health: string[];
const agents: TestAgent[] = [];

beforeAll(async () => {
  directory = await scratch();
  authority = await openAuthority({ directory: directory.path, organisation: "試験", now });
});
afterAll(() => directory.remove());

async function start(limits: Partial<AgentLimits> = {}): Promise<void> {
  listener = createAgentListener({
    store: fake.store,
    authority,
    settingsFor: () => settings,
    onStored: (stored) => handed.push(...stored),
    onPresence: (endpointId, connected) => presence.push(`${endpointId} ${connected ? "in" : "out"}`),
    onSensors: (_endpointId, sensors) =>
      health.push(sensors.map(({ fact, status }) => `${fact} ${status}`).join()),
    refusals: fake.store.refusals,
    log: quiet,
    now,
    limits,
  });
  await listener.listen({ host: "127.0.0.1", port: 0 });
  port = listener.address()?.port ?? 0;
}

beforeEach(() => {
  fake = createFakeStore();
  handed = [];
  presence = [];
  health = [];
});
afterEach(async () => {
  for (const agent of agents.splice(0)) agent.socket.terminate();
  await listener.stop();
});

async function enrolled(endpointId?: string): Promise<Device> {
  const device = await makeDevice(authority, endpointId);
  fake.enrol(device);
  return device;
}
async function join(device: Device, hello: object = {}): Promise<TestAgent> {
  const agent = await connectAgent({ port, authority, device });
  agents.push(agent);
  agent.send(helloFrame(hello));
  return agent;
}
const codes = (): string[] => fake.refused.map((refusal) => refusal.code);

describe("the agents' port, for an agent that behaves", () => {
  it("greets, stores, acknowledges after the commit and hands on what is new", async () => {
    await start();
    const device = await enrolled();
    const agent = await join(device);
    const welcome = await agent.next("welcome");
    expect(welcome).toMatchObject({ protocol: 1, endpointId: device.endpointId, highWater: 0, settings });
    expect([...listener.connected()]).toEqual([device.endpointId]);
    agent.send(batchOf(1, 3));
    expect(await agent.next("ack")).toEqual({ type: "ack", epoch: epochOne, seq: 3 });
    expect(fake.stored.map((one) => one.seq)).toEqual([1, 2, 3]);
    expect(handed).toEqual(fake.stored);
    await agent.end();
    await vi.waitFor(() => expect(presence).toEqual([`${device.endpointId} in`, `${device.endpointId} out`]));
    expect(fake.touches).toHaveLength(1);
    expect(codes()).toEqual([]);
  });

  it("stores nothing twice when an agent comes back and repeats itself", async () => {
    await start();
    const device = await enrolled();
    const first = await join(device);
    first.send(batchOf(1, 5));
    expect((await first.next("ack")).seq).toBe(5);
    first.socket.terminate();
    const second = await join(device);
    expect((await second.next("welcome")).highWater).toBe(5);
    second.send(batchOf(2, 4));
    expect((await second.next("ack")).seq).toBe(5);
    second.send(batchOf(4, 8));
    expect((await second.next("ack")).seq).toBe(8);
    expect(fake.stored.map((one) => one.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(codes().filter((code) => code !== "replaced")).toEqual([]);
  });

  it("answers a heartbeat with its clock and writes signs of life sparingly", async () => {
    await start();
    const device = await enrolled();
    const agent = await join(device);
    await agent.next("welcome");
    const sensor = { fact: "usb", status: "ok", code: null, reason: null, lastRunAt: null, durationMs: 4 };
    const beat = (over: object): object => ({
      type: "heartbeat",
      sentAt: "2026-11-24T00:00:00.000Z",
      pending: 0,
      sensors: [{ ...sensor, ...over }],
      clockOffsetMs: 12,
    });
    for (const over of [{}, { durationMs: 9 }, { status: "failed", code: "timeout" }]) agent.send(beat(over));
    for (let answers = 0; answers < 3; answers += 1) {
      expect((await agent.next("time")).echo).toBe("2026-11-24T00:00:00.000Z");
    }
    // One at the greeting, one for the first sensors told, one for the sensor that failed; none for a mere duration.
    expect(fake.touches).toHaveLength(3);
    expect(health).toEqual(["usb ok", "usb failed"]);
  });

  it("takes facts and schemas from the future unread", async () => {
    await start();
    const agent = await join(await enrolled());
    await agent.next("welcome");
    agent.send({
      ...batchOf(1),
      observations: [
        observationOf(1, { fact: "printers", body: { any: ["thing"] } }),
        observationOf(2, { schema: 9, body: { type: "teleported" } }),
        observationOf(3),
      ],
    });
    expect((await agent.next("ack")).seq).toBe(3);
    expect(fake.stored.map((one) => one.unread)).toEqual([true, true, false]);
    expect(fake.stored[0]?.body).toEqual({ any: ["thing"] });
    expect(codes()).toEqual([]);
  });

  it("renews a certificate for the key it knows and refuses another", async () => {
    await start({ renewMs: 0 });
    const { csrPem, keyPem } = await makeRequest();
    const made = await authority.issueDevice({ csrPem, endpointId: "ep_renewing" });
    const device = { endpointId: "ep_renewing", certificate: made.pem, keyPem, keyHash: made.keyHash };
    fake.enrol(device);
    const agent = await join(device);
    await agent.next("welcome");
    agent.send({ type: "renew", csr: csrPem });
    const renewed = await agent.next("certificate");
    expect(fake.renewals).toEqual(["ep_renewing"]);
    agent.send({ type: "renew", csr: (await makeRequest()).csrPem });
    expect(await agent.next("refused")).toMatchObject({ code: "bad-csr", fatal: false });
    const again = await join({ ...device, certificate: renewed.certificate });
    expect((await again.next("welcome")).endpointId).toBe("ep_renewing");
    const withTheOldOne = await join(device);
    expect((await withTheOldOne.next("welcome")).endpointId).toBe("ep_renewing");
  });

  it("lets a second connection of a computer replace the first", async () => {
    await start();
    const device = await enrolled();
    const first = await join(device);
    await first.next("welcome");
    const second = await join(device);
    await second.next("welcome");
    expect(await first.closed).toBe(4000);
    second.send(batchOf(1));
    expect((await second.next("ack")).seq).toBe(1);
    expect(presence).toEqual([`${device.endpointId} in`]);
    expect(codes()).toEqual(["replaced"]);
  });

  it("sends settings again when they changed", async () => {
    await start();
    const agent = await join(await enrolled());
    await agent.next("welcome");
    listener.pushSettings();
    expect((await agent.next("settings")).settings).toEqual(settings);
  });
});

describe("the agents' port, when the collector has trouble of its own", () => {
  it("acknowledges nothing that is not stored, and says come back", async () => {
    await start();
    fake.before = () => Promise.reject(new StoreError("full", "the disk is full"));
    const agent = await join(await enrolled());
    await agent.next("welcome");
    agent.send(batchOf(1));
    expect(await agent.next("refused")).toMatchObject({ code: "unavailable", fatal: false });
    expect(await agent.closed).toBe(1013);
    expect(agent.messages.some((message) => message.type === "ack")).toBe(false);
  });

  it("stops reading from an agent while the store is slow, and loses nothing", async () => {
    const plenty = { burst: 1e9, perSecond: 1e9 };
    await start({ queuedBytes: 65_536, bytes: plenty, dailyBytes: plenty });
    const { promise: gate, resolve: release } = Promise.withResolvers<void>();
    fake.before = () => gate;
    const agent = await join(await enrolled());
    await agent.next("welcome");
    const frames = 150;
    const padding = "x".repeat(900);
    for (let index = 0; index < frames; index += 1) {
      const body = { type: "boot", detail: padding, from: null, to: null };
      const observations = Array.from({ length: 100 }, (_, at) =>
        observationOf(index * 100 + at + 1, { body }),
      );
      agent.send({ type: "batch", epoch: epochOne, observations });
    }
    await new Promise((resolve) => setTimeout(resolve, 700));
    // The rest waits in the agent's own memory, because the socket takes no more.
    expect(agent.socket.bufferedAmount).toBeGreaterThan(4_000_000);
    release();
    await vi.waitFor(
      () => expect(agent.messages.at(-1)).toMatchObject({ type: "ack", seq: frames * 100 }),
      30_000,
    );
    expect(fake.stored).toHaveLength(frames * 100);
  }, 60_000);

  it("finishes what it is storing before it stops, and closes with 1001", async () => {
    await start();
    const { promise: gate, resolve: release } = Promise.withResolvers<void>();
    fake.before = () => gate;
    const agent = await join(await enrolled());
    await agent.next("welcome");
    agent.send(batchOf(1));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const stopping = listener.stop().then(() => "stopped");
    expect(await agent.closed).toBe(1001);
    expect(await Promise.race([stopping, Promise.resolve("storing")])).toBe("storing");
    release();
    await stopping;
    expect(fake.stored).toHaveLength(1);
  });
});
