import type { RouteOutput } from "#shared/api/routes.ts";
import type { EndpointDetail, EndpointRow, IncidentDetail, LatestFact } from "#shared/api/schemas.ts";
import type { Site } from "#shared/model/endpoint.ts";
import type { LanDevice, UsbMedium } from "#shared/model/register.ts";
import type { Person } from "#shared/model/role.ts";

/** An office as a test draws it; `minutesAgo` counts from the moment of the drawing. */
export interface Office {
  readonly person: Person;
  readonly sites: readonly Site[];
  readonly endpoints: readonly EndpointDetail[];
  readonly incidents: IncidentDetail[];
  readonly media: UsbMedium[];
  readonly devices: LanDevice[];
  readonly networks: RouteOutput<"listNetworks">["items"];
  readonly proposals: RouteOutput<"listNetworks">["proposals"];
  readonly observations: RouteOutput<"listObservations">["items"];
  readonly refusals: RouteOutput<"listRefusals">["items"];
  readonly tokens: RouteOutput<"listTokens">["items"];
}

const office: Site = { id: "s1", name: "事務局", kind: "office" };
const member: Site = { id: "s2", name: "北陸設備工業", kind: "member" };

/** Makes an office with a little of everything, true at `now`. */
export function drawOffice(now: Temporal.Instant): Office {
  const ago = (minutes: number): string => now.subtract({ minutes }).toString({ fractionalSecondDigits: 3 });
  const ahead = (hours: number): string => now.add({ hours }).toString({ fractionalSecondDigits: 3 });

  const looked = (value: unknown, minutes = 4): LatestFact => ({
    status: "ok",
    code: null,
    reason: null,
    value,
    schema: 1,
    at: ago(minutes),
    receivedAt: ago(minutes),
    durationMs: 420,
  });
  const failed = (code: LatestFact["code"], reason: string): LatestFact => ({
    ...looked(null),
    status: "failed",
    code,
    reason,
  });

  const factNames = ["patch", "antivirus", "usb", "lan", "health"];
  const endpoint = (index: number, change: Partial<EndpointRow> = {}): EndpointRow => ({
    id: `e${index}`,
    hostname: `PC-${String(index).padStart(2, "0")}`,
    managementNumber: `K-${String(index + 14).padStart(3, "0")}`,
    platform: "linux",
    kind: "terminal",
    site: office,
    state: "active",
    connected: true,
    lastSeenAt: ago(0),
    enrolledAt: ago(60 * 24 * 40),
    agentVersion: "0.1.0",
    operatingSystem: "Debian GNU/Linux 12 (bookworm)",
    macs: [`3c:7c:3f:10:20:${(16 + index).toString(16)}`],
    clockOffsetMs: 120,
    sensors: factNames.map((fact) => ({
      fact,
      status: "ok",
      code: null,
      reason: null,
      lastRunAt: ago(4),
      durationMs: 300,
    })),
    certificateExpiresAt: ahead(24 * 300),
    support: { state: "supported", endsOn: "2028-06-30" },
    ...change,
  });

  const blind = endpoint(7).sensors.map((sensor) =>
    sensor.fact === "antivirus"
      ? {
          ...sensor,
          status: "failed" as const,
          code: "denied",
          reason: "clamd のソケットを読む権限がありません。",
        }
      : sensor,
  );
  const rows: readonly EndpointRow[] = [
    endpoint(1, { hostname: "SV-01", kind: "server", managementNumber: "S-001" }),
    endpoint(2),
    endpoint(3),
    endpoint(4, { connected: false, lastSeenAt: ago(190) }),
    endpoint(7, { sensors: blind }),
    endpoint(8, {
      site: member,
      platform: "windows",
      operatingSystem: "Windows 11 Pro 25H2",
      support: { state: "supported", endsOn: "2027-10-12" },
      managementNumber: null,
    }),
    endpoint(9, {
      site: member,
      platform: "windows",
      operatingSystem: "Windows 10 Pro 22H2",
      support: { state: "ended", endsOn: "2025-10-14" },
      connected: false,
      lastSeenAt: ago(60 * 30),
    }),
    endpoint(11, { state: "resting", connected: false, lastSeenAt: ago(60 * 24 * 9) }),
  ];

  const updates = [
    ["openssl", "3.0.15-1~deb12u1", "3.0.17-1~deb12u2", true],
    ["libssl3", "3.0.15-1~deb12u1", "3.0.17-1~deb12u2", true],
    ["linux-image-amd64", "6.1.135-1", "6.1.153-1", true],
    ["base-files", "12.4+deb12u10", "12.4+deb12u12", false],
    ["tzdata", "2025a-0+deb12u1", "2025b-0+deb12u2", false],
  ] as const;
  const stick = {
    key: "0781:5581:4C530001190611A41F",
    vendorId: "0781",
    productId: "5581",
    vendor: "SanDisk",
    product: "Ultra",
    serial: "4C530001190611A41F",
    serialQuality: "unique" as const,
    kind: "usb-memory" as const,
    sizeBytes: 31_004_295_168,
  };
  const facts: Readonly<Record<string, LatestFact>> = {
    patch: looked({
      source: "apt",
      operatingSystem: {
        id: "debian",
        version: "12",
        edition: null,
        build: null,
        name: "Debian GNU/Linux 12 (bookworm)",
      },
      listsUpdatedAt: ago(60 * 7),
      pending: updates.map(([name, installed, candidate, security]) => ({
        name,
        installed,
        candidate,
        security,
        severity: null,
        origin: security ? "Debian-Security:12/stable-security" : "Debian:12.12/stable",
        kb: [],
      })),
      rebootRequired: true,
      rebootPackages: ["linux-image-6.1.0-39-amd64"],
    }),
    antivirus: looked({
      state: "on",
      products: [
        {
          name: "ClamAV",
          engineVersion: "1.4.3",
          state: "on",
          running: true,
          onAccess: false,
          loaded: { name: "daily", version: "27823", builtAt: ago(60 * 20) },
          onDisk: [
            { name: "main", version: "62", builtAt: ago(60 * 24 * 900) },
            { name: "daily", version: "27823", builtAt: ago(60 * 20) },
          ],
        },
      ],
    }),
    usb: looked({
      devices: [
        {
          ...stick,
          port: "1-2",
          volumes: [
            {
              device: "sdb1",
              label: "検針データ",
              fileSystem: "exfat",
              sizeBytes: 31_000_000_000,
              mountPoints: ["/media/usb"],
              encryption: "unknown",
            },
          ],
        },
        {
          key: "046d:c31c:",
          port: "1-3",
          vendorId: "046d",
          productId: "c31c",
          vendor: "Logitech",
          product: "Keyboard K120",
          serial: null,
          serialQuality: "missing",
          kind: "keyboard",
          volumes: [],
          sizeBytes: null,
        },
      ],
      source: "sysfs",
      watch: "running",
      assist: "unavailable",
    }),
    lan: looked({
      interfaces: [{ name: "enp1s0", mac: "3c:7c:3f:10:20:13", kind: "wired", up: true }],
      networks: [
        {
          networkId: "n1",
          interface: "enp1s0",
          gatewayMac: "00:a0:de:12:34:56",
          subnet: "192.168.10.0/24",
          neighbours: [],
          sweptAt: ago(9),
        },
      ],
      unwatchedNetworks: 0,
      proposals: [],
      dhcpListener: "listening",
    }),
    health: looked({
      host: {
        hostname: "PC-03",
        operatingSystem: {
          id: "debian",
          version: "12",
          edition: null,
          build: null,
          name: "Debian GNU/Linux 12",
        },
        kernel: "6.1.0-35-amd64",
        manufacturer: "Dell Inc.",
        model: "OptiPlex 3000",
        serial: "7XK21F3",
        cpu: "Intel Core i5-12500T",
        cores: 6,
        memoryBytes: 16_600_000_000,
        virtual: false,
      },
      bootedAt: ago(60 * 9),
      poweredOnSeconds: 32_400,
      disks: [{ mount: "/", sizeBytes: 255_000_000_000, freeBytes: 181_000_000_000 }],
      agent: {
        version: "0.1.0",
        rssBytes: 61_000_000,
        privateBytes: 22_000_000,
        cpuSeconds: 12,
        startedAt: ago(60 * 9),
        outboxPending: 0,
        outboxBytes: 40_960,
      },
    }),
  };
  /** It has every update there is, which says nothing where no more are made. */
  const oldWindows = looked({
    source: "wua",
    operatingSystem: {
      id: "windows",
      version: "22H2",
      edition: "Pro",
      build: "19045.6456",
      name: "Windows 10 Pro 22H2",
    },
    listsUpdatedAt: ago(60 * 31),
    pending: [],
    rebootRequired: false,
    rebootPackages: [],
  });
  const endpoints = rows.map((row): EndpointDetail => {
    const own =
      row.id === "e7"
        ? { ...facts, antivirus: failed("denied", "clamd のソケットを読む権限がありません。") }
        : facts;
    return { ...row, facts: row.id === "e9" ? { ...own, patch: oldWindows } : { ...own }, asOf: ago(0) };
  });

  const machine = { kind: "machine" as const, id: null, name: "火の見" };
  const usbCase: IncidentDetail = {
    id: "i142",
    asOf: ago(0),
    number: "R8-0142",
    rule: "usb-unregistered",
    title: { ja: "未登録のUSBメモリの接続", en: "Unregistered USB memory stick connected" },
    clause: "第2章4(7)",
    severity: "warning",
    state: "detected",
    fingerprint: "usb|1",
    endpointId: "e3",
    endpointName: "PC-03",
    siteId: "s1",
    siteName: "事務局",
    openedAt: ago(18),
    arrivedAt: ago(18),
    updatedAt: ago(18),
    occurrences: 1,
    ongoing: true,
    receivedAt: null,
    receivedBy: null,
    receiptDue: ago(-42),
    allowedStates: ["accepted", "checking", "handling", "recovered", "observing", "false-alarm"],
    data: { ...stick, reason: "unregistered", bytesWritten: null },
    events: [
      {
        id: "ev1",
        incidentId: "i142",
        at: ago(18),
        recordedAt: ago(18),
        actor: machine,
        change: {
          type: "opened",
          rule: "usb-unregistered",
          fingerprint: "usb|1",
          severity: "warning",
          endpointId: "e3",
          siteId: "s1",
          data: { ...stick },
        },
      },
      {
        id: "ev2",
        incidentId: "i142",
        at: ago(18),
        recordedAt: ago(18),
        actor: machine,
        change: {
          type: "notified",
          personId: "p1",
          personName: "立山 花子",
          channel: "email",
          outcome: "sent",
          reason: "",
        },
      },
    ],
  };
  const lanCase: IncidentDetail = {
    ...usbCase,
    id: "i141",
    number: "R8-0141",
    rule: "lan-unknown",
    title: { ja: "未登録の機器の接続", en: "Unknown device on the network" },
    clause: "第1章7(2)、第2章5(4)",
    severity: "caution",
    state: "accepted",
    endpointId: null,
    endpointName: null,
    openedAt: ago(130),
    arrivedAt: ago(130),
    receivedAt: ago(118),
    receivedBy: "立山 花子",
    receiptDue: null,
    allowedStates: ["checking", "handling", "recovered", "observing", "false-alarm", "closed"],
    data: {
      reason: "unregistered",
      networkName: "事務局LAN",
      mac: "f0:9f:c2:11:22:33",
      vendor: "Ubiquiti Inc",
      address: "192.168.10.77",
      hostName: "U6-Lite",
      randomMac: false,
    },
    events: [
      {
        id: "ev5",
        incidentId: "i141",
        at: ago(118),
        recordedAt: ago(118),
        actor: { kind: "person", id: "p1", name: "立山 花子" },
        change: { type: "received", means: "link" },
      },
    ],
  };

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
    person: {
      id: "p1",
      name: "立山 花子",
      email: "hanako@example.jp",
      phone: "090-0000-0001",
      roles: ["supervisor", "manager"],
      language: "ja",
      secondFactor: true,
      disabled: false,
      createdAt: ago(60 * 24 * 60),
    },
    sites: [office, member],
    endpoints,
    incidents: [usbCase, lanCase],
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
    observations: Array.from({ length: 12 }, (_, index) => ({
      ordinal: 400 - index,
      endpointId: "e3",
      epoch: "epoch0001",
      seq: 400 - index,
      fact: factNames[index % 5] ?? "health",
      schema: 1,
      kind: index === 2 ? ("event" as const) : ("reading" as const),
      at: ago(18 + index * 7),
      receivedAt: ago(18 + index * 7),
      durationMs: 300,
      body:
        index === 2
          ? {
              type: "inserted",
              device: { ...stick, port: "1-2", volumes: [] },
              bytesWritten: null,
              noticedBy: "event",
            }
          : { status: "ok", value: {} },
      unread: false,
    })),
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
