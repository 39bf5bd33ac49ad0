import {
  IconAlertTriangle,
  IconBook2,
  IconBuildingLighthouse,
  IconClockHour4,
  IconDeviceDesktop,
  IconDeviceTablet,
  IconDeviceUsb,
  IconFileText,
  IconListCheck,
  IconNetwork,
  IconNotebook,
  IconSettings,
  IconShieldCheck,
  IconUsers,
  type Icon,
} from "@tabler/icons-react";
import type { RouteName } from "#shared/api/routes.ts";
import type { Overview } from "#shared/api/schemas.ts";
import type { shellTexts } from "../../text/shell/index.ts";

type Name = {
  [K in keyof typeof shellTexts.ja]: (typeof shellTexts.ja)[K] extends string ? K : never;
}[keyof typeof shellTexts.ja];

/** One entry of the main menu. */
export interface Place {
  readonly to:
    | "/"
    | "/incidents"
    | "/correctives"
    | "/endpoints"
    | "/patch"
    | "/media"
    | "/devices"
    | "/assets"
    | "/attendance"
    | "/reports"
    | "/records"
    | "/people"
    | "/policy"
    | "/settings";
  readonly name: Name;
  /** The name where there is little room. */
  readonly short: Name;
  readonly icon: Icon;
  /** What the page asks; who may not ask it has no entry. */
  readonly asks: RouteName;
  /** How many things there wait for a person. */
  readonly waiting: (overview: Overview) => number;
  /** Whether it stands at the foot of a phone; the others are one tap further. */
  readonly atFoot: boolean;
}

const nothing = (): number => 0;
const place = (
  to: Place["to"],
  name: Name,
  icon: Icon,
  asks: RouteName,
  more: Partial<Place> = {},
): Place => ({
  to,
  name,
  short: name,
  icon,
  asks,
  waiting: nothing,
  atFoot: false,
  ...more,
});

/** The pages of the menu, in groups. */
export const places: readonly (readonly Place[])[] = [
  [
    place("/", "board", IconBuildingLighthouse, "getOverview", { atFoot: true }),
    place("/incidents", "incidents", IconAlertTriangle, "listIncidents", {
      atFoot: true,
      waiting: ({ openIncidentCount }) => openIncidentCount,
    }),
    place("/correctives", "correctives", IconListCheck, "listCorrectives", {
      atFoot: true,
      waiting: ({ correctives }) => correctives.rows,
    }),
  ],
  [
    place("/endpoints", "endpoints", IconDeviceDesktop, "listEndpoints", {
      atFoot: true,
      short: "endpointsShort",
    }),
    place("/patch", "patch", IconShieldCheck, "getPatchCompliance"),
    place("/media", "mediaLong", IconDeviceUsb, "listUsbDevices", {
      short: "media",
      waiting: ({ undecidedMedia }) => undecidedMedia,
    }),
    place("/devices", "devices", IconNetwork, "listLanDevices", {
      waiting: ({ undecidedDevices }) => undecidedDevices,
    }),
    place("/assets", "assets", IconDeviceTablet, "listAssets"),
  ],
  [
    place("/attendance", "attendance", IconClockHour4, "getAttendance"),
    place("/reports", "reports", IconFileText, "listReports"),
    place("/records", "records", IconNotebook, "listRecords"),
  ],
  [
    place("/people", "people", IconUsers, "listPeople"),
    place("/policy", "policy", IconBook2, "getPolicy"),
    place("/settings", "settings", IconSettings, "listSites"),
  ],
];
