import { usb } from "#shared/facts/usb.ts";
import { createFakeProbe } from "#test/support/fake-probe.ts";
import { ProbeError } from "#agent/core/sensor.ts";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLinuxUsb } from "./linux.ts";
import {
  composite,
  dock,
  emptyReader,
  hub,
  keyboard,
  machineWith,
  phone,
  printerWithSlot,
  readerWithCard,
  stick,
  stickWithoutSerial,
  uasDisk,
  type Plugged,
} from "./recordings/machines.cases.ts";

const context = {
  networks: [],
  proposeNetworks: false,
  agent: { version: "1", startedAt: "2026-11-24T00:00:00.000Z", outboxPending: 0, outboxBytes: 0 },
};
const signal = new AbortController().signal;
const reader = createLinuxUsb({ watch: "running", assist: "unavailable" });

const devicesOf = async (plugged: readonly Plugged[], mounts: readonly string[] = []) => {
  const probe = createFakeProbe(machineWith(plugged, mounts));
  const reading = reader.parse(await reader.read(probe, context, signal));
  if (reading.status !== "ok") throw new Error(reading.reason);
  return usb.parse(reading.value).devices;
};

describe("what is plugged into a Linux computer", () => {
  it("names a stick with its serial number, volume, label in the people's own letters and mount point", async () => {
    const mount = String.raw`99 28 8:17 / /media/tanaka/検針\0402026 rw,nosuid shared:9 - exfat /dev/sdb1 rw`;
    const [device] = await devicesOf([stick], [mount]);
    expect(device).toEqual({
      key: "30de:6544:6C1E0D4A3B2F5968",
      port: "1-2",
      vendorId: "30de",
      productId: "6544",
      vendor: "KIOXIA",
      product: "TransMemory",
      serial: "6C1E0D4A3B2F5968",
      serialQuality: "unique",
      kind: "usb-memory",
      volumes: [
        {
          device: "sdb1",
          label: "検針 2026",
          fileSystem: "exfat",
          sizeBytes: (28 * 2_097_152 - 2048) * 512,
          mountPoints: ["/media/tanaka/検針 2026"],
          encryption: "no",
        },
      ],
      sizeBytes: 28 * 2_097_152 * 512,
    });
  });

  it("gives a stick without a serial number a key that ends empty, and takes a whole disk for a volume", async () => {
    const [device] = await devicesOf([stickWithoutSerial]);
    expect(device).toMatchObject({
      key: "abcd:1234:",
      serial: null,
      serialQuality: "missing",
      kind: "usb-memory",
    });
    expect(device?.volumes).toMatchObject([
      { device: "sdc", fileSystem: "vfat", label: null, encryption: "no" },
    ]);
  });

  it("takes a disk behind a SATA bridge for an external disk, and sees through its opened encryption", async () => {
    const mount = "101 28 254:3 / /backup rw,relatime shared:11 - ext4 /dev/mapper/backup rw";
    const machine = machineWith([uasDisk], [mount]);
    const probe = createFakeProbe({
      ...machine,
      files: { ...machine.files, "/sys/block/dm-3/dev": "254:3\n" },
    });
    const reading = reader.parse(await reader.read(probe, context, signal));
    expect(reading).toMatchObject({ status: "ok", value: { devices: [{ kind: "external-disk" }] } });
    expect(reading).toMatchObject({
      value: { devices: [{ volumes: [{ encryption: "yes", mountPoints: ["/backup"] }] }] },
    });
  });

  it.each([
    ["a card reader without a card", emptyReader, "card-reader"],
    ["a card reader with a card", readerWithCard, "sd-card"],
    ["a keyboard", keyboard, "keyboard"],
    ["a telephone that shows its files", phone, "smartphone"],
    ["a hub", hub, "hub"],
    ["a keyboard with a hidden disk", composite, "usb-memory"],
    ["a network adapter", dock, "network-adapter"],
    ["a printer with an empty slot", printerWithSlot, "printer"],
    ["a charging telephone", { ...phone, interfaces: ["255/66/1"], udev: {} }, "smartphone"],
    ["an iPhone", { ...phone, interfaces: ["6/1/1"], udev: {} }, "smartphone"],
    ["a web camera with a microphone", { ...keyboard, interfaces: ["14/1/0", "14/2/0", "1/1/0"] }, "camera"],
    ["a headset", { ...keyboard, interfaces: ["1/1/0", "3/0/0"] }, "audio"],
    ["a mouse", { ...keyboard, interfaces: ["3/1/2"] }, "mouse"],
    ["a security key", { ...keyboard, product: "1050/407/543" }, "security-key"],
    ["a vendor's own thing", { ...keyboard, interfaces: ["255/0/0"], strings: [null, null, null] }, "other"],
    ["a stick whose disk is not there yet", { ...stick, disks: [] }, "usb-memory"],
    ["a disk over UAS whose disk is not there yet", { ...uasDisk, disks: [] }, "external-disk"],
    [
      "an optical drive",
      { ...uasDisk, disks: [{ name: "sr1", number: "11:1", sectors: 0, type: 5 }] },
      "optical",
    ],
    [
      "a stick that says it is fixed",
      { ...stick, disks: [{ name: "sdb", number: "8:16", sectors: 999, removable: 0 as const }] },
      "usb-memory",
    ],
  ] as const)("tells %s", async (_name, plugged, kind) => {
    const [device] = await devicesOf([plugged]);
    expect(device?.kind).toBe(kind);
    expect(kind === "card-reader" ? device?.volumes : []).toEqual([]);
  });

  it("finds a stick behind a hub, and leaves the computer's own hubs out", async () => {
    const devices = await devicesOf([hub, { ...stick, port: "1-4.2" }]);
    expect(devices.map((device) => [device.port, device.kind])).toEqual([
      ["1-4", "hub"],
      ["1-4.2", "usb-memory"],
    ]);
  });

  it("believes no serial number that two devices give at once", async () => {
    const devices = await devicesOf([stick, { ...stick, port: "1-3", devnum: 8, disks: [] }]);
    expect(devices.map((device) => device.serialQuality)).toEqual(["shared", "shared"]);
  });

  it("says 'none' only where the tree was read, and 'cannot here' where the kernel has no USB", async () => {
    expect(await devicesOf([])).toEqual([]);
    const none = reader.parse(await reader.read(createFakeProbe({}), context, signal));
    expect(none).toMatchObject({ status: "unsupported", code: "source-absent" });
    const denied = createFakeProbe({
      directories: { "/sys/bus/usb/devices": new ProbeError("denied", "not allowed") },
    });
    await expect(reader.read(denied, context, signal)).rejects.toMatchObject({ code: "denied" });
  });

  it("leaves out a device that goes while it is read", async () => {
    const machine = machineWith([stick, keyboard]);
    const files = { ...machine.files };
    delete files["/sys/bus/usb/devices/1-6/uevent"];
    const reading = reader.parse(await reader.read(createFakeProbe({ ...machine, files }), context, signal));
    expect(reading).toMatchObject({ status: "ok", value: { devices: [{ port: "1-2" }] } });
  });

  it("never throws, and nonsense is never ok", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(reader.parse(text).status).toBe("failed");
      }),
    );
  });

  it("fits the catalogue whatever a device says of itself", async () => {
    const text = fc.option(
      fc.string({ unit: "binary", maxLength: 300 }).map((raw) => raw.replaceAll("\n", "")),
    );
    await fc.assert(
      fc.asyncProperty(text, text, text, async (vendor, product, serial) => {
        const [device] = await devicesOf([{ ...stick, strings: [vendor, product, serial] }]);
        expect(device?.port).toBe("1-2");
      }),
      { numRuns: 50 },
    );
  });
});
