import { finishedStates, type Incident } from "#shared/model/incident.ts";
import type { LanDevice } from "#shared/model/register.ts";

const open = ({ state }: Incident): boolean => !finishedStates.has(state);

/** Whether a case lists this address: its own, or one of a day's random ones, written as `mac address name`. */
const lists = ({ data }: Incident, mac: string): boolean =>
  data["mac"] === mac ||
  Object.entries(data).some(
    ([key, value]) => /^device\d+$/u.test(key) && typeof value === "string" && value.startsWith(mac),
  );

/** The open case about a device on its network, newest first in `incidents`, or null where there is none. */
export const caseOf = (incidents: readonly Incident[], { networkId, mac }: LanDevice): Incident | null =>
  incidents.find(
    (incident) =>
      incident.rule === "lan-unknown" &&
      open(incident) &&
      (incident.data["networkId"] ?? networkId) === networkId &&
      lists(incident, mac),
  ) ?? null;

/** The question 「ルータが変わりました」 of a network that nobody has answered, or null. */
export const gatewayQuestion = (incidents: readonly Incident[], networkId: string): Incident | null =>
  incidents.find(
    (incident) =>
      incident.rule === "gateway-changed" &&
      open(incident) &&
      incident.state !== "recovered" &&
      incident.data["networkId"] === networkId,
  ) ?? null;
