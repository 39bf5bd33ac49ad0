import type { Probe, WatchTools } from "#agent/core/sensor.ts";
import type { UsbEvent } from "#shared/facts/usb.ts";
import { describeDevice, markTwins } from "./describe.ts";
import {
  compare,
  enter,
  enterUnseen,
  isSame,
  loadLedger,
  removal,
  saveLedger,
  withSample,
  type Present,
  type Step,
} from "./ledger.ts";
import {
  addressOf,
  keepWanted,
  listUsb,
  parseProduct,
  readDevice,
  readTree,
  readWritten,
  unlessGone,
  usbDirectory,
} from "./sysfs.ts";
import { decodeUdev } from "../text.ts";
import type { RawDevice } from "./tree.ts";
import { parseInterfaceList, portOf, type UdevEvent } from "./udev.ts";

const settleUsbMs = 1500;
const settleBlockMs = 250;

/** A device as the event alone tells it, for one that is gone again before /sys could be asked. */
const deviceFromEvent = (event: UdevEvent, port: string): RawDevice | null => {
  const told = event.properties;
  const numbers =
    parseProduct(told["PRODUCT"]) ?? parseProduct(`${told["ID_VENDOR_ID"]}/${told["ID_MODEL_ID"]}/0`);
  if (numbers === null) return null;
  const text = (name: string): string | null => {
    const encoded = told[`${name}_ENC`];
    return encoded === undefined ? (told[name] ?? null) : decodeUdev(encoded);
  };
  return {
    port,
    address: addressOf(told["BUSNUM"], told["DEVNUM"]),
    ...numbers,
    vendor: text("ID_VENDOR"),
    product: text("ID_MODEL"),
    serial: told["ID_SERIAL_SHORT"] ?? null,
    deviceClass: Math.min(255, Number(told["TYPE"]?.split("/")[0] ?? 0) || 0),
    interfaces: parseInterfaceList(told["ID_USB_INTERFACES"]).map((one) => ({ ...one, label: null })),
    udev: keepWanted(told),
    network: false,
    disks: [],
  };
};

/** Who is plugged in, kept by events and confirmed by looks. Its methods must not run beside each other. */
export interface UsbRegister {
  /** Takes in one event of udev. */
  readonly hear: (event: UdevEvent, at: string) => Promise<void>;
  /** Compares with /sys; after the first time also what the last life of the agent remembered. */
  readonly look: () => Promise<void>;
  /** Reads the write counters; true while one of them moves. */
  readonly sample: () => Promise<boolean>;
  /** A short text that differs when something was plugged, for a machine without udev. */
  readonly sign: () => Promise<string>;
}

/** `again` asks for a look after so many milliseconds. Rejects with the outbox's error when an event is not durable. */
export const createUsbRegister = (
  probe: Probe,
  tools: WatchTools,
  again: (ms: number) => void,
  signal: AbortSignal,
): UsbRegister => {
  const remembered = loadLedger(tools.load());
  const ledger = new Map<string, Present>(remembered?.ledger);
  const touched = new Set<string>();
  let boot: string | null = null;
  let compared = false;

  const take = async (step: Step, noticedBy: UsbEvent["noticedBy"], at: string): Promise<void> => {
    // Only what is durable is remembered: a power failure in between tells it again instead of never.
    if (step.event !== null) await tools.event({ ...step.event, noticedBy } satisfies UsbEvent, at);
    if (step.next === null) ledger.delete(step.port);
    else ledger.set(step.port, step.next);
    if (step.event !== null) {
      tools.save(saveLedger(ledger, boot));
      tools.look();
    }
  };

  /** Before the first start ever nothing was known, so what is there now is no news; the snapshot lists it. */
  const remember = (found: readonly RawDevice[]): void => {
    const devices = markTwins(found.map(describeDevice));
    for (const [at, raw] of found.entries()) {
      const device = devices[at];
      if (device !== undefined && !ledger.has(raw.port)) ledger.set(raw.port, enterUnseen(raw, device));
    }
  };

  const added = async (event: UdevEvent, port: string, at: string): Promise<void> => {
    const told = deviceFromEvent(event, port);
    const names = (await listUsb(probe, signal)) ?? [];
    const seen = await readDevice(probe, port, names, signal, event.properties);
    // By now another device may stand there; then the event's own words are the truth about this one.
    const stale = told !== null && told.address !== "0/0" && seen !== null && seen.address !== told.address;
    const raw = seen === null || stale ? told : seen;
    if (raw === null) return again(settleBlockMs);
    const others = [...ledger.values()].map((one) => one.device).filter((one) => one.port !== port);
    const device = markTwins([describeDevice(raw), ...others])[0] ?? describeDevice(raw);
    const one = ledger.get(port);
    if (one !== undefined && isSame(one, device, raw.address, true)) {
      // Without a number nothing tells a second insertion from the echo of the first.
      if (raw.address !== "0/0") return again(settleUsbMs);
    }
    if (one !== undefined) await take(removal(port, one), "event", at);
    const next = enter(raw, device);
    await take({ port, event: { type: "inserted", device, bytesWritten: null }, next }, "event", at);
    again(settleUsbMs);
  };

  return {
    hear: async (event, at) => {
      const port = portOf(event.devpath);
      if (port === null) return;
      touched.add(port);
      const isDevice = event.subsystem.split("/")[0] === "usb" && event.devpath.endsWith(`/${port}`);
      const one = ledger.get(port);
      if (isDevice && event.action === "add") await added(event, port, at);
      else if (isDevice && event.action === "remove") {
        const gone = addressOf(event.properties["BUSNUM"], event.properties["DEVNUM"]);
        // A late word about an earlier device at this port says nothing about the one that stands there now.
        const late = gone !== "0/0" && one !== undefined && one.address !== "0/0" && one.address !== gone;
        if (one !== undefined && !late) await take(removal(port, one), "event", at);
        again(settleUsbMs);
      } else again(event.subsystem === "block" && one === undefined ? 0 : settleBlockMs);
    },
    look: async () => {
      const found = await readTree(probe, signal);
      const at = probe.now();
      const told = new Set(touched);
      touched.clear();
      if (found === null) return;
      boot ??= (await unlessGone(probe.readFile("/proc/sys/kernel/random/boot_id", signal)))?.trim() ?? null;
      const sameBoot = compared || remembered === null || (boot !== null && remembered.boot === boot);
      if (!compared && remembered === null) remember(found);
      else if (!compared) forgetEnds(ledger, found, sameBoot);
      const quiet = compared ? "snapshot" : "start";
      for (const step of compare(ledger, found, sameBoot)) {
        const mounts = JSON.stringify(ledger.get(step.port)?.device.volumes);
        await take(step, told.has(step.port) ? "event" : quiet, at);
        if (step.next !== null && JSON.stringify(step.next.device.volumes) !== mounts) tools.look();
      }
      if (!compared) tools.save(saveLedger(ledger, boot));
      compared = true;
    },
    sample: async () => {
      let moving = false;
      for (const [port, one] of ledger) {
        for (const [disk, { last }] of Object.entries(one.counters)) {
          const sectors = await readWritten(probe, disk, signal);
          const current = ledger.get(port);
          if (sectors === null || sectors === last || current === undefined) continue;
          moving = true;
          ledger.set(port, withSample(current, disk, sectors));
        }
      }
      return moving;
    },
    sign: async () => {
      const names = (await listUsb(probe, signal)) ?? [];
      const numbers = await Promise.all(
        names
          .filter((name) => portOf(name) === name)
          .map(
            async (name) =>
              `${name} ${await unlessGone(probe.readFile(`${usbDirectory}/${name}/devnum`, signal))}`,
          ),
      );
      const disks = (await unlessGone(probe.listDirectory("/sys/block", signal))) ?? [];
      const sizes = await Promise.all(
        disks
          .filter((name) => /^(?:sd|sr|mmcblk)/u.test(name))
          .map(
            async (name) => `${name} ${await unlessGone(probe.readFile(`/sys/block/${name}/size`, signal))}`,
          ),
      );
      return JSON.stringify([numbers, sizes]);
    },
  };
};

/** What was written to a device that went while nobody counted was seen by nobody; after a reboot that is each one. */
const forgetEnds = (ledger: Map<string, Present>, found: readonly RawDevice[], sameBoot: boolean): void => {
  for (const [port, one] of ledger) {
    const raw = found.find((candidate) => candidate.port === port);
    if (!sameBoot) ledger.set(port, { ...one, counters: {}, complete: false });
    else if (raw?.address !== one.address) ledger.set(port, { ...one, complete: false });
  }
};
