import { ProbeError, type Probe, type WatchTools } from "#agent/core/sensor.ts";
import type { LanEvent, Neighbour } from "#shared/facts/lan.ts";
import { contains, formatIpv4, formatSubnet, hostsOf, parseIpv4 } from "./addresses.ts";
import { attribute, type DhcpRequest } from "./dhcp.ts";
import type { LanMemory } from "./memory.ts";
import { neighboursOf, recognise, type Place, type Surroundings } from "./recognise.ts";
import { createBudget, createSightings } from "./sightings.ts";
import { listCards, readCards, readCardState, readTables, type RawCard, type RawTables } from "./tables.ts";

/** The cards themselves change seldom; so many looks use what was read of them. */
const looksPerCardReading = 12;
/** Each request is judged by tables read for it, so a flood of them is cut: what is lost shows itself by ARP. */
const mostRequests = 40;
const requestsPerSecond = 10;
const touchGatewayMs = 30_000;
const sweepChunk = 10;
const sweepPerSecond = 50;
/** The largest network that is swept: a /22, a thousand addresses. */
const fewestBits = 22;
const mostEvents = 300;
const eventsPerSecond = 0.2;

export const isSwept = (place: Place): boolean =>
  place.setting?.sweep === true && place.subnet.bits >= fewestBits;

export interface LanWatcher {
  /** Reads the tables and tells who is new; gives the watched places. */
  readonly look: () => Promise<readonly Place[]>;
  /** Tells a newcomer that asked for an address. */
  readonly hear: (request: DhcpRequest) => Promise<void>;
  /**
   * Asks every address of a watched network; false where this computer left it meanwhile. May run beside the others,
   * which must not run beside each other.
   */
  readonly sweep: (place: Place) => Promise<boolean>;
}

export const createLanWatcher = (
  probe: Probe,
  tools: WatchTools,
  memory: LanMemory,
  again: (ms: number) => void,
  signal: AbortSignal,
): LanWatcher => {
  const sightings = createSightings(tools.load());
  const hasBudget = createBudget(mostEvents, eventsPerSecond, () => probe.monotonicMs());
  const isHeard = createBudget(mostRequests, requestsPerSecond, () => probe.monotonicMs());
  let cards: readonly RawCard[] = [];
  let names = "";
  let looks = 0;
  let shown = "";
  let touchedAtMs = Number.NEGATIVE_INFINITY;
  let told = false;

  const nowMs = (): number => Temporal.Instant.from(probe.now()).epochMilliseconds;

  /** The tables with as few reads as possible: at each look only what tells one network from another. */
  const quickTables = async (): Promise<RawTables> => {
    const [listed, route, arp] = await Promise.all([
      listCards(probe, signal),
      probe.readFile("/proc/net/route", signal),
      probe.readFile("/proc/net/arp", signal),
    ]);
    if (looks % looksPerCardReading === 0 || listed.join("/") !== names) {
      cards = await readCards(probe, listed, signal);
      names = listed.join("/");
    } else {
      cards = await Promise.all(
        cards.map(async (card) => ({ ...card, ...(await readCardState(probe, card.name, signal)) })),
      );
    }
    looks += 1;
    return { cards: [...cards], route, arp };
  };

  const understand = (tables: RawTables): Surroundings => {
    const found = recognise(tables, tools.context().networks);
    const around = found ?? { cards: tables.cards, arp: [], places: [], strangeCards: [] };
    const now = JSON.stringify(
      around.places.map((place) => [place.card, formatSubnet(place.subnet), place.state, place.gatewayMac]),
    );
    if (now !== shown && shown !== "") tools.look();
    shown = now;
    return around;
  };

  const tell = async (place: Place, device: Neighbour, at: string): Promise<boolean> => {
    const networkId = place.setting?.id;
    if (networkId === undefined) return false;
    const moment = nowMs();
    if (!sightings.isNews(networkId, device, moment)) return sightings.note(networkId, device, moment);
    if (!hasBudget()) {
      if (!told) tools.log("warn", "More devices show themselves than can be told at once.");
      told = true;
      return false;
    }
    told = false;
    await tools.event({ type: "device-seen", networkId, neighbour: device } satisfies LanEvent, at);
    // Only what is durable is remembered: after a power failure it is told again instead of never.
    sightings.note(networkId, device, moment);
    tools.look();
    return true;
  };

  const keep = (): void => {
    const { networks } = tools.context();
    // Before the first settings came, nothing is known about which networks count.
    if (networks.length > 0) sightings.keepOnly(new Set(networks.map((network) => network.id)));
    tools.save(sightings.save());
  };

  /**
   * A gateway that has not shown itself is asked to: one empty datagram to this computer's own way out. A watched
   * network's gateway is asked as well: the kernel forgets a neighbour nobody speaks to after a minute, and until it
   * was met again nothing here would be heard.
   */
  const askGateways = async (places: readonly Place[]): Promise<void> => {
    // Where networks are proposed, the gateway is the evidence by which a person recognises one.
    const { proposeNetworks } = tools.context();
    const asked = places.filter(
      (place) =>
        place.gateway !== null &&
        (place.state !== "unwatched" || (proposeNetworks && place.gatewayMac === null)),
    );
    const waited = probe.monotonicMs() - touchedAtMs;
    if (asked.length === 0 || waited < touchGatewayMs) return;
    touchedAtMs = probe.monotonicMs();
    const gateways = asked.flatMap((place) => (place.gateway === null ? [] : [formatIpv4(place.gateway)]));
    try {
      await probe.touchAddresses(gateways, sweepPerSecond, signal);
      if (asked.some((place) => place.gatewayMac === null)) again(1000);
    } catch (error) {
      if (!(error instanceof ProbeError)) throw error;
      tools.log("warn", `A gateway could not be asked for its address: ${error.message}`);
    }
  };

  const look = async (): Promise<readonly Place[]> => {
    const around = understand(await quickTables());
    const watched = around.places.filter((place) => place.state === "watched");
    let changed = false;
    const at = probe.now();
    for (const place of watched) {
      const heard = memory.introductions(probe.monotonicMs(), (mac) =>
        around.arp.some((one) => one.mac === mac),
      );
      for (const device of neighboursOf(place, around, [], heard))
        changed = (device.source !== "dhcp" && (await tell(place, device, at))) || changed;
    }
    if (changed) keep();
    await askGateways(around.places);
    return watched;
  };

  return {
    look,
    hear: async (request) => {
      if (!isHeard()) return;
      // Never by an older look: in between, this computer may have been carried to another network.
      const around = understand(await readTables(probe, signal));
      // Nothing is watched here any more: the next look ends the listening, now and not in a few seconds.
      if (!around.places.some((one) => one.state === "watched")) again(0);
      const place = attribute(request, around, parseIpv4);
      const networkId = place?.setting?.id;
      const isOwn = around.cards.some((card) => card.mac.toLowerCase() === request.mac);
      if (place === null || networkId === undefined || isOwn) return;
      const number = request.address === null ? null : parseIpv4(request.address);
      const addresses =
        request.address !== null && number !== null && contains(place.subnet, number)
          ? [request.address]
          : [];
      const { mac, hostName, vendor: dhcpVendor } = request;
      memory.introduce({ networkId, mac, hostName, dhcpVendor, addresses }, probe.monotonicMs());
      const device: Neighbour = {
        mac,
        addresses,
        hostName,
        dhcpVendor,
        router: mac === place.gatewayMac,
        source: "dhcp",
      };
      if (await tell(place, device, probe.now())) keep();
    },
    sweep: async (place) => {
      const addresses = hostsOf(place.subnet);
      for (let from = 0; from < addresses.length && !signal.aborted; from += sweepChunk) {
        // A laptop is carried away in the middle of a sweep; the next network must not be asked a single address.
        const places = understand(await quickTables()).places;
        const stays = places.some(
          (now) =>
            now.card === place.card &&
            now.setting?.id === place.setting?.id &&
            isSwept(now) &&
            formatSubnet(now.subnet) === formatSubnet(place.subnet),
        );
        if (!stays) return false;
        await probe.touchAddresses(addresses.slice(from, from + sweepChunk), sweepPerSecond, signal);
      }
      return !signal.aborted;
    },
  };
};
