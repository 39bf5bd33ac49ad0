import type { RouteName } from "#shared/api/routes.ts";
import type { StreamEvent } from "#shared/api/schemas.ts";

export type Topic = StreamEvent["topic"];

/** Which answers grow old when something of a topic changes. */
export const staleAfter: Readonly<Record<Topic, readonly RouteName[]>> = {
  endpoints: ["getOverview", "listEndpoints", "getEndpoint", "listObservations", "listNetworks"],
  incidents: ["getOverview", "listIncidents", "getIncident"],
  "usb-devices": ["getOverview", "listUsbDevices"],
  "lan-devices": ["getOverview", "listLanDevices", "listNetworks"],
  networks: ["getOverview", "listNetworks", "listLanDevices"],
  people: ["getSession", "listPeople"],
  collector: ["getOverview", "listRefusals", "listTokens", "listSites"],
};
