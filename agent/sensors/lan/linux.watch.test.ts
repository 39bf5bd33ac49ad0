import type { Datagram, Probe, WatchTools } from "#agent/core/sensor.ts";
import { lanEvent, type LanEvent } from "#shared/facts/lan.ts";
import type { NetworkSetting } from "#shared/protocol/messages.ts";
import { createFakeProbe } from "#test/support/fake-probe.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createLinuxLan } from "./linux.ts";
import { createLinuxLanWatch } from "./linux.watch.ts";
import { createLanMemory } from "./memory.ts";
import { dhcpPacket, officeWith, type Card } from "./recordings/offices.cases.ts";

const router = "00:a0:de:11:22:33";
const printer = "64:eb:8c:44:55:66";
const stranger = "52:54:00:5e:ba:01";
const card = "enp0s31f6";
const office: NetworkSetting = {
  id: "office",
  subnets: ["192.168.1.0/24"],
  gatewayMacs: [router],
  sweep: false,
};
const wired: Card = {
  name: card,
  mac: "3c:52:82:77:88:99",
  subnet: "192.168.1.0/24",
  gateway: "192.168.1.1",
};
type Neighbours = Parameters<typeof officeWith>[1];
const quiet: Neighbours = [["192.168.1.1", router, card]];

const stops: (() => Promise<void>)[] = [];

const start = (
  cards: readonly Card[],
  neighbours: Neighbours,
  options: {
    readonly networks?: readonly NetworkSetting[];
    readonly state?: string;
    readonly propose?: boolean;
    readonly onTouch?: (count: number) => void;
  } = {},
) => {
  const held = officeWith(cards, neighbours);
  const files = { ...held.files };
  const links = { ...held.links };
  const stats = { ...held.stats };
  const began = Temporal.Instant.from("2026-11-24T00:00:00.000Z").epochMilliseconds;
  const clockFrom = Date.now();
  let networks = options.networks ?? [office];
  const probe = createFakeProbe({
    files,
    links,
    stats,
    now: () =>
      Temporal.Instant.fromEpochMilliseconds(began + Date.now() - clockFrom).toString({
        smallestUnit: "millisecond",
      }),
  });
  let say: ((datagram: Datagram) => void) | null = null;
  let touches = 0;
  const heard: Probe = {
    ...probe,
    touchAddresses: async (...asked) => {
      await probe.touchAddresses(...asked);
      touches += 1;
      options.onTouch?.(touches);
    },
    hear: async (_port, onDatagram, signal) => {
      say = onDatagram;
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      say = null;
    },
  };
  const events: LanEvent[] = [];
  const memory = createLanMemory();
  let state = options.state ?? null;
  let looks = 0;
  const context = () => ({
    networks,
    proposeNetworks: options.propose ?? false,
    agent: { version: "1", startedAt: "2026-11-24T00:00:00.000Z", outboxPending: 0, outboxBytes: 0 },
  });
  const tools: WatchTools = {
    context,
    event: async (body) => {
      events.push(lanEvent.parse(body));
      await Promise.resolve();
    },
    look: () => {
      looks += 1;
    },
    load: () => state,
    save: (text) => {
      state = text;
    },
    log: () => undefined,
  };
  const ends = new AbortController();
  const done = createLinuxLanWatch(memory, () => 0.5)(heard, tools, ends.signal);
  stops.push(async () => {
    ends.abort();
    await vi.advanceTimersByTimeAsync(10);
    await done;
  });
  return {
    events,
    probe,
    memory,
    looks: () => looks,
    saved: () => state ?? "",
    listens: () => say !== null,
    say: (packet: Uint8Array) => say?.({ bytes: packet, from: "0.0.0.0" }),
    settings: (next: readonly NetworkSetting[]) => {
      networks = next;
    },
    move: (nextCards: readonly Card[], next: Neighbours) => {
      const now = officeWith(nextCards, next);
      for (const [old, fresh] of [
        [files, now.files],
        [links, now.links],
        [stats, now.stats],
      ] as const) {
        for (const path of Object.keys(old)) delete old[path];
        Object.assign(old, fresh);
      }
    },
    snapshot: async () => {
      const reader = createLinuxLan(memory);
      return JSON.stringify(reader.parse(await reader.read(heard, context(), new AbortController().signal)));
    },
  };
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  vi.useRealTimers();
});
const after = async (ms: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms);
};
const told = (events: readonly LanEvent[]) =>
  events.map(({ neighbour }) => [neighbour.mac, neighbour.addresses.join(","), neighbour.source]);

describe("the watch over a watched network", () => {
  it("tells each device once, again with a new address, and again after a day's absence", async () => {
    const run = start([wired], quiet);
    await after(10);
    expect(told(run.events)).toEqual([[router, "192.168.1.1", "neighbour-table"]]);
    run.move([wired], [...quiet, ["192.168.1.40", stranger, card]]);
    await after(60_000);
    run.move([wired], [...quiet, ["192.168.1.41", stranger, card]]);
    await after(60_000);
    run.move([wired], [...quiet, ["192.168.1.40", stranger, card]]);
    await after(60_000);
    expect(told(run.events).slice(1)).toEqual([
      [stranger, "192.168.1.40", "neighbour-table"],
      [stranger, "192.168.1.41", "neighbour-table"],
    ]);
    run.move([wired], quiet);
    await after(90_000_000);
    run.move([wired], [...quiet, ["192.168.1.40", stranger, card]]);
    await after(10_000);
    expect(told(run.events).slice(3)).toEqual([[stranger, "192.168.1.40", "neighbour-table"]]);
  });

  it("remembers over its restart", async () => {
    const first = start([wired], [...quiet, ["192.168.1.20", printer, card]]);
    await after(10);
    expect(first.events).toHaveLength(2);
    const second = start([wired], [...quiet, ["192.168.1.20", printer, card]], { state: first.saved() });
    await after(10_000);
    expect(second.events).toEqual([]);
  });

  it("tells a newcomer at its first word, and its address as soon as it asks for one", async () => {
    const run = start([wired], quiet);
    await after(6000);
    expect(run.memory.dhcp).toBe("listening");
    run.say(dhcpPacket({ type: 1, mac: stranger, hostName: "kali" }));
    await after(1);
    run.say(dhcpPacket({ type: 3, mac: stranger, hostName: "kali", requested: "192.168.1.103" }));
    await after(1);
    run.say(dhcpPacket({ type: 3, mac: stranger, hostName: "kali", requested: "192.168.1.103" }));
    run.move([wired], [...quiet, ["192.168.1.103", stranger, card]]);
    await after(10_000);
    expect(told(run.events).slice(1)).toEqual([
      [stranger, "", "dhcp"],
      [stranger, "192.168.1.103", "dhcp"],
    ]);
    expect(run.events[1]?.neighbour.hostName).toBe("kali");
    expect(await run.snapshot()).toContain("kali");
  });

  it("does not tell its own request for an address", async () => {
    const run = start([wired], quiet);
    await after(6000);
    run.say(dhcpPacket({ type: 1, mac: wired.mac }));
    await after(10);
    expect(run.events).toHaveLength(1);
  });

  it("pays only so much for a flood of made-up devices", async () => {
    const run = start([wired], quiet);
    await after(6000);
    for (let at = 0; at < 2000; at += 1) {
      const tail = [at >> 8, at & 255].map((byte) => byte.toString(16).padStart(2, "0")).join(":");
      run.say(dhcpPacket({ type: 1, mac: `02:00:00:00:${tail}` }));
      if (at % 50 === 0) await after(1);
    }
    await after(10);
    expect(run.events.length).toBeGreaterThan(30);
    expect(run.events.length).toBeLessThan(60);
  });

  it("sweeps only where it was told to, and within a large network not at all", async () => {
    const others = (run: ReturnType<typeof start>): readonly string[] =>
      run.probe.touched.filter((address) => address !== "192.168.1.1");
    const silent = start([wired], quiet);
    await after(400_000);
    expect(others(silent)).toEqual([]);
    const sweeping = start([wired], quiet, { networks: [{ ...office, sweep: true }] });
    await after(20_000);
    expect(others(sweeping)).toHaveLength(253);
    expect(sweeping.memory.sweptAt.size).toBe(1);
    await after(400_000);
    expect(others(sweeping)).toHaveLength(506);
    const wide = start([{ ...wired, subnet: "192.168.0.0/16" }], quiet, {
      networks: [{ ...office, subnets: ["192.168.0.0/16"], sweep: true }],
    });
    await after(20_000);
    expect(others(wide)).toEqual([]);
  });

  it("asks a silent gateway for itself, and nobody else, before it believes the network", async () => {
    const run = start([wired], [["192.168.1.20", printer, card]], { networks: [{ ...office, sweep: true }] });
    await after(4000);
    expect(run.probe.touched).toEqual(["192.168.1.1"]);
    expect(run.events).toEqual([]);
    run.move([wired], [...quiet, ["192.168.1.20", printer, card]]);
    await after(5000);
    expect(run.events).toHaveLength(2);
  });
});

describe("the collector's own host", () => {
  it("asks its silent gateway for itself, since a network is proposed by its gateway", async () => {
    const run = start([wired], [], { networks: [], propose: true });
    await after(4000);
    expect(run.probe.touched).toEqual(["192.168.1.1"]);
    const before = run.looks();
    run.move([wired], quiet);
    await after(5000);
    expect(run.looks()).toBeGreaterThan(before);
    expect(run.events).toEqual([]);
  });
});

describe("a laptop carried home", () => {
  const homeRouter = "a4:91:b1:01:02:03";
  const child = "5e:11:22:33:44:55";
  const atHome: Neighbours = [
    ["192.168.1.1", homeRouter, card],
    ["192.168.1.33", child, card],
  ];
  const secrets = [homeRouter, child, "192.168.1.33", "Mamas-iPhone"];
  const speak = (run: ReturnType<typeof start>): void => {
    run.say(dhcpPacket({ type: 1, mac: child, hostName: "Mamas-iPhone" }));
    run.say(dhcpPacket({ type: 3, mac: child, hostName: "Mamas-iPhone", requested: "192.168.1.33" }));
  };
  const expectNothing = async (run: ReturnType<typeof start>): Promise<void> => {
    const all = JSON.stringify(run.events) + (await run.snapshot()) + run.saved();
    for (const secret of secrets) expect(all).not.toContain(secret);
  };

  it("reports nothing of the family's network, whose subnet is the office's", async () => {
    const run = start([wired], quiet, { networks: [{ ...office, sweep: true }] });
    await after(20_000);
    const touched = run.probe.touched.length;
    run.move([wired], atHome);
    // Still listening: the change has not been looked at yet.
    expect(run.listens()).toBe(true);
    speak(run);
    await after(1);
    await expectNothing(run);
    await after(600_000);
    speak(run);
    await after(10);
    expect(run.listens()).toBe(false);
    expect(run.memory.dhcp).toBe("off");
    expect(run.probe.touched.slice(touched)).toEqual([]);
    await expectNothing(run);
  });

  it("reports nothing while the gateway has not shown itself", async () => {
    const run = start([wired], quiet);
    await after(6000);
    run.move([wired], [["192.168.1.33", child, card]]);
    speak(run);
    await after(20_000);
    await expectNothing(run);
    expect(run.events).toHaveLength(1);
  });

  it("stops in the middle of a sweep", async () => {
    const run = start([wired], quiet, {
      networks: [{ ...office, sweep: true }],
      onTouch: (count) => {
        // The first touch is the gateway's, so that the kernel does not forget it; then the sweep goes by tens.
        if (count === 4) run.move([wired], atHome);
      },
    });
    await after(20_000);
    expect(run.probe.touched).toHaveLength(31);
    await expectNothing(run);
  });

  it("forgets what it hears beside a network that is not watched, unless the address tells", async () => {
    const tether: Card = {
      name: "wlp2s0",
      mac: "5c:87:9c:00:00:01",
      wireless: true,
      subnet: "172.20.10.0/28",
      gateway: "172.20.10.1",
    };
    const run = start([wired, tether], quiet);
    await after(6000);
    run.say(dhcpPacket({ type: 1, mac: child, hostName: "Mamas-iPhone" }));
    run.say(dhcpPacket({ type: 3, mac: child, hostName: "Mamas-iPhone", requested: "172.20.10.4" }));
    await after(10);
    await expectNothing(run);
    run.say(dhcpPacket({ type: 3, mac: stranger, requested: "192.168.1.103" }));
    await after(10);
    expect(told(run.events).slice(1)).toEqual([[stranger, "192.168.1.103", "dhcp"]]);
  });

  it("forgets what a virtual machine of this computer says", async () => {
    const bridge: Card = { name: "virbr0", mac: "52:54:00:00:00:01", subnet: "192.168.122.0/24" };
    const run = start([wired, bridge], quiet);
    await after(6000);
    run.say(dhcpPacket({ type: 1, mac: child }));
    await after(10);
    await expectNothing(run);
    expect(run.events).toHaveLength(1);
  });

  it("does not even listen where nothing is watched", async () => {
    const run = start([wired], atHome, { networks: [] });
    await after(600_000);
    expect(run.listens()).toBe(false);
    expect(run.events).toEqual([]);
    expect(run.probe.asked).toEqual([]);
    run.settings([{ ...office, gatewayMacs: [homeRouter] }]);
    await after(10_000);
    expect(run.events).toHaveLength(2);
  });
});
