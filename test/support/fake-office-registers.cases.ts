import type { RouteOutput } from "#shared/api/routes.ts";
import type { LanDevice, UsbMedium } from "#shared/model/register.ts";
import type { OfficeClock } from "./fake-office-clock.ts";
import { stick } from "./fake-office-facts.cases.ts";

/** Media, devices and networks as the registers keep them, and what the settings list. */
export interface Registers {
  readonly media: UsbMedium[];
  readonly devices: LanDevice[];
  readonly networks: RouteOutput<"listNetworks">["items"];
  readonly proposals: RouteOutput<"listNetworks">["proposals"];
  readonly refusals: RouteOutput<"listRefusals">["items"];
  readonly tokens: RouteOutput<"listTokens">["items"];
}

/** Draws the registers. */
export function drawRegisters({ ago, ahead }: OfficeClock): Registers {
  const medium = (id: string, change: Partial<UsbMedium>): UsbMedium => ({
    ...stick,
    id,
    right: "allowed",
    endpointIds: ["e3"],
    managementNumber: null,
    user: null,
    note: null,
    expiresAt: null,
    decidedBy: null,
    decidedAt: null,
    firstSeenAt: ago(60 * 24 * 30),
    lastSeenAt: ago(60 * 26),
    lastEndpointId: "e3",
    present: false,
    presentOn: [],
    twin: false,
    ...change,
  });
  const device = (id: string, change: Partial<LanDevice>): LanDevice => ({
    id,
    networkId: "n1",
    mac: "00:80:77:aa:bb:01",
    randomMac: false,
    vendor: "Brother industries, LTD.",
    addresses: ["192.168.10.40"],
    hostName: "BRW0080774A",
    router: false,
    right: "allowed",
    kind: null,
    place: null,
    note: null,
    expiresAt: null,
    decidedBy: null,
    decidedAt: null,
    endpointId: null,
    firstSeenAt: ago(60 * 24 * 30),
    lastSeenAt: ago(2),
    seenBy: ["e1"],
    ...change,
  });

  return {
    media: [
      medium("m1", { right: "unregistered", present: true, lastSeenAt: ago(18), endpointIds: [] }),
      medium("m2", {
        right: "initial",
        vendor: "BUFFALO",
        product: "HD-PCFS1.0U3",
        kind: "external-disk",
        serial: "0000A1B2C3D4",
        sizeBytes: 1_000_204_886_016,
      }),
      medium("m3", {
        right: "initial",
        vendor: "Generic",
        product: "Flash Disk",
        serial: null,
        serialQuality: "missing",
        sizeBytes: 8_004_304_896,
      }),
      medium("m4", {
        managementNumber: "U-003",
        user: "検針担当",
        product: "Cruzer Glide",
        expiresAt: ahead(24 * 128),
      }),
      medium("m5", {
        right: "read-only",
        managementNumber: "U-001",
        user: "経理担当",
        vendor: "ELECOM",
        product: "MF-ENU3A",
        serialQuality: "shared",
        serial: "0123456789ABCDEF",
      }),
      medium("m6", {
        right: "forbidden",
        kind: "smartphone",
        vendor: "Apple Inc.",
        product: "iPhone",
        sizeBytes: null,
      }),
    ],
    devices: [
      device("d1", {
        right: "unregistered",
        mac: "f0:9f:c2:11:22:33",
        vendor: "Ubiquiti Inc",
        hostName: "U6-Lite",
        addresses: ["192.168.10.77"],
      }),
      device("d2", {
        right: "unregistered",
        mac: "da:a1:19:5c:00:01",
        randomMac: true,
        vendor: null,
        hostName: null,
        addresses: ["192.168.10.91"],
      }),
      device("d3", { right: "fixed", kind: "複合機", place: "事務室" }),
      device("d4", {
        mac: "00:a0:de:12:34:56",
        vendor: "Yamaha Corporation",
        hostName: null,
        router: true,
        right: "fixed",
        kind: "ルータ",
        place: "サーバ棚",
      }),
      device("d5", {
        mac: "3c:7c:3f:10:20:13",
        vendor: "ASUSTek COMPUTER INC.",
        hostName: "PC-03",
        endpointId: "e3",
      }),
      device("d6", {
        mac: "00:11:32:aa:00:02",
        vendor: "Synology Incorporated",
        hostName: "nas",
        right: "temporary",
        expiresAt: ahead(3),
      }),
    ],
    networks: [
      {
        id: "n1",
        name: "事務局LAN",
        siteId: "s1",
        mode: "watching",
        subnets: ["192.168.10.0/24"],
        gatewayMacs: ["00:a0:de:12:34:56"],
        createdAt: ago(60 * 24 * 40),
        learningUntil: null,
        deviceCount: 21,
        undecidedCount: 2,
      },
      {
        id: "n2",
        name: "検針センターLAN",
        siteId: "s1",
        mode: "learning",
        subnets: ["192.168.20.0/24"],
        gatewayMacs: ["00:a0:de:12:34:99"],
        createdAt: ago(60 * 24 * 3),
        learningUntil: ahead(24 * 4 + 1),
        deviceCount: 9,
        undecidedCount: 6,
      },
    ],
    proposals: [
      {
        endpointId: "e8",
        endpointName: "PC-08",
        at: ago(3),
        interface: "Ethernet",
        gatewayMac: "18:c2:41:00:00:01",
        subnet: "192.168.1.0/24",
      },
    ],
    refusals: [
      {
        at: ago(44),
        endpointId: null,
        peer: "192.168.10.91",
        code: "not-enrolled",
        detail: "no client certificate",
        count: 3,
      },
    ],
    tokens: [{ id: "t1", name: "構成管理", scope: "read", createdAt: ago(60 * 24 * 5), lastUsedAt: ago(12) }],
  };
}
