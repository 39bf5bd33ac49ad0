import { z } from "zod";

const text = z.string().max(4096);
const amount = z.number().int().nonnegative();
const properties = z.record(z.string().max(80), text);

const rawMount = z.object({ source: text, point: text });

const rawPartition = z.object({
  name: z.string().max(80),
  sectors: amount,
  udev: properties,
  mounts: z.array(text),
});

const rawDisk = z.object({
  name: z.string().max(80),
  sectors: amount,
  removable: z.boolean(),
  scsiType: amount.nullable(),
  model: text.nullable(),
  udev: properties,
  mounts: z.array(text),
  partitions: z.array(rawPartition),
  /** Sectors of 512 bytes written since the kernel made this disk, or null where it does not tell. */
  writtenSectors: amount.nullable(),
});

const rawInterface = z.object({
  class: amount.max(255),
  subclass: amount.max(255),
  protocol: amount.max(255),
  label: text.nullable(),
});

/** One USB device as /sys, udev's records and the mount table show it. */
const rawDevice = z.object({
  port: z.string().max(60),
  /** Bus and device number; a new one at each insertion. */
  address: z.string().max(20),
  vendorId: z.string().regex(/^[0-9a-f]{4}$/u),
  productId: z.string().regex(/^[0-9a-f]{4}$/u),
  vendor: text.nullable(),
  product: text.nullable(),
  serial: text.nullable(),
  deviceClass: amount.max(255),
  interfaces: z.array(rawInterface),
  udev: properties,
  network: z.boolean(),
  disks: z.array(rawDisk),
});

/** What a look at the USB tree gave; `devices` is null where the kernel has no USB at all. */
export const rawTree = z.object({ devices: z.array(rawDevice).nullable() });

export type RawMount = z.infer<typeof rawMount>;
export type RawPartition = z.infer<typeof rawPartition>;
export type RawDisk = z.infer<typeof rawDisk>;
export type RawInterface = z.infer<typeof rawInterface>;
export type RawDevice = z.infer<typeof rawDevice>;
