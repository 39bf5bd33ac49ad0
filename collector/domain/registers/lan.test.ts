import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Network } from "#shared/model/register.ts";
import { firstNetwork, foldLan, readLan } from "./lan.ts";
import { isRandomMac, macNature } from "./mac.ts";

const network: Network = {
  id: "net-1",
  name: "事務局LAN",
  siteId: "office",
  mode: "watching",
  subnets: ["192.168.10.0/24"],
  gatewayMacs: [],
  createdAt: "2026-11-01T00:00:00Z",
  learningUntil: null,
};
const around = {
  endpointId: "pc-03",
  at: "2026-11-24T07:05:00Z",
  networks: new Map([["net-1", network]]),
  owners: new Map<string, string>(),
  vendors: new Map<string, string>(),
};
const neighbour = (mac: string, more: object = {}) => ({
  mac,
  addresses: ["192.168.10.9"],
  hostName: null,
  dhcpVendor: null,
  router: false,
  source: "neighbour-table",
  ...more,
});
const reading = (neighbours: readonly object[], status = "ok") => ({
  kind: "reading" as const,
  at: around.at,
  body: {
    status,
    ...(status === "ok" ? {} : { code: "denied", reason: "no" }),
    value: {
      interfaces: [{ name: "eth0", mac: "52:54:00:aa:00:01", kind: "wired", up: true }],
      networks: [
        {
          networkId: "net-1",
          interface: "eth0",
          gatewayMac: null,
          subnet: "192.168.10.0/24",
          neighbours,
          sweptAt: null,
        },
      ],
      unwatchedNetworks: 0,
      proposals: [],
      dhcpListener: "off",
    },
  },
});

describe("macNature", () => {
  it.each([
    ["00:1b:a9:00:00:07", "maker"],
    ["da:a1:19:00:00:01", "random"],
    ["52:54:00:12:34:56", "random"],
    ["ff:ff:ff:ff:ff:ff", "never"],
    ["33:33:00:00:00:01", "never"],
    ["00:00:00:00:00:00", "never"],
    ["00:00:5e:00:01:0a", "virtual-router"],
    ["00:00:0c:07:ac:01", "virtual-router"],
    ["00:00:0c:9f:f0:01", "virtual-router"],
    ["00:05:73:a0:00:01", "virtual-router"],
  ])("%s is %s", (mac, nature) => {
    expect(macNature(mac)).toBe(nature);
    expect(isRandomMac(mac)).toBe(nature === "random");
  });
});

describe("foldLan", () => {
  it("makes one sighting of a device told twice, with all its addresses", () => {
    const report = readLan(
      reading([
        neighbour("00:1b:a9:00:00:07"),
        neighbour("00:1b:a9:00:00:07", { addresses: ["fe80::1"], hostName: "BRW-7" }),
      ]),
    );
    expect(foldLan(report, around)).toMatchObject([
      {
        addresses: ["192.168.10.9", "fe80::1"],
        hostName: "BRW-7",
        rightIfNew: "unregistered",
        endpointId: null,
      },
    ]);
  });

  it("passes over networks that nobody entered", () => {
    const report = readLan(reading([neighbour("00:1b:a9:00:00:07")]));
    expect(foldLan(report, { ...around, networks: new Map() })).toEqual([]);
  });

  it("believes what a failed look saw, but not that anything is gone", () => {
    const report = readLan(reading([neighbour("00:1b:a9:00:00:07")], "failed"));
    expect(report.seen).toHaveLength(1);
    expect(report.ownMacs).toBeNull();
    expect(report.proposals).toBeNull();
  });

  it("says nothing for nonsense, and never throws", () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom("reading" as const, "event" as const), (body, kind) => {
        expect(readLan({ kind, body, at: around.at })).toEqual({
          ownMacs: null,
          seen: [],
          proposals: null,
          gateways: [],
        });
      }),
    );
  });
});

describe("firstNetwork", () => {
  it("is one with a gateway, or none", () => {
    const bridge = { interface: "docker0", gatewayMac: null, subnet: "172.17.0.0/16" };
    const office = { interface: "eth0", gatewayMac: "00:0a:79:00:00:01", subnet: "192.168.10.0/24" };
    expect(firstNetwork([bridge, office])).toBe(office);
    expect(firstNetwork([bridge])).toBeNull();
  });
});
