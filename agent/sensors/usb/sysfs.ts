import { ProbeError, type Probe } from "#agent/core/sensor.ts";
import { decodeMount } from "../text.ts";
import type { RawDevice, RawDisk, RawInterface, RawMount, RawPartition } from "./tree.ts";
import { parseInterfaceList, parseUdevRecord, portOf } from "./udev.ts";

export const usbDirectory = "/sys/bus/usb/devices";
const maxDevices = 200;
const maxInterfaces = 64;
const maxDisks = 64;
const maxPartitions = 50;

/** What of udev's knowledge is needed; the rest is not carried along. */
const wanted =
  /^ID_(?:USB_INTERFACES|MTP_DEVICE|MEDIA_PLAYER|FIDO_TOKEN|SECURITY_TOKEN|CDROM|BUS|ATA|DRIVE_.*|FS_TYPE|FS_USAGE|FS_LABEL|FS_LABEL_ENC|VENDOR_FROM_DATABASE|MODEL_FROM_DATABASE)$/u;
export const keepWanted = (all: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(all).filter(([key]) => wanted.test(key)));

/** `command-failed` too: the kernel answers EIO for a file of a device that is being taken away. */
const isGone = (error: unknown): boolean =>
  error instanceof ProbeError && (error.code === "source-absent" || error.code === "command-failed");

/** Null where the machine does not have it (any more); a device may go while it is read. */
export const unlessGone = async <T>(work: Promise<T>): Promise<T | null> => {
  try {
    return await work;
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
};

const textAt = async (probe: Probe, path: string, signal: AbortSignal): Promise<string | null> => {
  const text = await unlessGone(probe.readFile(path, signal));
  return text === null ? null : text.replace(/\n$/u, "").slice(0, 4096);
};

const amountAt = async (probe: Probe, path: string, signal: AbortSignal): Promise<number | null> => {
  const text = (await textAt(probe, path, signal))?.trim() ?? "";
  return /^\d{1,15}$/u.test(text) ? Number(text) : null;
};

const namesAt = async (probe: Probe, path: string, signal: AbortSignal): Promise<readonly string[]> =>
  (await unlessGone(probe.listDirectory(path, signal))) ?? [];

const udevAt = async (probe: Probe, name: string, signal: AbortSignal): Promise<Record<string, string>> => {
  // A sandbox may hide udev's records; the device is told all the same.
  const text = await probe.readFile(`/run/udev/data/${name}`, signal).catch((error: unknown) => {
    if (error instanceof ProbeError && error.code !== "timeout") return "";
    throw error;
  });
  return keepWanted(parseUdevRecord(text));
};

const assignments = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split("\n").flatMap((line) => {
      const at = line.indexOf("=");
      return at > 0 ? [[line.slice(0, at), line.slice(at + 1).trim()] as const] : [];
    }),
  );

const hex4 = (digits: string | undefined): string => (digits ?? "").padStart(4, "0").toLowerCase();

/** Numbers out of `PRODUCT=46f4/1/0`, as the kernel and udev's events write them; null for nonsense. */
export const parseProduct = (
  product: string | undefined,
): { readonly vendorId: string; readonly productId: string } | null => {
  const found = /^([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/[0-9a-f]{1,4}$/iu.exec(product ?? "");
  return found === null ? null : { vendorId: hex4(found[1]), productId: hex4(found[2]) };
};

const readInterface = async (
  probe: Probe,
  name: string,
  signal: AbortSignal,
): Promise<RawInterface | null> => {
  const fields = assignments((await textAt(probe, `${usbDirectory}/${name}/uevent`, signal)) ?? "");
  const found = /^(\d{1,3})\/(\d{1,3})\/(\d{1,3})$/u.exec(fields.get("INTERFACE") ?? "");
  if (found === null) return null;
  const [type, subclass, protocol] = found.slice(1).map(Number);
  // Only where the class says nothing does the label decide.
  const label = type === 0xff ? await textAt(probe, `${usbDirectory}/${name}/interface`, signal) : null;
  return {
    class: Math.min(255, type ?? 0),
    subclass: Math.min(255, subclass ?? 0),
    protocol: Math.min(255, protocol ?? 0),
    label,
  };
};

/** Bus and device number out of `BUSNUM` and `DEVNUM`, which udev and the kernel write with leading zeros. */
export const addressOf = (bus: string | undefined, device: string | undefined): string =>
  `${Number(bus ?? 0) || 0}/${Number(device ?? 0) || 0}`;

/** Reads one device without its disks; null when it is gone or is no device. `names` lists the directory. */
export const readDevice = async (
  probe: Probe,
  port: string,
  names: readonly string[],
  signal: AbortSignal,
  told: Readonly<Record<string, string>> = {},
): Promise<RawDevice | null> => {
  const at = `${usbDirectory}/${port}`;
  const uevent = await textAt(probe, `${at}/uevent`, signal);
  if (uevent === null) return null;
  const fields = assignments(uevent);
  const numbers = parseProduct(fields.get("PRODUCT"));
  if (numbers === null) return null;
  const [vendor, product, serial, record, interfaces] = await Promise.all([
    textAt(probe, `${at}/manufacturer`, signal),
    textAt(probe, `${at}/product`, signal),
    textAt(probe, `${at}/serial`, signal),
    udevAt(probe, `c${fields.get("MAJOR") ?? "189"}:${fields.get("MINOR") ?? "0"}`, signal),
    Promise.all(
      names
        .filter((name) => name.startsWith(`${port}:`))
        .slice(0, maxInterfaces)
        .map(async (name) => readInterface(probe, name, signal)),
    ),
  ]);
  const udev = { ...record, ...keepWanted(told) };
  const seen = interfaces.filter((one) => one !== null);
  return {
    port,
    address: addressOf(fields.get("BUSNUM"), fields.get("DEVNUM")),
    ...numbers,
    vendor,
    product,
    serial,
    deviceClass: Math.min(255, Number(fields.get("TYPE")?.split("/")[0] ?? 0) || 0),
    // Right after the insertion the kernel has not made the interfaces yet, but udev has read their list.
    interfaces:
      seen.length > 0
        ? seen
        : parseInterfaceList(udev["ID_USB_INTERFACES"]).map((one) => ({ ...one, label: null })),
    udev,
    network: false,
    disks: [],
  };
};

interface Mounts {
  of(name: string, number: string | null): string[];
}

/** The mount table by device; lines that are no mount are left out. */
const parseMounts = (mountinfo: string): readonly (RawMount & { readonly number: string })[] =>
  mountinfo.split("\n").flatMap((line) => {
    const [left, right] = line.split(" - ");
    const fields = (left ?? "").split(" ");
    const point = fields[4];
    const source = right?.split(" ")[1];
    if (point === undefined || source === undefined || !point.startsWith("/")) return [];
    return [
      { number: fields[2] ?? "", source: decodeMount(source), point: decodeMount(point).slice(0, 4096) },
    ];
  });

const readMounts = async (probe: Probe, signal: AbortSignal): Promise<Mounts> => {
  const all = parseMounts((await unlessGone(probe.readFile("/proc/self/mountinfo", signal))) ?? "");
  return {
    of: (name, number) =>
      all.filter((one) => one.source === `/dev/${name}` || one.number === number).map((one) => one.point),
  };
};

const readPartition = async (
  probe: Probe,
  path: string,
  name: string,
  mounts: Mounts,
  signal: AbortSignal,
): Promise<RawPartition | null> => {
  const [sectors, number, holders] = await Promise.all([
    amountAt(probe, `${path}/size`, signal),
    textAt(probe, `${path}/dev`, signal),
    namesAt(probe, `${path}/holders`, signal),
  ]);
  if (sectors === null) return null;
  // An opened encrypted volume is mounted through the device mapper.
  const mapped = await Promise.all(
    holders
      .slice(0, 8)
      .map(async (holder) => mounts.of(holder, await textAt(probe, `/sys/block/${holder}/dev`, signal))),
  );
  return {
    name,
    sectors,
    udev: number === null ? {} : await udevAt(probe, `b${number.trim()}`, signal),
    mounts: [...mounts.of(name, number?.trim() ?? null), ...mapped.flat()],
  };
};

/** Sectors written since the kernel made the disk: the seventh figure of its statistics. */
export const readWritten = async (
  probe: Probe,
  disk: string,
  signal: AbortSignal,
): Promise<number | null> => {
  const figure = (await textAt(probe, `/sys/block/${disk}/stat`, signal))?.trim().split(/\s+/u)[6] ?? "";
  return /^\d{1,15}$/u.test(figure) ? Number(figure) : null;
};

const readDisk = async (
  probe: Probe,
  name: string,
  mounts: Mounts,
  signal: AbortSignal,
): Promise<RawDisk | null> => {
  const path = `/sys/block/${name}`;
  const whole = await readPartition(probe, path, name, mounts, signal);
  if (whole === null) return null;
  const [removable, scsiType, model, writtenSectors, names] = await Promise.all([
    amountAt(probe, `${path}/removable`, signal),
    amountAt(probe, `${path}/device/type`, signal),
    textAt(probe, `${path}/device/model`, signal),
    readWritten(probe, name, signal),
    namesAt(probe, path, signal),
  ]);
  const partitions = await Promise.all(
    names
      .filter((part) => part.startsWith(name) && /^p?\d{1,3}$/u.test(part.slice(name.length)))
      .slice(0, maxPartitions)
      .map(async (part) => readPartition(probe, `${path}/${part}`, part, mounts, signal)),
  );
  return {
    ...whole,
    removable: removable === 1,
    scsiType,
    model: model?.trim() ?? null,
    partitions: partitions.filter((part) => part !== null),
    writtenSectors,
  };
};

/** Names below a directory of links, with the USB port that each link leads through. */
const portsOf = async (
  probe: Probe,
  directory: string,
  pattern: RegExp,
  signal: AbortSignal,
): Promise<readonly { readonly name: string; readonly port: string }[]> => {
  const names = (await namesAt(probe, directory, signal)).filter((name) => pattern.test(name)).slice(0, 500);
  const found = await Promise.all(
    names.map(async (name) => {
      const target = await unlessGone(probe.resolveLink(`${directory}/${name}`, signal));
      const port = target === null ? null : portOf(target);
      return port === null ? [] : [{ name, port }];
    }),
  );
  return found.flat();
};

/** What the USB tree holds by name; null only where there is no tree. */
export const listUsb = async (probe: Probe, signal: AbortSignal): Promise<readonly string[] | null> => {
  try {
    return await probe.listDirectory(usbDirectory, signal);
  } catch (error) {
    if (error instanceof ProbeError && error.code === "source-absent") return null;
    throw error;
  }
};

/**
 * Everything plugged in, root hubs left out; null where the kernel has no USB. Rejects with a {@link ProbeError} where
 * the tree cannot be read: an unreadable tree is not an empty one.
 */
export const readTree = async (probe: Probe, signal: AbortSignal): Promise<readonly RawDevice[] | null> => {
  const names = await listUsb(probe, signal);
  if (names === null) return null;
  const ports = names.filter((name) => portOf(name) === name).slice(0, maxDevices);
  if (ports.length === 0) return [];
  const [mounts, disks, cards] = await Promise.all([
    readMounts(probe, signal),
    portsOf(probe, "/sys/block", /^(?:sd[a-z]+|sr\d+|mmcblk\d+)$/u, signal),
    portsOf(probe, "/sys/class/net", /./u, signal),
  ]);
  const devices: RawDevice[] = [];
  for (const port of ports) {
    const device = await readDevice(probe, port, names, signal);
    if (device === null) continue;
    const own = disks.filter((disk) => disk.port === port).slice(0, maxDisks);
    const read = await Promise.all(own.map(async (disk) => readDisk(probe, disk.name, mounts, signal)));
    devices.push({
      ...device,
      network: cards.some((card) => card.port === port),
      disks: read.filter((disk) => disk !== null),
    });
  }
  return devices;
};
