import type { Asset } from "#shared/model/asset.ts";
import type { Site } from "#shared/model/endpoint.ts";
import type { OfficeClock } from "./fake-office-clock.ts";

export const office: Site = { id: "s1", name: "事務局", kind: "office", coverage: "watched", note: null };
export const memberFirm: Site = {
  id: "s2",
  name: "北陸設備工業",
  kind: "member",
  coverage: "watched",
  note: null,
};

/** The office and some of its member firms. */
export const drawSites = (): Site[] => [
  office,
  memberFirm,
  { id: "s3", name: "神通水道設備", kind: "member", coverage: "self-check", note: null },
  {
    id: "s4",
    name: "呉羽管工",
    kind: "member",
    coverage: "declined",
    note: "代表者より申出（自己点検票を受領済）",
  },
  { id: "s5", name: "常願寺設備", kind: "member", coverage: "open", note: null },
];

/** Devices of the ledger that carry no agent. */
export function drawAssets({ ago }: OfficeClock): Asset[] {
  const asset = (id: string, change: Partial<Asset>): Asset => ({
    id,
    kind: "handheld",
    name: "検針端末 1号",
    managementNumber: "H-001",
    siteId: "s1",
    place: "検針室 充電棚",
    user: "検針担当",
    mac: null,
    note: null,
    state: "in-use",
    createdAt: ago(60 * 24 * 40),
    updatedAt: ago(60 * 24 * 40),
    ...change,
  });
  return [
    asset("a1", {}),
    asset("a2", { name: "検針端末 2号", managementNumber: "H-002", state: "lost", updatedAt: ago(60 * 24) }),
    asset("a3", {
      kind: "printer",
      name: "複合機",
      managementNumber: "F-001",
      place: "事務室",
      user: null,
      mac: "00:80:77:aa:bb:01",
    }),
    asset("a4", {
      kind: "nas",
      name: "図面NAS",
      managementNumber: "N-001",
      place: "サーバ棚",
      user: null,
      mac: "00:11:32:aa:00:02",
      note: "夜間に外付けディスクへ控えを取る",
    }),
    asset("a5", {
      kind: "tablet",
      name: "現場タブレット",
      managementNumber: null,
      place: null,
      user: "工務担当",
    }),
    asset("a6", {
      kind: "phone",
      name: "当番携帯",
      managementNumber: "P-001",
      place: null,
      state: "resting",
    }),
  ];
}
