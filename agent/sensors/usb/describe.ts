import type { UsbDevice, UsbVolume } from "#shared/facts/usb.ts";
import { keyOf, qualityOf } from "./identity.ts";
import { kindOf } from "./kind.ts";
import { cleanText, decodeUdev } from "../text.ts";
import type { RawDevice, RawDisk, RawPartition } from "./tree.ts";

const sectorBytes = 512;
const maxVolumes = 50;
const maxMounts = 20;

const encrypted = new Set(["crypto_LUKS", "BitLocker", "FileVault", "apfs-encrypted"]);
/** File systems that show their content to everybody who holds the medium. */
const plain = new Set(
  "vfat exfat ntfs ext2 ext3 ext4 xfs btrfs f2fs hfs hfsplus iso9660 udf minix squashfs reiserfs jfs".split(
    " ",
  ),
);

const encryptionOf = (fileSystem: string | null, udev: RawDisk["udev"]): UsbVolume["encryption"] => {
  if (udev["ID_FS_USAGE"] === "crypto" || (fileSystem !== null && encrypted.has(fileSystem))) return "yes";
  return fileSystem !== null && plain.has(fileSystem) ? "no" : "unknown";
};

const volumeOf = (part: RawPartition | RawDisk): UsbVolume => {
  const fileSystem = cleanText(part.udev["ID_FS_TYPE"], 40);
  const label = part.udev["ID_FS_LABEL_ENC"];
  return {
    device: cleanText(part.name, 80) ?? "?",
    label: cleanText(label === undefined ? part.udev["ID_FS_LABEL"] : decodeUdev(label), 120),
    fileSystem,
    sizeBytes: part.sectors > 0 ? part.sectors * sectorBytes : null,
    mountPoints: [...new Set(part.mounts.flatMap((point) => cleanText(point, 300) ?? []))]
      .sort()
      .slice(0, maxMounts),
    encryption: encryptionOf(fileSystem, part.udev),
  };
};

const volumesOf = (disk: RawDisk): readonly UsbVolume[] => {
  if (disk.sectors === 0) return [];
  if (disk.partitions.length > 0) return disk.partitions.map(volumeOf);
  // A disk without a partition table may be one whole volume.
  return disk.udev["ID_FS_TYPE"] !== undefined || disk.mounts.length > 0 ? [volumeOf(disk)] : [];
};

/** One device in the words of the catalogue, judged by itself. */
export const describeDevice = (device: RawDevice): UsbDevice => {
  const size = device.disks.reduce((sum, disk) => sum + disk.sectors, 0) * sectorBytes;
  return {
    key: keyOf(device),
    port: device.port,
    vendorId: device.vendorId,
    productId: device.productId,
    vendor: cleanText(device.vendor ?? device.udev["ID_VENDOR_FROM_DATABASE"], 120),
    product: cleanText(device.product ?? device.udev["ID_MODEL_FROM_DATABASE"], 120),
    serial: cleanText(device.serial, 128),
    serialQuality: qualityOf(device.serial),
    kind: kindOf(device),
    volumes: device.disks.flatMap(volumesOf).slice(0, maxVolumes),
    sizeBytes: size > 0 ? size : null,
  };
};

/** Twins prove that their serial number is not their own: a key seen on two ports is `shared` on both. */
export const markTwins = (devices: readonly UsbDevice[]): readonly UsbDevice[] =>
  devices.map((device) =>
    device.serialQuality === "unique" &&
    devices.some((other) => other.key === device.key && other.port !== device.port)
      ? { ...device, serialQuality: "shared" }
      : device,
  );
