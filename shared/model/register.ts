import { z } from "zod";
import { mediaKinds, serialQuality, usbDevice, usbKind } from "../facts/usb.ts";
import { foreignText, id, instant, mac, type Wording } from "./common.ts";

/** How a network is treated. */
export const networkMode = z
  .enum(["learning", "watching", "guest"])
  .describe(
    "情報収集 (devices are collected), 検知 (a stranger is a case), or 来客・私物用 (counted, not routed).",
  );

export const network = z
  .object({
    id,
    name: z.string().min(1).max(80).describe("The network's name, for example 事務局LAN."),
    siteId: id.describe("The site it belongs to."),
    mode: networkMode,
    subnets: z.array(z.string().max(50)).describe("Subnets in CIDR notation by which agents recognise it."),
    gatewayMacs: z.array(mac).describe("Gateways by which agents recognise it."),
    createdAt: instant,
    learningUntil: instant.nullable().describe("When learning should be looked at; it never ends by itself."),
  })
  .describe("監視対象ネットワーク: a network people decided to watch.");
export type Network = z.infer<typeof network>;

/** A right as the register keeps it; nothing enforces it (記録上の区分). */
export const mediumRight = z
  .enum(["allowed", "read-only", "forbidden", "temporary", "initial", "unregistered"])
  .describe("使用可, 読み取り専用, 使用禁止, 一時許可, 導入時に接続されていた機器 or 未登録.");
export type MediumRight = z.infer<typeof mediumRight>;

export const mediumRightWords: Readonly<Record<MediumRight, Wording>> = {
  allowed: { ja: "使用可", en: "Allowed" },
  "read-only": { ja: "読み取り専用", en: "Read-only" },
  forbidden: { ja: "使用禁止", en: "Forbidden" },
  temporary: { ja: "一時許可", en: "Temporary" },
  initial: { ja: "導入時に接続", en: "Present at enrolment" },
  unregistered: { ja: "未登録", en: "Unregistered" },
};

export const usbMedium = z
  .object({
    id: id.describe("The medium's identifier in the register."),
    key: usbDevice.shape.key,
    vendorId: usbDevice.shape.vendorId,
    productId: usbDevice.shape.productId,
    vendor: usbDevice.shape.vendor,
    product: usbDevice.shape.product,
    serial: usbDevice.shape.serial,
    serialQuality,
    kind: usbKind,
    sizeBytes: usbDevice.shape.sizeBytes,
    right: mediumRight,
    endpointIds: z.array(id).describe("Computers it may be used on; empty for every computer."),
    managementNumber: z.string().max(40).nullable().describe("管理番号 on its sticker, or null."),
    user: z.string().max(80).nullable().describe("使用者, or null."),
    note: z.string().max(500).nullable().describe("備考, or null."),
    expiresAt: instant.nullable().describe("When the permission ends, or null."),
    decidedBy: z.string().max(80).nullable().describe("Who decided, or null."),
    decidedAt: instant.nullable().describe("When it was decided, or null."),
    firstSeenAt: instant,
    lastSeenAt: instant,
    lastEndpointId: id.nullable().describe("The computer it was last seen on."),
    present: z.boolean().describe("Whether it is plugged in somewhere now."),
    presentOn: z
      .array(id)
      .default([])
      .describe("The computers it is plugged into now; two say that the serial number is not its own."),
    twin: z
      .boolean()
      .default(false)
      .describe(
        "Whether the same serial number was seen in two places at once: 同じシリアルの媒体が2つあります.",
      ),
  })
  .describe("A storage medium or phone that was seen.");
export type UsbMedium = z.infer<typeof usbMedium>;
export const isMedium = (kind: z.infer<typeof usbKind>): boolean => mediaKinds.has(kind);

export const lanRight = z
  .enum(["allowed", "temporary", "fixed", "forbidden", "initial", "unregistered"])
  .describe("許可, 一時許可, 固定機器, 禁止, 情報収集中に検知 or 未登録.");
export type LanRight = z.infer<typeof lanRight>;

export const lanRightWords: Readonly<Record<LanRight, Wording>> = {
  allowed: { ja: "許可", en: "Allowed" },
  temporary: { ja: "一時許可", en: "Temporary" },
  fixed: { ja: "固定機器", en: "Fixed device" },
  forbidden: { ja: "禁止", en: "Forbidden" },
  initial: { ja: "情報収集中に検知", en: "Seen while learning" },
  unregistered: { ja: "未登録", en: "Unregistered" },
};

export const lanDevice = z
  .object({
    id: id.describe("Network and MAC: one device on one network."),
    networkId: id,
    mac,
    randomMac: z.boolean().describe("Whether the MAC is a random one that may change."),
    vendor: foreignText(120).nullable().describe("The maker by the MAC's prefix, or null."),
    addresses: z.array(z.string().max(45)).describe("Addresses seen, newest first."),
    hostName: foreignText(253).nullable().describe("The name it gives itself, or null."),
    router: z.boolean().describe("Whether it is a gateway."),
    right: lanRight,
    kind: z.string().max(40).nullable().describe("種別 as a person entered it: プリンタ, 複合機 …, or null."),
    place: z.string().max(80).nullable().describe("設置場所, or null."),
    note: z.string().max(500).nullable().describe("備考, or null."),
    expiresAt: instant.nullable().describe("When the permission ends, or null."),
    decidedBy: z.string().max(80).nullable().describe("Who decided, or null."),
    decidedAt: instant.nullable().describe("When it was decided, or null."),
    endpointId: id.nullable().describe("The enrolled computer this card belongs to, or null."),
    firstSeenAt: instant,
    lastSeenAt: instant,
    seenBy: z.array(id).describe("The computers whose agents saw it."),
  })
  .describe("A device on a watched network.");
export type LanDevice = z.infer<typeof lanDevice>;
