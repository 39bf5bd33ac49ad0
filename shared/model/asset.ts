import { z } from "zod";
import { id, instant, mac, type Wording } from "./common.ts";

export const assetKind = z.enum(["handheld", "tablet", "phone", "nas", "printer", "network", "other"]);
export type AssetKind = z.infer<typeof assetKind>;

export const assetKindWords: Readonly<Record<AssetKind, Wording>> = {
  handheld: { ja: "検針端末", en: "Meter-reading handheld" },
  tablet: { ja: "タブレット", en: "Tablet" },
  phone: { ja: "業務用携帯", en: "Company phone" },
  nas: { ja: "NAS", en: "NAS" },
  printer: { ja: "複合機・プリンタ", en: "Printer or copier" },
  network: { ja: "通信機器", en: "Network equipment" },
  other: { ja: "その他", en: "Other" },
};

export const assetState = z.enum(["in-use", "resting", "lost", "retired", "excluded"]);
export type AssetState = z.infer<typeof assetState>;
export const assetStateWords: Readonly<Record<AssetState, Wording>> = {
  "in-use": { ja: "運用中", en: "In use" },
  resting: { ja: "休止", en: "Resting" },
  lost: { ja: "紛失", en: "Lost" },
  retired: { ja: "廃止", en: "Retired" },
  excluded: { ja: "監視対象外", en: "Not watched" },
};

/** A device of the ledger that can carry no agent (エージェントなしの機器). */
export const asset = z
  .object({
    id,
    kind: assetKind,
    name: z.string().min(1).max(80),
    managementNumber: z.string().max(40).nullable(),
    siteId: id,
    place: z.string().max(80).nullable(),
    user: z.string().max(80).nullable(),
    mac: mac.nullable().describe("Its card, so that it is known on watched networks, or null."),
    note: z.string().max(500).nullable(),
    state: assetState,
    createdAt: instant,
    updatedAt: instant,
  })
  .describe("A device of the ledger without an agent.");
export type Asset = z.infer<typeof asset>;
