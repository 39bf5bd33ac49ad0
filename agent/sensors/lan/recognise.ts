import type { Neighbour } from "#shared/facts/lan.ts";
import type { NetworkSetting } from "#shared/protocol/messages.ts";
import { contains, formatIpv4, isSameSubnet, overlaps, parseSubnet, type Subnet } from "./addresses.ts";
import {
  isEthernet,
  isInside,
  isUp,
  parseArp,
  parseRoutes,
  type ArpEntry,
  type Ipv6Entry,
  type RawCard,
  type RawTables,
  type Route,
} from "./tables.ts";

/** A network this computer stands in, and whether it is one of the register's. */
export interface Place {
  readonly card: string;
  readonly subnet: Subnet;
  readonly gateway: number | null;
  readonly gatewayMac: string | null;
  /** `pending`: it has a watched network's subnet, but its gateway has not shown itself yet. */
  readonly state: "watched" | "unwatched" | "pending";
  /** The register's network, only where it is watched. */
  readonly setting: NetworkSetting | null;
}

/** Everything that follows from the kernel's tables. */
export interface Surroundings {
  readonly cards: readonly RawCard[];
  readonly arp: readonly ArpEntry[];
  readonly places: readonly Place[];
  /** Linked cards of which it is not known that a watched network is behind them. */
  readonly strangeCards: readonly string[];
}

const linkLocal: Subnet = { base: 0xa9_fe_00_00, bits: 16 };
const loopback: Subnet = { base: 0x7f_00_00_00, bits: 8 };

const stateOf = (
  setting: NetworkSetting,
  gateway: number | null,
  gatewayMac: string | null,
  around: readonly ArpEntry[],
): Place["state"] => {
  if (setting.gatewayMacs.length === 0) return "watched";
  if (gateway !== null) {
    if (gatewayMac === null) return "pending";
    // A home may have the office's subnet, but not its gateway.
    return setting.gatewayMacs.includes(gatewayMac) ? "watched" : "unwatched";
  }
  // Without a default route through this card, the gateway is known by having been met here as a neighbour.
  return around.some((entry) => setting.gatewayMacs.includes(entry.mac)) ? "watched" : "pending";
};

const placeOf = (
  route: Route,
  routes: readonly Route[],
  arp: readonly ArpEntry[],
  networks: readonly NetworkSetting[],
): Place => {
  const { card, subnet } = route;
  const gateway =
    routes
      .filter((one) => one.card === card && one.subnet.bits === 0 && one.gateway !== null)
      .sort((one, other) => one.metric - other.metric)
      .map((one) => one.gateway ?? 0)
      .find((address) => contains(subnet, address)) ?? null;
  const around = arp.filter((entry) => entry.card === card && contains(subnet, entry.address));
  const gatewayMac = around.find((entry) => entry.address === gateway)?.mac ?? null;
  const judged = networks
    .filter((one) =>
      one.subnets.some((text) => {
        const own = parseSubnet(text);
        return own !== null && isSameSubnet(own, subnet);
      }),
    )
    // A network with a known gateway is the better evidence.
    .sort((one, other) => Number(other.gatewayMacs.length > 0) - Number(one.gatewayMacs.length > 0))
    .map((setting) => ({ setting, state: stateOf(setting, gateway, gatewayMac, around) }));
  const watched = judged.find((one) => one.state === "watched");
  const state = watched?.state ?? (judged.some((one) => one.state === "pending") ? "pending" : "unwatched");
  return { card, subnet, gateway, gatewayMac, state, setting: watched?.setting ?? null };
};

/** Tells the watched networks from all others. Null where the tables are not understood. Never throws. */
export const recognise = (tables: RawTables, networks: readonly NetworkSetting[]): Surroundings | null => {
  const routes = parseRoutes(tables.route);
  const arp = parseArp(tables.arp);
  if (routes === null || arp === null) return null;
  const linked = tables.cards.filter((card) => isEthernet(card) && isUp(card) && !card.member);
  const outside = new Set(linked.filter((card) => !isInside(card)).map((card) => card.name));
  const connected = routes.filter(
    ({ card, subnet, gateway }, at) =>
      outside.has(card) &&
      gateway === null &&
      subnet.bits > 0 &&
      subnet.bits < 32 &&
      !overlaps(subnet, linkLocal) &&
      !overlaps(subnet, loopback) &&
      routes.findIndex(
        (one) => one.card === card && one.gateway === null && isSameSubnet(one.subnet, subnet),
      ) === at,
  );
  const places = connected.map((route) => placeOf(route, routes, arp, networks));
  const strangeCards = linked
    .map((card) => card.name)
    .filter((name) => {
      const own = places.filter((place) => place.card === name);
      return own.length === 0 || own.some((place) => place.state !== "watched");
    });
  return { cards: tables.cards, arp, places, strangeCards };
};

/** What a device told about itself by DHCP. */
export interface Introduction {
  readonly networkId: string;
  readonly mac: string;
  readonly hostName: string | null;
  readonly dhcpVendor: string | null;
  readonly addresses: readonly string[];
}

const maxAddresses = 50;

/** Who was seen on one watched network: by ARP, by IPv6, and by DHCP. This computer's own cards are left out. */
export const neighboursOf = (
  place: Place,
  { arp, cards }: Surroundings,
  ipv6: readonly Ipv6Entry[],
  introductions: readonly Introduction[],
): readonly Neighbour[] => {
  const networkId = place.setting?.id;
  if (networkId === undefined) return [];
  const own = new Set(cards.map((card) => card.mac.toLowerCase()));
  const told = new Map(
    introductions.filter((one) => one.networkId === networkId).map((one) => [one.mac, one] as const),
  );
  const near = arp.filter((one) => one.card === place.card && contains(place.subnet, one.address));
  const near6 = ipv6.filter((one) => one.card === place.card);
  const heard = new Set([...near, ...near6].map((one) => one.mac));
  return [...new Set([...heard, ...told.keys()])]
    .filter((mac) => !own.has(mac))
    .sort()
    .slice(0, 2000)
    .map((mac) => {
      const addresses = [
        ...near.filter((one) => one.mac === mac).map((one) => formatIpv4(one.address)),
        ...(heard.has(mac) ? [] : (told.get(mac)?.addresses ?? [])),
        ...near6.filter((one) => one.mac === mac).map((one) => one.address),
      ];
      return {
        mac,
        addresses: [...new Set(addresses)].sort().slice(0, maxAddresses),
        hostName: told.get(mac)?.hostName ?? null,
        dhcpVendor: told.get(mac)?.dhcpVendor ?? null,
        router: mac === place.gatewayMac || near6.some((one) => one.mac === mac && one.router),
        source: heard.has(mac) ? "neighbour-table" : "dhcp",
      };
    });
};
