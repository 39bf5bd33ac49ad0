import { afterCardKnown } from "#collector/domain/incidents/decision.ts";
import { firstNetwork, foldLan, readLan, type LanReport } from "#collector/domain/registers/lan.ts";
import type { LanSighting } from "#collector/domain/registers/sightings.ts";
import { gatewayChanged } from "#collector/domain/rules/gateway-changed/index.ts";
import { lanFingerprint, lanUnknown } from "#collector/domain/rules/lan-unknown/index.ts";
import type { Store, StoredEndpoint } from "#collector/storage/port.ts";
import type { StoredObservation } from "#shared/api/schemas.ts";
import type { ProposedNetwork } from "#shared/facts/lan.ts";
import type { LanDevice, Network } from "#shared/model/register.ts";
import { concludeCase, type CaseWriter, type Occasion } from "./cases.ts";
import { derivedId, type Draft } from "./draft.ts";

/** Absent for less than this is not "left and came back". */
const absence = { minutes: 60 } as const;
/** A computer heard within this time is on: its last look still says who is there. */
const heardWithin = { minutes: 5 } as const;
/** Learning is looked at again after this long; a person ends it. */
const learning = { hours: 7 * 24 } as const;
const readingsBack = 10;
const mostWitnesses = 10;

type LanStore = Pick<Store, "registers" | "endpoints" | "observations" | "incidents">;

/** What LAN observations change: own cards, the register of devices, proposals, the first network, and cases. */
export function createLanWork(
  store: LanStore,
  cases: CaseWriter,
  vendorOf: (mac: string) => Promise<string | null>,
) {
  /** Who a computer saw in its last whole look before an observation, as `network|mac`. */
  async function lastLook(endpointId: string, before: number): Promise<ReadonlySet<string>> {
    const history = await store.observations.history(endpointId, { fact: "lan", limit: readingsBack });
    const last = history.items.find((one) => one.kind === "reading" && one.ordinal < before && !one.unread);
    return last === undefined ? new Set() : seenIn(readLan(last));
  }

  async function isPresentElsewhere(known: LanDevice, occasion: Occasion, before: number): Promise<boolean> {
    const key = `${known.networkId}|${known.mac}`;
    const oldest = Temporal.Instant.from(occasion.arrivedAt).subtract(heardWithin);
    for (const witness of known.seenBy.slice(-mostWitnesses)) {
      if (witness !== occasion.endpointId) {
        const endpoint = await store.endpoints.get(witness);
        const heardAt = endpoint?.lastSeenAt ?? null;
        const isOn =
          heardAt !== null && Temporal.Instant.compare(Temporal.Instant.from(heardAt), oldest) >= 0;
        if (isOn && (await lastLook(witness, before)).has(key)) return true;
      }
    }
    return false;
  }

  /** Whether a known device surely was away: an hour unseen, and in nobody's last look. */
  async function hasReturned(
    known: LanDevice,
    occasion: Occasion,
    ownLook: ReadonlySet<string>,
    before: number,
  ): Promise<boolean> {
    const unseenSince = Temporal.Instant.from(known.lastSeenAt).add(absence);
    if (Temporal.Instant.compare(unseenSince, Temporal.Instant.from(occasion.at)) > 0) return false;
    if (ownLook.has(`${known.networkId}|${known.mac}`)) return false;
    return !(await isPresentElsewhere(known, occasion, before));
  }

  async function ownCards(draft: Draft, endpoint: StoredEndpoint, report: LanReport, occasion: Occasion) {
    if (report.ownMacs === null) return;
    const before = new Set(endpoint.macs);
    const added = report.ownMacs.filter((mac) => !before.has(mac));
    if (added.length === 0 && before.size === report.ownMacs.length) return;
    draft.macs.push({ endpointId: endpoint.id, macs: report.ownMacs });
    if (added.length === 0) return;
    for (const network of await store.registers.networks())
      for (const mac of added) {
        const open = await draft.openCase(lanFingerprint(network.id, mac));
        if (open === null) continue;
        const right = (await store.registers.lanDevice(network.id, mac))?.right ?? null;
        concludeCase(draft, open, afterCardKnown(open, endpoint.hostname, right), occasion);
      }
  }

  /** Enters the network of the collector's own host as the first one; every other is a person's decision. */
  async function enterFirst(draft: Draft, endpoint: StoredEndpoint, report: LanReport, occasion: Occasion) {
    const proposal = firstNetwork(report.proposals ?? []);
    if (!endpoint.local || proposal === null || (await store.registers.networks()).length > 0) return;
    await store.registers.putNetwork({
      id: derivedId("net", endpoint.id, proposal.subnet, proposal.gatewayMac ?? ""),
      name: `${endpoint.site.name}LAN`,
      siteId: endpoint.siteId,
      mode: "learning",
      subnets: [proposal.subnet],
      gatewayMacs: proposal.gatewayMac === null ? [] : [proposal.gatewayMac],
      createdAt: occasion.arrivedAt,
      learningUntil: Temporal.Instant.from(occasion.arrivedAt).add(learning).toString(),
    });
    draft.networksChanged = true;
  }

  async function propose(draft: Draft, endpoint: StoredEndpoint, report: LanReport, occasion: Occasion) {
    if (report.proposals === null) return;
    const stored = (await store.registers.proposals()).filter((one) => one.endpointId === endpoint.id);
    if (form(stored) === form(report.proposals)) return;
    draft.proposals.push({ endpointId: endpoint.id, at: occasion.at, networks: report.proposals });
    draft.networksChanged = true;
  }

  /** 「ルータが変わりました」: asked only of the collector's own host, since every other computer may be anywhere. */
  async function askAboutGateway(
    draft: Draft,
    endpoint: StoredEndpoint,
    report: LanReport,
    occasion: Occasion,
  ) {
    if (!endpoint.local || report.proposals === null || report.proposals.length === 0) return;
    const before = (await store.registers.proposals()).filter((one) => one.endpointId === endpoint.id);
    for (const network of await store.registers.networks())
      for (const proposal of report.proposals) {
        const mac = proposal.gatewayMac;
        const subject = {
          network,
          proposal,
          present: report.gateways,
          seenBefore: before.some((one) => one.gatewayMac === mac && one.subnet === proposal.subnet),
          vendor: mac === null ? null : await vendorOf(mac),
          address: null,
        };
        for (const finding of gatewayChanged.judge(subject, occasion.at))
          await cases.found(draft, gatewayChanged, finding, { ...occasion, siteId: network.siteId });
      }
  }

  async function sight(report: LanReport, networks: ReadonlyMap<string, Network>, occasion: Occasion) {
    const owners = new Map<string, string>();
    const vendors = new Map<string, string>();
    for (const mac of new Set(report.seen.map(({ neighbour }) => neighbour.mac))) {
      const owner =
        report.ownMacs?.includes(mac) === true ? occasion.endpointId : await store.endpoints.byMac(mac);
      if (owner !== null) owners.set(mac, owner);
      const vendor = await vendorOf(mac);
      if (vendor !== null) vendors.set(mac, vendor);
    }
    return foldLan(report, { endpointId: occasion.endpointId, at: occasion.at, networks, owners, vendors });
  }

  async function judge(
    draft: Draft,
    sighting: LanSighting,
    network: Network,
    ownLook: ReadonlySet<string>,
    occasion: Occasion,
    ordinal: number,
  ): Promise<void> {
    draft.lanDevices.push(sighting);
    const known = await store.registers.lanDevice(sighting.networkId, sighting.mac);
    for (const finding of lanUnknown.judge({ sighting, network, known }, occasion.at)) {
      const fresh =
        finding.fresh || (known !== null && (await hasReturned(known, occasion, ownLook, ordinal)));
      await cases.found(draft, lanUnknown, { ...finding, fresh }, occasion);
    }
  }

  return async (
    draft: Draft,
    observation: StoredObservation,
    endpoint: StoredEndpoint,
    occasion: Occasion,
  ): Promise<void> => {
    const report = readLan(observation);
    await ownCards(draft, endpoint, report, occasion);
    await enterFirst(draft, endpoint, report, occasion);
    await askAboutGateway(draft, endpoint, report, occasion);
    await propose(draft, endpoint, report, occasion);
    if (report.seen.length === 0) return;
    const networks = new Map((await store.registers.networks()).map((network) => [network.id, network]));
    const sightings = await sight(report, networks, occasion);
    if (sightings.length === 0) return;
    const ownLook = await lastLook(occasion.endpointId, observation.ordinal);
    for (const sighting of sightings) {
      const network = networks.get(sighting.networkId);
      if (network) await judge(draft, sighting, network, ownLook, occasion, observation.ordinal);
    }
  };
}

const form = (networks: readonly ProposedNetwork[]): string =>
  JSON.stringify(networks.map((one) => [one.interface, one.gatewayMac, one.subnet]));

const seenIn = (report: LanReport): ReadonlySet<string> =>
  new Set(report.seen.map(({ networkId, neighbour }) => `${networkId}|${neighbour.mac}`));
