import type { LatestFact } from "#shared/api/schemas.ts";
import type { OfficeClock } from "./fake-office-clock.ts";

/** The stick of the office's newest case. */
export const stick = {
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
/** What computers last told, by fact, and what an old Windows and a blind antivirus tell instead. */
export function drawFacts({ ago }: OfficeClock) {
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

  const updates = [
    ["openssl", "3.0.15-1~deb12u1", "3.0.17-1~deb12u2", true],
    ["libssl3", "3.0.15-1~deb12u1", "3.0.17-1~deb12u2", true],
    ["linux-image-amd64", "6.1.135-1", "6.1.153-1", true],
    ["base-files", "12.4+deb12u10", "12.4+deb12u12", false],
    ["tzdata", "2025a-0+deb12u1", "2025b-0+deb12u2", false],
  ] as const;
  const usual: Readonly<Record<string, LatestFact>> = {
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
  const blind = failed("denied", "clamd のソケットを読む権限がありません。");
  return { usual, oldWindows, blind };
}
