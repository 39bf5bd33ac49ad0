import type { RegisterStore } from "#collector/storage/port.ts";
import type { StoredObservation } from "#shared/api/schemas.ts";
import { lan } from "#shared/facts/lan.ts";
import { reading } from "#shared/facts/reading.ts";
import type { AgentSettings } from "#shared/protocol/messages.ts";

const lanReading = reading(lan);

export interface AgentSettingsDeps {
  readonly registers: Pick<RegisterStore, "networks">;
  /** Computers whose agents are connected now. */
  readonly connected: () => ReadonlySet<string>;
  /** Whether a computer is the collector's own host, the only one asked to propose networks. */
  readonly isLocal: (endpointId: string) => Promise<boolean>;
  /** host:port of the agents' port, best first. */
  readonly addresses: () => readonly string[];
  readonly now: () => Temporal.Instant;
}

export interface AgentSettingsSource {
  settingsFor(endpointId: string): Promise<AgentSettings>;
  /** Learns from LAN readings who stands on which network; answers the computers whose settings that changes. */
  observed(stored: readonly StoredObservation[]): readonly string[];
  /** How many connected computers stand on a network. */
  standingOn(networkId: string): number;
  /** Chooses again after computers left; answers the computers whose settings that changes. */
  left(endpointId: string): readonly string[];
}

/**
 * What each agent is told. On each watched network one connected computer asks every address from time to time, so
 * that a device that speaks to nobody is found without forty computers asking.
 */
export function createAgentSettings(deps: AgentSettingsDeps): AgentSettingsSource {
  const members = new Map<string, Set<string>>();
  const sweepers = new Map<string, string>();

  /** Keeps a sweeper while it is there; otherwise takes the first by identifier. */
  function choose(networkId: string): readonly string[] {
    const connected = deps.connected();
    const present = [...(members.get(networkId) ?? [])].filter((each) => connected.has(each)).toSorted();
    const before = sweepers.get(networkId);
    if (before !== undefined && present.includes(before)) return [];
    const [next] = present;
    if (next === undefined) sweepers.delete(networkId);
    else sweepers.set(networkId, next);
    return [before, next].filter((each) => each !== undefined);
  }

  return {
    async settingsFor(endpointId) {
      const networks = await deps.registers.networks();
      return {
        version: deps.now().epochMilliseconds,
        networks: networks.map((network) => ({
          id: network.id,
          subnets: [...network.subnets],
          gatewayMacs: [...network.gatewayMacs],
          sweep: sweepers.get(network.id) === endpointId,
        })),
        proposeNetworks: await deps.isLocal(endpointId),
        addresses: [...deps.addresses()],
      };
    },
    observed(stored) {
      const touched = new Set<string>();
      for (const { endpointId, fact, kind, body, unread } of stored) {
        if (fact !== "lan" || kind !== "reading" || unread) continue;
        const read = lanReading.safeParse(body);
        if (!read.success || read.data.value === undefined) continue;
        const here = new Set(read.data.value.networks.map((network) => network.networkId));
        for (const [networkId, computers] of members) {
          if (!here.has(networkId) && computers.delete(endpointId)) touched.add(networkId);
        }
        for (const networkId of here) {
          const computers = members.get(networkId) ?? new Set();
          if (!computers.has(endpointId)) touched.add(networkId);
          members.set(networkId, computers.add(endpointId));
        }
      }
      return [...new Set([...touched].flatMap(choose))];
    },
    standingOn(networkId) {
      const connected = deps.connected();
      return [...(members.get(networkId) ?? [])].filter((id) => connected.has(id)).length;
    },
    left(endpointId) {
      const networks = [...members].filter(([, computers]) => computers.delete(endpointId)).map(([id]) => id);
      return [...new Set(networks.flatMap(choose))].filter((each) => each !== endpointId);
    },
  };
}
