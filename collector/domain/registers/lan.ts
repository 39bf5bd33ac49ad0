import { lan, lanEvent, type Neighbour, type ProposedNetwork } from "#shared/facts/lan.ts";
import { reading } from "#shared/facts/reading.ts";
import type { LanRight, Network } from "#shared/model/register.ts";
import { isRandomMac, macNature } from "./mac.ts";
import type { LanSighting } from "./sightings.ts";

export interface LanObservation {
  readonly kind: "reading" | "event";
  readonly body: unknown;
  /** When it happened, an ISO instant. */
  readonly at: string;
}

/** An observation of the fact `lan`, understood. */
export interface LanReport {
  /** The computer's own cards, or null where the observation does not say. */
  readonly ownMacs: readonly string[] | null;
  readonly seen: readonly { readonly networkId: string; readonly neighbour: Neighbour }[];
  readonly proposals: readonly ProposedNetwork[] | null;
  /** The gateways this computer can reach, on watched networks and others. */
  readonly gateways: readonly string[];
}

const nothing: LanReport = { ownMacs: null, seen: [], proposals: null, gateways: [] };
const lanReading = reading(lan);

/**
 * Reads an observation of the fact `lan`. Broadcast, multicast and empty addresses are nobody and are left out. What
 * a failed look saw all the same is believed as a sighting, but it proves no absence, so it says nothing about own
 * cards and proposals. Pure; an observation that is not understood says nothing.
 */
export function readLan(observation: LanObservation): LanReport {
  if (observation.kind === "event") {
    const event = lanEvent.safeParse(observation.body);
    if (!event.success) return nothing;
    const { networkId, neighbour } = event.data;
    return { ...nothing, seen: isSomebody(neighbour) ? [{ networkId, neighbour }] : [] };
  }
  const snapshot = lanReading.safeParse(observation.body);
  if (!snapshot.success || snapshot.data.value === undefined) return nothing;
  const { interfaces, networks, proposals } = snapshot.data.value;
  const whole = snapshot.data.status === "ok";
  return {
    ownMacs: whole
      ? unique(interfaces.map((one) => one.mac).filter((mac) => macNature(mac) !== "never"))
      : null,
    seen: networks.flatMap(({ networkId, neighbours }) =>
      neighbours.filter(isSomebody).map((neighbour) => ({ networkId, neighbour })),
    ),
    proposals: whole ? proposals : null,
    gateways: [...networks, ...proposals].flatMap(({ gatewayMac }) =>
      gatewayMac === null ? [] : [gatewayMac],
    ),
  };
}

const isSomebody = (neighbour: Neighbour): boolean => macNature(neighbour.mac) !== "never";
const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();

/** What is needed to turn a report into sightings: the register's networks, who owns a card, who made it. */
export interface LanSurroundings {
  readonly endpointId: string;
  readonly at: string;
  readonly networks: ReadonlyMap<string, Network>;
  /** The enrolled computer that reports a card as its own, docks included. */
  readonly owners: ReadonlyMap<string, string>;
  readonly vendors: ReadonlyMap<string, string>;
}

/**
 * The sightings a report gives, one for each device and network. A network that is not in the register is passed over:
 * an agent may not enter devices where nobody decided to watch. The network's own
 * gateway is fixed equipment; a shared address of redundant routers that is none is asked about like any other.
 */
export function foldLan(report: LanReport, around: LanSurroundings): readonly LanSighting[] {
  const sightings = new Map<string, LanSighting>();
  for (const { networkId, neighbour } of report.seen) {
    const network = around.networks.get(networkId);
    if (network === undefined) continue;
    const key = `${networkId}|${neighbour.mac}`;
    const earlier = sightings.get(key);
    const router =
      neighbour.router ||
      network.gatewayMacs.includes(neighbour.mac) ||
      macNature(neighbour.mac) === "virtual-router";
    sightings.set(key, {
      networkId,
      mac: neighbour.mac,
      randomMac: isRandomMac(neighbour.mac),
      vendor: around.vendors.get(neighbour.mac) ?? null,
      addresses: [...new Set([...(earlier?.addresses ?? []), ...neighbour.addresses])].slice(0, 50),
      hostName: neighbour.hostName ?? earlier?.hostName ?? null,
      router: router || earlier?.router === true,
      at: around.at,
      seenBy: around.endpointId,
      endpointId: around.owners.get(neighbour.mac) ?? null,
      rightIfNew: rightIfNew(network, neighbour.mac),
    });
  }
  return [...sightings.values()];
}

function rightIfNew(network: Network, mac: string): LanRight {
  // A prefix of redundant routers is anybody's to take: only the network's own gateway is equipment by itself.
  if (network.gatewayMacs.includes(mac)) return "fixed";
  return network.mode === "learning" ? "initial" : "unregistered";
}

/**
 * The proposal that becomes the first watched network of the collector's own host: one with a gateway, since a bridge
 * made by a container engine or a virtual machine has none; without any, none is entered by itself.
 */
export const firstNetwork = (proposals: readonly ProposedNetwork[]): ProposedNetwork | null =>
  proposals.find((proposal) => proposal.gatewayMac !== null) ?? null;
