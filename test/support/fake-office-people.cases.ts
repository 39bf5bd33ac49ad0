import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { policy, type Policy } from "#shared/model/policy.ts";
import type { Designation, Person } from "#shared/model/role.ts";
import type { Holdings, PersonRow } from "#shared/api/watch-schemas.ts";
import type { OfficeClock } from "./fake-office-clock.ts";

/** The policy as it is delivered. */
export const deliveredPolicy = (): Policy =>
  policy.parse(parse(readFileSync(join(import.meta.dirname, "../../config/policy.yaml"), "utf8")));

/** The people of the office; the first one looks at the pages. */
export function drawPeople({ ago }: OfficeClock): { person: Person; people: PersonRow[] } {
  const row = (id: string, name: string, change: Partial<PersonRow> = {}): PersonRow => ({
    id,
    name,
    email: `${id}@example.jp`,
    phone: null,
    roles: [],
    language: "ja",
    secondFactor: true,
    siteId: "s1",
    siteName: "事務局",
    hasAccount: true,
    disabled: false,
    createdAt: ago(60 * 24 * 60),
    deputyFor: [],
    ...change,
  });
  const first = row("p1", "立山 花子", {
    email: "hanako@example.jp",
    phone: "090-0000-0001",
    roles: ["supervisor", "manager"],
  });
  const { siteName: _site, deputyFor: _chairs, ...person } = first;
  return {
    person,
    people: [
      first,
      row("p2", "剱 一郎", { phone: "090-0000-0002", roles: ["chief", "board"] }),
      row("p3", "称名 四郎", { phone: "076-000-0003", roles: ["csirt"], deputyFor: ["supervisor"] }),
      row("p4", "白馬 次郎", { roles: ["member"], siteId: "s2", siteName: "北陸設備工業" }),
      row("p5", "雄山 三郎", { roles: ["auditor"], siteId: null, siteName: null }),
      row("p6", "保守 五郎", {
        roles: ["maintainer"],
        siteId: null,
        siteName: null,
        hasAccount: false,
        secondFactor: false,
      }),
      row("p7", "室堂 六子", { roles: [], disabled: true }),
      row("p8", "検針 七海", { roles: ["staff"], hasAccount: false, secondFactor: false }),
    ],
  };
}

/** Deputies by designation, newest first. */
export const drawDesignations = ({ ago, ahead, day }: OfficeClock): Designation[] => [
  {
    id: "g1",
    role: "supervisor",
    personId: "p3",
    siteId: null,
    from: ago(60 * 24 * 2),
    until: ahead(24 * 5),
    designatedBy: "理事長 剱 一郎",
    designatedOn: day(3),
    endedAt: null,
  },
  {
    id: "g2",
    role: "deputy-supervisor",
    personId: "p3",
    siteId: null,
    from: ago(60 * 24 * 40),
    until: ago(60 * 24 * 10),
    designatedBy: "理事長 剱 一郎",
    designatedOn: day(41),
    endedAt: ago(60 * 24 * 12),
  },
];

/** What the office's manager still holds. */
export const drawHoldings = (designations: readonly Designation[]): Holdings => ({
  roles: ["supervisor", "manager"],
  designations: [...designations].slice(0, 1),
  openCases: [
    {
      id: "i142",
      number: "R8-0142",
      title: { ja: "未登録のUSBメモリの接続", en: "Unregistered USB memory stick connected" },
    },
  ],
  endpoints: [{ id: "e3", hostname: "PC-03" }],
  vacated: ["manager"],
});
