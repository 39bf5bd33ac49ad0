import type { UsbDevice } from "#shared/facts/usb.ts";

/** What sensors see in an office of the tests, as bodies of observations. */
type Update = { readonly name: string; readonly severity: "critical" | "important" };

export const patchSeen = (pending: readonly Update[], rebootRequired = false): unknown => ({
  status: "ok",
  value: {
    source: "apt",
    operatingSystem: { id: "ubuntu", version: "24.04", edition: null, build: null, name: "Ubuntu 24.04 LTS" },
    listsUpdatedAt: null,
    pending: pending.map(({ name, severity }) => ({
      name,
      installed: "1.0",
      candidate: "1.1",
      security: true,
      severity,
      origin: null,
      kb: [],
    })),
    rebootRequired,
    rebootPackages: [],
  },
});

export const antivirusOn: unknown = { status: "ok", value: { state: "on", products: [] } };

export const pluggedIn = (devices: readonly UsbDevice[]): unknown => ({
  status: "ok",
  value: { devices, source: "sysfs", watch: "running", assist: "unavailable" },
});

export const usbHappened = (type: "inserted" | "removed", device: UsbDevice): unknown => ({
  type,
  device,
  bytesWritten: null,
  noticedBy: "event",
});

const device = (kind: UsbDevice["kind"], serial: string, product: string): UsbDevice => ({
  key: `0781:5581:${serial}`,
  port: "1-2",
  vendorId: "0781",
  productId: "5581",
  vendor: "SanDisk Corp.",
  product,
  serial,
  serialQuality: "unique",
  kind,
  volumes: [],
  sizeBytes: null,
});
export const aStick = device("usb-memory", "4C530001A41F", "Ultra");
export const aPhone = device("smartphone", "R5CT30ABCDE", "Phone");
