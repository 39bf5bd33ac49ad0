import type { UsbKind } from "#shared/facts/usb.ts";
import type { RawDevice, RawDisk } from "./tree.ts";

const readerName =
  /card.?reader|multi.?card|flash.?reader|\bCRW\b|\bsd(?:xc|hc)?[ /_-]?(?:mmc|micro|card|reader)|\bmmc\b|compact.?flash|memory.?stick.?reader|カードリーダ/iu;
const diskName =
  /\bssd\b|\bhdd\b|nvme|hard.?dis[ck]|hard.?drive|expansion|elements|passport|my.?book|storejet|portable.?(?:drive|disk)|backup|enclosure|external/iu;
const stickName =
  /flash|stick|thumb|jump.?drive|data.?traveler|cruzer|trans.?memory|pen.?drive|usb.?(?:disk|drive|memory)|\bufd\b|\bruf\d/iu;
const phoneName = /\b(?:iphone|ipad|ipod|android|xperia|aquos|pixel)\b/iu;

/** Bridge chips that are card readers and nothing else, by vendor and product number. */
const readerChips =
  /^(?:05e3:07[0-9a-f]{2}|058f:63(?:35|6[0-9])|0bda:01[0-9a-f]{2}|0bda:03[0-2][0-9a-f]|0424:(?:2228|2240|223a|4041))$/u;

const scsiOptical = 5;

interface Hints {
  readonly names: string;
  has(type: number, subclass?: number, protocol?: number): boolean;
  labelled(pattern: RegExp): boolean;
}

const hintsOf = (device: RawDevice): Hints => ({
  names: [device.vendor, device.product, ...device.disks.map((disk) => disk.model)].join(" "),
  has: (type, subclass, protocol) =>
    device.interfaces.some(
      (one) =>
        one.class === type &&
        (subclass === undefined || one.subclass === subclass) &&
        (protocol === undefined || one.protocol === protocol),
    ),
  labelled: (pattern) => device.interfaces.some((one) => pattern.test(one.label ?? "")),
});

const isOptical = (disk: RawDisk): boolean => disk.scsiType === scsiOptical || disk.udev["ID_CDROM"] === "1";

const isReader = (device: RawDevice, hints: Hints): boolean =>
  readerName.test(hints.names) ||
  readerChips.test(`${device.vendorId}:${device.productId}`) ||
  device.disks.some(
    (disk) =>
      disk.name.startsWith("mmcblk") ||
      Object.keys(disk.udev).some((name) => /^ID_DRIVE_(?:MEDIA_)?FLASH/u.test(name)),
  ) ||
  // Several slots of which some are empty: no stick looks so.
  (device.disks.length > 1 && device.disks.some((disk) => !isOptical(disk) && disk.sectors === 0));

const diskKind = (device: RawDevice, hints: Hints): UsbKind => {
  const disks = device.disks.filter((disk) => !isOptical(disk));
  if (disks.some((disk) => disk.udev["ID_BUS"] === "ata" || disk.udev["ID_ATA"] === "1"))
    return "external-disk";
  // Not the other way round: newer sticks say that they are fixed.
  if (disks.some((disk) => disk.removable)) return "usb-memory";
  if (diskName.test(hints.names)) return "external-disk";
  if (stickName.test(hints.names)) return "usb-memory";
  if (hints.has(8, 6, 0x62)) return "external-disk";
  return disks.length > 0 ? "external-disk" : "usb-memory";
};

const isPhone = (device: RawDevice, hints: Hints): boolean =>
  hints.has(6) ||
  device.udev["ID_MTP_DEVICE"] === "1" ||
  device.udev["ID_MEDIA_PLAYER"] !== undefined ||
  hints.labelled(/\bMTP\b/u) ||
  // A phone that only charges still shows its debug or vendor interface.
  hints.has(0xff, 0x42, 1) ||
  (phoneName.test(hints.names) && (hints.has(0xff) || hints.has(2) || hints.has(0xe0)));

const otherKind = (device: RawDevice, hints: Hints): UsbKind => {
  const { udev } = device;
  if (udev["ID_FIDO_TOKEN"] === "1" || udev["ID_SECURITY_TOKEN"] === "1" || device.vendorId === "1050")
    return "security-key";
  if (hints.has(7)) return "printer";
  if (device.network || hints.has(2, 6) || hints.has(2, 0x0d) || hints.has(2, 0x0e) || hints.has(0xe0, 1, 3))
    return "network-adapter";
  if (hints.has(3, 1, 1)) return "keyboard";
  if (hints.has(3, 1, 2)) return "mouse";
  if (hints.has(0x0e)) return "camera";
  if (hints.has(1)) return "audio";
  if (device.deviceClass === 9 || hints.has(9)) return "hub";
  if (readerName.test(hints.names) || readerChips.test(`${device.vendorId}:${device.productId}`))
    return "card-reader";
  return "other";
};

/**
 * What was plugged in. Whatever can carry data away wins over a device's other functions, so that a keyboard with a
 * hidden disk is a disk. Before its disks are known, storage is judged by its name and interfaces.
 */
export const kindOf = (device: RawDevice): UsbKind => {
  const hints = hintsOf(device);
  if (device.disks.some((disk) => !isOptical(disk) && disk.sectors > 0))
    return isReader(device, hints) ? "sd-card" : diskKind(device, hints);
  if (device.disks.some(isOptical)) return "optical";
  if (isPhone(device, hints)) return "smartphone";
  if (!hints.has(8)) return otherKind(device, hints);
  // A printer or a modem with an empty slot is a printer or a modem.
  const other = otherKind(device, hints);
  if (other === "printer" || other === "network-adapter") return other;
  return device.disks.length > 0 || isReader(device, hints) ? "card-reader" : diskKind(device, hints);
};
