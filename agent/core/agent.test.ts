import { describe, expect, it } from "vitest";
import { createFakeProbe } from "#test/support/fake-probe.ts";
import type { FactName } from "#shared/facts/index.ts";
import type { Reading } from "#shared/facts/reading.ts";
import type { AgentSettings } from "#shared/protocol/messages.ts";
import { createAgent, type SensorSettings } from "./agent.ts";
import { createHandClock, settle } from "#test/support/hand-clock.ts";
import { createMemoryOutbox } from "./memory-outbox.ts";
import type { Outbox } from "./outbox.ts";
import type { Sensor, Watch } from "./sensor.ts";
import { lookDelayMs } from "./schedule.ts";

const antivirus = (name = "ClamAV"): Reading<unknown> => ({
  status: "ok",
  value: {
    state: "on",
    products: [
      { name, engineVersion: null, state: "on", running: true, onAccess: null, loaded: null, onDisk: [] },
    ],
  },
});
const lan = (swept: string): Reading<unknown> => ({
  status: "ok",
  value: {
    interfaces: [],
    networks: [watched(swept)],
    unwatchedNetworks: 0,
    proposals: [],
    dhcpListener: "off",
  },
});
const watched = (sweptAt: string) => ({
  networkId: "n1",
  interface: "eth0",
  gatewayMac: null,
  subnet: "10.0.0.0/24",
  neighbours: [],
  sweptAt,
});

interface Told {
  readonly fact: string;
  readonly kind: string;
  readonly at: string;
  readonly body: { type?: string; detail?: string; from?: string; status?: string; code?: string };
}

/** An agent over a fake machine; the same outbox may live through several of them. */
function make(parts: {
  readonly fact?: FactName;
  readonly answer: () => Reading<unknown>;
  readonly watch?: Watch;
  readonly clock?: ReturnType<typeof createHandClock>;
  readonly outbox?: Outbox;
  readonly settings?: SensorSettings;
}) {
  const clock = parts.clock ?? createHandClock();
  const outbox =
    parts.outbox ??
    createMemoryOutbox({ epoch: () => "epoch001", now: clock.now, monotonicMs: clock.monotonicMs });
  let looks = 0;
  const sensor: Sensor = {
    fact: parts.fact ?? "antivirus",
    cadence: { cron: "0 * * * *", jitterSeconds: 0, timeoutMs: 60_000 },
    readers: {
      linux: {
        read: async () => "",
        parse: () => {
          looks += 1;
          return parts.answer();
        },
      },
    },
    watches: parts.watch ? { linux: parts.watch } : {},
  };
  const agent = createAgent({
    endpointId: "pc-1",
    version: "1.2.3",
    sensors: [sensor],
    probe: createFakeProbe({ platform: "linux" }),
    outbox,
    clock,
    log() {},
    sensorSettings: parts.settings ?? {},
  });
  const told = (): readonly Told[] => outbox.peek(0, 1000, 1e9).map((row) => JSON.parse(row.text) as Told);
  const events = (type: string): readonly Told[] => told().filter((row) => row.body.type === type);
  const readings = (): readonly Told[] => told().filter((row) => row.kind === "reading");
  return { agent, clock, outbox, told, events, readings, looks: () => looks };
}

const deaf: Watch = () => Promise.reject(new Error("no udevadm"));
const settings = (version: number, networks: AgentSettings["networks"] = []): AgentSettings => ({
  version,
  networks,
  proposeNetworks: false,
  addresses: [],
});

describe("the agent", () => {
  it("tells its start first, then what it sees, and its end last", async () => {
    const { agent, told } = make({ answer: () => antivirus() });
    await agent.start();
    await settle();
    await agent.stop("asked");
    expect(told().map((row) => row.body.type ?? row.fact)).toEqual([
      "agent-started",
      "antivirus",
      "agent-stopped",
    ]);
    expect(told()[0]?.body.detail).toBe("version 1.2.3");
    expect(agent.health()[0]).toMatchObject({ fact: "antivirus", status: "ok" });
  });

  it("tells a shutdown in place of its own stop, and knows at the next start that it ended well", async () => {
    const first = make({ answer: () => antivirus() });
    await first.agent.start();
    await settle();
    await first.agent.stop("the computer is being switched off or restarted", "shutdown");
    expect(first.told().at(-1)?.body.type).toBe("shutdown");
    expect(first.events("agent-stopped")).toHaveLength(0);
    const second = make({ answer: () => antivirus(), clock: first.clock, outbox: first.outbox });
    await second.agent.start();
    expect(second.events("agent-started").at(-1)?.body.detail).toBe("version 1.2.3");
  });

  it("sends a snapshot again only when it changed, and once a day all the same", async () => {
    let name = "ClamAV";
    const { agent, clock, readings, looks } = make({ answer: () => antivirus(name) });
    await agent.start();
    await settle();
    for (let hour = 0; hour < 5; hour += 1) await clock.match("0 * * * *");
    expect(looks()).toBe(6);
    expect(readings()).toHaveLength(1);
    name = "Another";
    await clock.match("0 * * * *");
    expect(readings()).toHaveLength(2);
    await clock.pass(86_400_000);
    await clock.match("0 * * * *");
    expect(readings()).toHaveLength(3);
  });

  it("passes over what differs at every look", async () => {
    let minute = 0;
    const { agent, clock, readings } = make({
      fact: "lan",
      answer: () => lan(`2026-11-24T00:0${minute}:00Z`),
    });
    await agent.start();
    await settle();
    minute = 5;
    await clock.match("0 * * * *");
    expect(readings()).toHaveLength(1);
  });

  it("remembers over a restart what it sent, and sends all again when the collector forgot", async () => {
    const first = make({ answer: () => antivirus() });
    await first.agent.start();
    await settle();
    await first.agent.stop("asked");
    const { agent, clock, readings } = make({
      answer: () => antivirus(),
      clock: first.clock,
      outbox: first.outbox,
    });
    await agent.start();
    await settle();
    expect(readings()).toHaveLength(1);
    agent.resendAll();
    await clock.pass(lookDelayMs);
    expect(readings()).toHaveLength(2);
    await clock.match("0 * * * *");
    expect(readings()).toHaveLength(2);
  });

  it("says after a crash when it was last alive, and nothing after an orderly end", async () => {
    const first = make({ answer: () => antivirus() });
    await first.agent.start();
    await first.clock.pass(150_000);
    const again = make({ answer: () => antivirus(), clock: first.clock, outbox: first.outbox });
    await again.agent.start();
    const crash = again.events("agent-started").at(-1);
    expect(crash?.body.detail).toContain(
      "ended without a record of its end; last sign of life 2026-11-24T00:02:00.000Z",
    );
    expect(crash?.body.from).toBe("2026-11-24T00:02:00.000Z");
    await again.agent.stop("asked");
    const third = make({ answer: () => antivirus(), clock: first.clock, outbox: first.outbox });
    await third.agent.start();
    expect(third.events("agent-started").at(-1)?.body.detail).toBe("version 1.2.3");
  });

  it("restarts a watch that fell, looks after what it missed, and never shows a good sensor meanwhile", async () => {
    let falls = 0;
    const watch: Watch = async (_probe, tools, signal) => {
      falls += 1;
      if (falls <= 2) throw new Error("udevadm ended");
      await tools.event({ type: "boot", detail: "seen", from: null, to: null });
      await new Promise<void>((resolve) => {
        signal.addEventListener("abort", () => resolve());
      });
    };
    const { agent, clock, events, looks } = make({ fact: "health", answer: () => antivirus(), watch });
    await agent.start();
    await settle();
    const before = looks();
    await clock.pass(1000);
    await clock.pass(2000 + lookDelayMs);
    expect(falls).toBe(3);
    expect(looks()).toBeGreaterThan(before);
    expect(events("boot")).toHaveLength(1);
    expect(
      events("sensor-crashed").filter((row) => row.body.detail?.startsWith("health events")),
    ).toHaveLength(1);
    await agent.stop("asked");
  });

  it("shows that events go unheard, although the snapshot is good", async () => {
    const { agent } = make({ answer: () => antivirus(), watch: deaf });
    await agent.start();
    await settle();
    expect(agent.health()[0]).toMatchObject({ status: "failed", code: "sensor-crashed" });
    expect(agent.health()[0]?.reason).toContain("no udevadm");
    await agent.stop("asked");
  });

  it("refuses an event that is not in form", async () => {
    let error: unknown = null;
    const watch: Watch = async (_probe, tools) => {
      error = await tools.event({ type: "nonsense" }).catch((reason: unknown) => reason);
    };
    const { agent, told } = make({ fact: "health", answer: () => antivirus(), watch });
    await agent.start();
    await settle();
    expect(error).toBeInstanceOf(Error);
    expect(JSON.stringify(told())).not.toContain("nonsense");
    await agent.stop("asked");
  });

  it("keeps the collector's settings, and looks at the LAN again when the networks changed", async () => {
    const first = make({ fact: "lan", answer: () => lan("2026-11-24T00:00:00Z") });
    await first.agent.start();
    await settle();
    const before = first.looks();
    first.agent.applySettings(settings(1, [{ id: "n1", subnets: [], gatewayMacs: [], sweep: true }]));
    await first.clock.pass(lookDelayMs);
    expect(first.looks()).toBe(before + 1);
    first.agent.applySettings(settings(2, [{ id: "n1", subnets: [], gatewayMacs: [], sweep: true }]));
    await first.clock.pass(lookDelayMs);
    expect(first.looks()).toBe(before + 1);
    const second = make({ fact: "lan", answer: () => lan("x"), clock: first.clock, outbox: first.outbox });
    expect(second.agent.settings()?.version).toBe(2);
  });

  it("takes a changed settings file: another rhythm, off, and on again, each told", async () => {
    const { agent, clock, readings, looks } = make({ answer: () => antivirus() });
    await agent.start();
    await settle();
    agent.configure({ antivirus: { enabled: true, everySeconds: 300 } });
    await clock.match("*/5 * * * *");
    expect(looks()).toBe(2);
    agent.configure({ antivirus: { enabled: false, everySeconds: null } });
    await clock.match("*/5 * * * *");
    expect(looks()).toBe(2);
    expect(agent.health()[0]).toMatchObject({ status: "unsupported", code: "switched-off" });
    agent.configure({});
    await settle();
    expect(readings().map((row) => row.body.code ?? row.body.status)).toEqual(["ok", "switched-off", "ok"]);
    await agent.stop("asked");
  });

  it("lives on when nothing can be kept", async () => {
    const clock = createHandClock();
    const outbox = createMemoryOutbox({
      epoch: () => "epoch001",
      now: clock.now,
      monotonicMs: clock.monotonicMs,
    });
    const full: Outbox = {
      ...outbox,
      epoch: outbox.epoch,
      append: () => Promise.reject(new Error("the disk is full")),
      save: () => {
        throw new Error("the disk is full");
      },
    };
    const { agent, looks } = make({ answer: () => antivirus(), clock, outbox: full });
    await agent.start();
    await settle();
    await clock.match("0 * * * *");
    expect(looks()).toBe(2);
    agent.applySettings(settings(1));
    await agent.stop("asked");
    expect(agent.settings()?.version).toBe(1);
  });
});
