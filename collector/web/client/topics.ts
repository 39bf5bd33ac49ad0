import type { RouteName } from "#shared/api/routes.ts";
import type { StreamEvent } from "#shared/api/schemas.ts";

export type Topic = StreamEvent["topic"];

/** Answers that hold counts over all computers. */
export const countedAnew: ReadonlySet<RouteName> = new Set<RouteName>(["getOverview", "getPatchCompliance"]);

/** Which answers grow old when something of a topic changes. */
export const staleAfter: Readonly<Record<Topic, readonly RouteName[]>> = {
  endpoints: [
    "getOverview",
    "listEndpoints",
    "getEndpoint",
    "listObservations",
    "listNetworks",
    "getPatchCompliance",
    "getAttendance",
  ],
  incidents: ["getOverview", "listIncidents", "getIncident", "listCorrectives", "getHoldings"],
  correctives: ["getOverview", "listCorrectives"],
  "usb-devices": ["getOverview", "listUsbDevices"],
  "lan-devices": ["getOverview", "listLanDevices", "listNetworks"],
  networks: ["getOverview", "listNetworks", "listLanDevices"],
  people: ["getSession", "getOverview", "listPeople", "getHoldings", "listDesignations"],
  attendance: ["getOverview", "getAttendance"],
  reports: ["listReports", "getReport"],
  assets: ["getOverview", "listAssets"],
  collector: [
    "getOverview",
    "listRefusals",
    "listTokens",
    "listSites",
    "listRecords",
    "listCheckpoints",
    "getPolicy",
  ],
};
