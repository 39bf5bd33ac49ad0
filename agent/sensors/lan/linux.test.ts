import { lan, type Lan } from "#shared/facts/lan.ts";
import type { NetworkSetting } from "#shared/protocol/messages.ts";
import { createFakeProbe, type FakeMachine } from "#test/support/fake-probe.ts";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLinuxLan } from "./linux.ts";
import { createLanMemory, sweepKey, type LanMemory } from "./memory.ts";
import { officeWith, type Card } from "./recordings/offices.cases.ts";
import { parseArp, parseIpv6Neighbours, parseRoutes } from "./tables.ts";

const signal = new AbortController().signal;
const router = "00:a0:de:11:22:33";
const printer = "64:eb:8c:44:55:66";
const own = "3c:52:82:77:88:99";

const office: NetworkSetting = {
  id: "office",
  subnets: ["192.168.1.0/24"],
  gatewayMacs: [router],
  sweep: false,
};
const wired: Card = { name: "enp0s31f6", mac: own, subnet: "192.168.1.0/24", gateway: "192.168.1.1" };
const inOffice = [
  ["192.168.1.1", router, "enp0s31f6"],
  ["192.168.1.20", printer, "enp0s31f6"],
  ["192.168.1.77", "00:00:00:00:00:00", "enp0s31f6", "0x0"],
  ["192.168.1.78", "00:11:22:33:44:55", "enp0s31f6", "0x6"],
  ["224.0.0.251", "01:00:5e:00:00:fb", "enp0s31f6"],
] as const;

const look = async (
  machine: FakeMachine,
  networks: readonly NetworkSetting[],
  options: { readonly propose?: boolean; readonly memory?: LanMemory } = {},
): Promise<Lan> => {
  const reader = createLinuxLan(options.memory ?? createLanMemory());
  const context = {
    networks,
    proposeNetworks: options.propose ?? false,
    agent: { version: "1", startedAt: "2026-11-24T00:00:00.000Z", outboxPending: 0, outboxBytes: 0 },
  };
  const reading = reader.parse(await reader.read(createFakeProbe(machine), context, signal));
  if (reading.status !== "ok") throw new Error(reading.reason);
  return lan.parse(reading.value);
};

describe("a watched network on Linux", () => {
  it("lists who is there, the router marked, and leaves out what is no device", async () => {
    const found = await look(officeWith([wired], inOffice), [office]);
    expect(found).toEqual({
      interfaces: [{ name: "enp0s31f6", mac: own, kind: "wired", up: true }],
      networks: [
        {
          networkId: "office",
          interface: "enp0s31f6",
          gatewayMac: router,
          subnet: "192.168.1.0/24",
          neighbours: [
            {
              mac: router,
              addresses: ["192.168.1.1"],
              hostName: null,
              dhcpVendor: null,
              router: true,
              source: "neighbour-table",
            },
            {
              mac: printer,
              addresses: ["192.168.1.20"],
              hostName: null,
              dhcpVendor: null,
              router: false,
              source: "neighbour-table",
            },
          ],
          sweptAt: null,
        },
      ],
      unwatchedNetworks: 0,
      proposals: [],
      dhcpListener: "off",
    });
  });

  it("joins IPv6 addresses to the device, and hears what devices say of themselves", async () => {
    const memory = createLanMemory();
    memory.introduce(
      {
        networkId: "office",
        mac: printer,
        hostName: "EPSON",
        dhcpVendor: "epson",
        addresses: ["192.168.1.20"],
      },
      Temporal.Instant.from("2026-11-24T00:00:00.000Z").epochMilliseconds,
    );
    memory.sweptAt.set(sweepKey("office", "enp0s31f6"), "2026-11-24T00:00:00.000Z");
    const commands = {
      "ip -j -6 neigh show": JSON.stringify([
        { dst: "fe80::66eb:8cff:fe44:5566", dev: "enp0s31f6", lladdr: printer, state: ["STALE"] },
        { dst: "fe80::1", dev: "enp0s31f6", lladdr: router, router: null, state: ["REACHABLE"] },
        { dst: "fe80::9", dev: "enp0s31f6", state: ["FAILED"] },
        { dst: "fe80::8", dev: "wlp2s0", lladdr: "aa:bb:cc:dd:ee:f0", state: ["REACHABLE"] },
      ]),
    };
    const found = await look({ ...officeWith([wired], inOffice), commands }, [{ ...office, sweep: true }], {
      memory,
    });
    expect(found.networks[0]?.sweptAt).toBe("2026-11-24T00:00:00.000Z");
    expect(found.networks[0]?.neighbours).toMatchObject([
      { mac: router, addresses: ["192.168.1.1", "fe80::1"], router: true },
      { mac: printer, addresses: ["192.168.1.20", "fe80::66eb:8cff:fe44:5566"], hostName: "EPSON" },
    ]);
  });

  it("is known without a gateway by its subnet, and by a gateway that is met as a neighbour", async () => {
    const { gateway: _none, ...noGateway } = wired;
    const open: NetworkSetting = { ...office, gatewayMacs: [] };
    expect((await look(officeWith([noGateway], inOffice), [open])).networks).toHaveLength(1);
    expect((await look(officeWith([noGateway], inOffice), [office])).networks).toHaveLength(1);
    expect((await look(officeWith([noGateway], []), [office])).networks).toHaveLength(0);
  });

  it("stands behind a card of a test or a container, but not behind a port of a bridge", async () => {
    const e0: Card = { ...wired, name: "e0", at: "/sys/devices/virtual/net/e0" };
    const there = [["192.168.1.1", router, "e0"]] as const;
    const found = await look(officeWith([e0], there), [office]);
    expect(found.networks).toHaveLength(1);
    expect(found.interfaces[0]?.kind).toBe("virtual");
    expect((await look(officeWith([{ ...e0, member: true }], there), [office])).networks).toEqual([]);
  });

  it("is not there when its card has no link", async () => {
    const found = await look(officeWith([{ ...wired, state: "down" }], inOffice), [office]);
    expect(found.networks).toEqual([]);
    expect(found.interfaces[0]?.up).toBe(false);
  });
});

describe("every other network", () => {
  /** What a family's home would show of itself, and what must not be in anything that leaves the computer. */
  const homeRouter = "a4:91:b1:01:02:03";
  const child = "5e:11:22:33:44:55";
  const secrets = [homeRouter, child, "192.168.1.1", "192.168.1.33", "192.168.1", "fe80", "Papa", "2001:db8"];
  const atHome = [
    ["192.168.1.1", homeRouter, "wlp2s0"],
    ["192.168.1.33", child, "wlp2s0"],
  ] as const;
  const wireless: Card = {
    name: "wlp2s0",
    mac: "5c:87:9c:00:00:01",
    wireless: true,
    subnet: "192.168.1.0/24",
    gateway: "192.168.1.1",
  };
  const home: FakeMachine = {
    ...officeWith([wireless], atHome),
    commands: {
      ip: JSON.stringify([
        { dst: "fe80::5c11:22ff:fe33:4455", dev: "wlp2s0", lladdr: child, state: ["REACHABLE"] },
      ]),
    },
  };
  const withIpv6 = {
    ...home,
    files: { ...home.files, "/proc/net/if_inet6": "20010db8000000000000000000000002 03 40 00 80   wlp2s0\n" },
  };

  it("is only counted, although its subnet is the office's", async () => {
    const memory = createLanMemory();
    memory.introduce(
      { networkId: "office", mac: child, hostName: "Papa", dhcpVendor: null, addresses: [] },
      0,
    );
    const found = await look(withIpv6, [office], { memory });
    expect(found).toMatchObject({ networks: [], unwatchedNetworks: 1, proposals: [] });
    for (const secret of secrets) expect(JSON.stringify(found)).not.toContain(secret);
  });

  it("is only counted while its gateway has not shown itself", async () => {
    const machine = officeWith([wireless], [["192.168.1.33", child, "wlp2s0"]]);
    const found = await look(machine, [office]);
    expect(found).toMatchObject({ networks: [], unwatchedNetworks: 1 });
    for (const secret of secrets) expect(JSON.stringify(found)).not.toContain(secret);
  });

  it("leaves no trace beside a watched one on another card", async () => {
    const hotel: Card = { ...wireless, subnet: "10.20.0.0/16", gateway: "10.20.0.1", metric: 600 };
    const there = [
      ["10.20.0.1", homeRouter, "wlp2s0"],
      ["10.20.3.4", child, "wlp2s0"],
    ] as const;
    const found = await look(officeWith([wired, hotel], [...inOffice, ...there]), [office]);
    expect(found).toMatchObject({ unwatchedNetworks: 1, networks: [{ networkId: "office" }] });
    for (const secret of [homeRouter, child, "10.20."]) expect(JSON.stringify(found)).not.toContain(secret);
  });

  it("is proposed, without its neighbours, only where the collector asked for it", async () => {
    const found = await look(home, [], { propose: true });
    expect(found.proposals).toEqual([
      { interface: "wlp2s0", gatewayMac: homeRouter, subnet: "192.168.1.0/24" },
    ]);
    expect(JSON.stringify(found)).not.toContain(child);
    expect((await look(home, [])).proposals).toEqual([]);
  });

  it("is not one that this computer makes for itself", async () => {
    const cards = [
      wired,
      { name: "docker0", mac: "02:42:aa:00:00:01", subnet: "172.17.0.0/16" },
      { name: "virbr0", mac: "52:54:00:00:00:01", subnet: "192.168.122.0/24" },
      { name: "br-0123456789ab", mac: "02:42:aa:00:00:02", subnet: "172.18.0.0/16" },
      { name: "tailscale0", mac: "00:00:00:00:00:00", type: 65534, subnet: "100.64.0.0/10" },
    ];
    const found = await look(officeWith(cards, inOffice), [office]);
    expect(found.unwatchedNetworks).toBe(0);
    expect(found.interfaces.map((card) => card.name)).toEqual(["enp0s31f6"]);
  });
});

describe("the kernel's tables", () => {
  it("are not understood where they are something else", async () => {
    const reader = createLinuxLan(createLanMemory());
    const machine = officeWith([wired], inOffice);
    const broken = { ...machine, files: { ...machine.files, "/proc/net/arp": "" } };
    await expect(look(broken, [office])).rejects.toThrow("not understood");
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(reader.parse(text).status).toBe("failed");
      }),
    );
  });

  it("are read without throwing, and nonsense is never a table", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(parseRoutes(text)).toBeNull();
        expect(parseArp(text)).toBeNull();
        expect(parseIpv6Neighbours(text)).toEqual([]);
      }),
    );
  });

  it("give only lines that make sense", () => {
    const header = "IP address       HW type     Flags       HW address            Mask     Device\n";
    const routes = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const entry of parseArp(header + text) ?? []) expect(entry.mac).toMatch(/^[0-9a-f:]{17}$/u);
        expect(parseRoutes(routes + text)).not.toBeNull();
      }),
    );
  });
});
