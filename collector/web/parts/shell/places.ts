import {
  IconAlertTriangle,
  IconBuildingLighthouse,
  IconDeviceDesktop,
  IconDeviceUsb,
  IconNetwork,
  IconSettings,
  type Icon,
} from "@tabler/icons-react";
import type { RouteName } from "#shared/api/routes.ts";
import type { Overview } from "#shared/api/schemas.ts";
import type { shellTexts } from "../../text/shell/index.ts";

/** One entry of the main menu. */
export interface Place {
  readonly to: "/" | "/incidents" | "/endpoints" | "/media" | "/devices" | "/settings";
  readonly name: keyof Pick<
    typeof shellTexts.ja,
    "board" | "incidents" | "endpoints" | "mediaLong" | "devices" | "settings"
  >;
  readonly short: keyof Pick<
    typeof shellTexts.ja,
    "board" | "incidents" | "endpointsShort" | "media" | "devices" | "settings"
  >;
  readonly icon: Icon;
  /** What the page asks; who may not ask it has no entry. */
  readonly asks: RouteName;
  /** How many things there wait for a person. */
  readonly waiting: (overview: Overview) => number;
}

const nothing = (): number => 0;

/** The pages of the menu, in groups. */
export const places: readonly (readonly Place[])[] = [
  [
    {
      to: "/",
      name: "board",
      short: "board",
      icon: IconBuildingLighthouse,
      asks: "getOverview",
      waiting: nothing,
    },
    {
      to: "/incidents",
      name: "incidents",
      short: "incidents",
      icon: IconAlertTriangle,
      asks: "listIncidents",
      waiting: ({ openIncidentCount }) => openIncidentCount,
    },
  ],
  [
    {
      to: "/endpoints",
      name: "endpoints",
      short: "endpointsShort",
      icon: IconDeviceDesktop,
      asks: "listEndpoints",
      waiting: nothing,
    },
    {
      to: "/media",
      name: "mediaLong",
      short: "media",
      icon: IconDeviceUsb,
      asks: "listUsbDevices",
      waiting: ({ undecidedMedia }) => undecidedMedia,
    },
    {
      to: "/devices",
      name: "devices",
      short: "devices",
      icon: IconNetwork,
      asks: "listLanDevices",
      waiting: ({ undecidedDevices }) => undecidedDevices,
    },
  ],
  [
    {
      to: "/settings",
      name: "settings",
      short: "settings",
      icon: IconSettings,
      asks: "listSites",
      waiting: nothing,
    },
  ],
];
