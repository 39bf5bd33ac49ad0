import { z } from "zod";
import { foreignText, type Wording } from "../model/common.ts";

export const usbKind = z
  .enum([
    "usb-memory",
    "external-disk",
    "sd-card",
    "optical",
    "smartphone",
    "card-reader",
    "keyboard",
    "mouse",
    "hub",
    "network-adapter",
    "printer",
    "camera",
    "audio",
    "security-key",
    "other",
  ])
  .describe("What kind of thing was plugged in.");
export type UsbKind = z.infer<typeof usbKind>;

export const usbKindWords: Readonly<Record<UsbKind, Wording>> = {
  "usb-memory": { ja: "USBメモリ", en: "USB memory stick" },
  "external-disk": { ja: "外付けディスク", en: "External disk" },
  "sd-card": { ja: "SDカード", en: "SD card" },
  optical: { ja: "光学ドライブ", en: "Optical drive" },
  smartphone: { ja: "スマートフォン", en: "Smartphone" },
  "card-reader": { ja: "カードリーダー（媒体なし）", en: "Card reader (empty)" },
  keyboard: { ja: "キーボード", en: "Keyboard" },
  mouse: { ja: "マウス", en: "Mouse" },
  hub: { ja: "ハブ", en: "Hub" },
  "network-adapter": { ja: "USB-LANアダプタ", en: "Network adapter" },
  printer: { ja: "プリンタ・複合機", en: "Printer" },
  camera: { ja: "カメラ", en: "Camera" },
  audio: { ja: "音声機器", en: "Audio device" },
  "security-key": { ja: "セキュリティキー", en: "Security key" },
  other: { ja: "その他のUSB機器", en: "Other USB device" },
};

/** Kinds that can carry data away; only these are judged against the media register. */
export const mediaKinds: ReadonlySet<UsbKind> = new Set([
  "usb-memory",
  "external-disk",
  "sd-card",
  "optical",
  "smartphone",
]);

export const serialQuality = z
  .enum(["unique", "generated", "missing", "shared"])
  .describe("Whether the serial number can tell one stick from its twins.");
export type SerialQuality = z.infer<typeof serialQuality>;

const serialDoubts: Readonly<Record<SerialQuality, Wording | null>> = {
  unique: null,
  missing: {
    ja: "シリアルなし（製品単位で見分けます）",
    en: "no serial number (told apart by product only)",
  },
  generated: {
    ja: "シリアルは端末が付けた仮のもの",
    en: "the serial number is a provisional one given by the computer",
  },
  shared: {
    ja: "シリアルでは見分けられません（同じ番号の製品があり得ます）",
    en: "cannot be told apart by serial number (others may carry the same)",
  },
};

/** What keeps a serial number from telling one medium from its twins, in words; null where it does tell. */
export const serialDoubt = (serial: string | null, quality: SerialQuality): Wording | null =>
  serialDoubts[serial === null ? "missing" : quality];

export const usbVolume = z
  .object({
    device: z.string().max(80).describe("The block device or drive letter: sda1, E:."),
    label: foreignText(120).nullable().describe("The volume's label, or null."),
    fileSystem: z.string().max(40).nullable().describe("vfat, exfat, ntfs …, or null."),
    sizeBytes: z.number().int().nonnegative().nullable().describe("The volume's size in bytes, or null."),
    mountPoints: z.array(foreignText(300)).max(20).describe("Where it is mounted."),
    encryption: z.enum(["yes", "no", "unknown"]).describe("暗号化あり, なし or 不明."),
  })
  .describe("A volume on a medium.");
export type UsbVolume = z.infer<typeof usbVolume>;

export const usbDevice = z
  .object({
    key: z
      .string()
      .max(200)
      .describe(
        "Identity on this computer and in the register: vendor:product:serial, without a serial vendor:product:.",
      ),
    port: z.string().max(60).describe("The place it is plugged in, for example 1-2.3."),
    vendorId: z
      .string()
      .regex(/^[0-9a-f]{4}$/u)
      .describe("USB vendor number, four hexadecimal digits."),
    productId: z
      .string()
      .regex(/^[0-9a-f]{4}$/u)
      .describe("USB product number, four hexadecimal digits."),
    vendor: foreignText(120)
      .nullable()
      .describe("The maker as the device or the database names it, or null."),
    product: foreignText(120).nullable().describe("The product as the device names it, or null."),
    serial: foreignText(128).nullable().describe("The serial number the device gives, or null."),
    serialQuality,
    kind: usbKind,
    volumes: z
      .array(usbVolume)
      .max(50)
      .describe("The volumes on it; empty where it has none or they are not visible."),
    sizeBytes: z.number().int().nonnegative().nullable().describe("The medium's size in bytes, or null."),
  })
  .describe("One USB device or medium.");
export type UsbDevice = z.infer<typeof usbDevice>;

/** The fact `usb`: everything plugged in at this moment; the authority behind the events. */
export const usb = z
  .object({
    devices: z
      .array(usbDevice)
      .max(200)
      .describe("Every device present, hubs of the computer itself left out."),
    source: z.enum(["sysfs", "wmi", "ioreg"]).describe("Where the list was read."),
    watch: z
      .enum(["running", "stopped", "unavailable"])
      .describe("The event source of the operating system."),
    assist: z.enum(["running", "stopped", "unavailable"]).describe("補助検知: the additional fast signal."),
  })
  .describe("What is plugged into USB.");
export type Usb = z.infer<typeof usb>;

/** A USB event: sent within a second of what happened. */
export const usbEvent = z
  .object({
    type: z.enum(["inserted", "removed", "changed"]).describe("What happened."),
    device: usbDevice,
    bytesWritten: z
      .number()
      .int()
      .nonnegative()
      .nullable()
      .describe("Bytes written between insertion and removal, by the block device's counters; null is 不明."),
    noticedBy: z
      .enum(["event", "snapshot", "start"])
      .describe(
        "Whether the event source told it, a later look found it, or it was there when the agent started.",
      ),
  })
  .describe("A USB device came, went or changed.");
export type UsbEvent = z.infer<typeof usbEvent>;
