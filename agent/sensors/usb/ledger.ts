import { usbDevice, type UsbDevice, type UsbEvent, type UsbKind } from "#shared/facts/usb.ts";
import { z } from "zod";
import { describeDevice, markTwins } from "./describe.ts";
import type { RawDevice } from "./tree.ts";

const sectorBytes = 512;
/** Only a block device of these kinds counts what is written to it. */
const counting: ReadonlySet<UsbKind> = new Set(["usb-memory", "external-disk", "sd-card"]);

const present = z.object({
  device: usbDevice,
  address: z.string().max(20),
  /** Sectors written by the disk's counter: where the medium's count began, and as last seen. */
  counters: z.record(z.string().max(80), z.object({ base: z.number(), last: z.number() })),
  /** False where something may have been written that no counter showed. */
  complete: z.boolean(),
});
/** One device that is plugged in, as the watch remembers it. */
export type Present = z.infer<typeof present>;
export type Ledger = ReadonlyMap<string, Present>;

const saved = z.object({ boot: z.string().max(80).nullable(), devices: z.array(present).max(200) });

/** What is written down between two lives of the agent. */
export const saveLedger = (ledger: Ledger, boot: string | null): string =>
  JSON.stringify({ boot, devices: [...ledger.values()].slice(0, 200) } satisfies z.input<typeof saved>);

/** Null for the first start ever, and for text that is not of this agent. Never throws. */
export const loadLedger = (
  text: string | null,
): { readonly boot: string | null; readonly ledger: Ledger } | null => {
  try {
    const found = saved.safeParse(JSON.parse(text ?? "null"));
    if (!found.success) return null;
    const ledger = new Map(found.data.devices.map((one) => [one.device.port, one]));
    return { boot: found.data.boot, ledger };
  } catch {
    // Half a text is no memory, as after the first start.
    return null;
  }
};

/** One step of the ledger: the event it makes, if it is worth one, and what is at the port afterwards. */
export interface Step {
  readonly port: string;
  readonly event: Omit<UsbEvent, "noticedBy"> | null;
  readonly next: Present | null;
}

/** Bytes written since the insertion; null is 不明. */
const bytesWritten = ({ device, counters, complete }: Present): number | null => {
  const all = Object.values(counters);
  if (!complete || all.length === 0 || !counting.has(device.kind)) return null;
  return all.reduce((sum, one) => sum + one.last - one.base, 0) * sectorBytes;
};

/** Takes over a disk's counter. One that went back belongs to a disk made anew, and its end was seen by nobody. */
export const withSample = (one: Present, disk: string, sectors: number, base = 0): Present => {
  const before = one.counters[disk];
  const next = before === undefined ? { base, last: sectors } : { base: before.base, last: sectors };
  return {
    ...one,
    complete: one.complete && (before === undefined || sectors >= before.last),
    counters: { ...one.counters, [disk]: next },
  };
};

const sampled = (one: Present, raw: RawDevice, fromHere: boolean): Present =>
  raw.disks.reduce(
    (sum, { name, writtenSectors }) =>
      writtenSectors === null ? sum : withSample(sum, name, writtenSectors, fromHere ? writtenSectors : 0),
    one,
  );

/** A device as it is entered at its insertion. */
export const enter = (raw: RawDevice, device = describeDevice(raw)): Present =>
  sampled({ device, address: raw.address, counters: {}, complete: true }, raw, false);

/** A device that was there before anybody counted: of a card it is not known when it was put in. */
export const enterUnseen = (raw: RawDevice, device: UsbDevice): Present => {
  const entered = enter(raw, device);
  return device.kind === "sd-card" ? { ...entered, complete: false } : entered;
};

const inserted = (port: string, next: Present): Step => ({
  port,
  event: { type: "inserted", device: next.device, bytesWritten: null },
  next,
});

/** The step of a device that is gone. */
export const removal = (port: string, one: Present): Step => ({
  port,
  event: { type: "removed", device: one.device, bytesWritten: bytesWritten(one) },
  next: null,
});

/** Whether what stands at the port is still the same insertion of the same device. */
export const isSame = (one: Present, device: UsbDevice, address: string, trustAddress: boolean): boolean =>
  trustAddress && one.address !== "0/0" && address !== "0/0"
    ? one.address === address &&
      one.device.vendorId === device.vendorId &&
      one.device.productId === device.productId
    : one.device.key === device.key;

/** What of a device is news; where it is mounted goes with the snapshot only. */
const newsOf = ({ volumes, port: _port, ...rest }: UsbDevice): string =>
  JSON.stringify([rest, volumes.map(({ mountPoints: _mounts, ...volume }) => volume)]);

const stay = (port: string, one: Present, raw: RawDevice, device: UsbDevice): Step => {
  const before = one.device.kind;
  if (before === "card-reader" && counting.has(device.kind)) {
    const fresh = { device, address: raw.address, counters: {}, complete: true };
    // The reader's counter has counted earlier cards; this one begins here.
    return inserted(port, sampled(fresh, raw, Object.keys(one.counters).length > 0));
  }
  const next = { ...sampled(one, raw, false), device, address: raw.address };
  if (before === "sd-card" && device.kind === "card-reader") return { ...removal(port, one), next };
  if (newsOf(one.device) === newsOf(device)) return { port, event: null, next };
  return { port, event: { type: "changed", device, bytesWritten: null }, next };
};

/**
 * Compares what is remembered with what a look at the machine found. `trustAddress` is false after a reboot, when the
 * kernel has numbered every device anew.
 */
export const compare = (
  ledger: Ledger,
  found: readonly RawDevice[],
  trustAddress: boolean,
): readonly Step[] => {
  const devices = markTwins(found.map(describeDevice));
  const ports = new Set(found.map((raw) => raw.port));
  const gone = [...ledger].filter(([port]) => !ports.has(port)).map(([port, one]) => removal(port, one));
  const here = found.flatMap((raw, at): Step[] => {
    const device = devices[at] ?? describeDevice(raw);
    const one = ledger.get(raw.port);
    if (one === undefined) return [inserted(raw.port, enter(raw, device))];
    if (!isSame(one, device, raw.address, trustAddress))
      return [removal(raw.port, one), inserted(raw.port, enter(raw, device))];
    return [stay(raw.port, one, raw, device)];
  });
  return [...gone, ...here];
};
