import { ProbeError, type Probe, type Reader } from "#agent/core/sensor.ts";
import { lan, type Lan } from "#shared/facts/lan.ts";
import { networkSetting } from "#shared/protocol/messages.ts";
import { z } from "zod";
import { formatSubnet } from "./addresses.ts";
import { sweepKey, type LanMemory } from "./memory.ts";
import { neighboursOf, recognise, type Place } from "./recognise.ts";
import { isUp, ownInterfaces, parseIpv6Neighbours, rawTables, readTables, type RawCard } from "./tables.ts";

const recording = rawTables.extend({
  /** `ip -j -6 neigh`, or null where it could not be asked. */
  ipv6: z.string().nullable(),
  /** /proc/net/if_inet6, or null where the kernel has no IPv6. */
  ipv6Addresses: z.string().nullable(),
  networks: z.array(networkSetting),
  proposeNetworks: z.boolean(),
  dhcpListener: z.enum(["listening", "denied", "off", "unavailable"]),
  sweptAt: z.record(z.string(), z.string()),
  introductions: z.array(
    z.object({
      networkId: z.string(),
      mac: z.string(),
      hostName: z.string().nullable(),
      dhcpVendor: z.string().nullable(),
      addresses: z.array(z.string()),
    }),
  ),
});

const parseJson = (raw: string): unknown => {
  try {
    return JSON.parse(raw);
  } catch {
    // No JSON at all is one of the shapes that are not understood.
    return undefined;
  }
};

const ask = async (work: Promise<string>): Promise<string | null> => {
  try {
    return await work;
  } catch (error) {
    // IPv6 only adds to what ARP shows; without it the answer is smaller, not wrong.
    if (error instanceof ProbeError && error.code !== "timeout") return null;
    throw error;
  }
};

const askNeighbours = async (probe: Probe, signal: AbortSignal): Promise<string> => {
  const { code, stdout } = await probe.run(["ip", "-j", "-6", "neigh", "show"], signal, {
    timeoutMs: 10_000,
  });
  return code === 0 ? stdout : "[]";
};

/** Cards with an address of the whole Internet or of a site, but none of IPv4. */
const ipv6OnlyCards = (text: string | null, cards: readonly RawCard[], places: readonly Place[]): number => {
  const global = new Set(
    (text ?? "").split("\n").flatMap((line) => {
      const [, , , scope, , name] = line.trim().split(/\s+/u);
      return scope === "00" && name !== undefined ? [name] : [];
    }),
  );
  const names = ownInterfaces(cards).map((card) => card.name);
  return cards.filter(
    (card) =>
      names.includes(card.name) &&
      global.has(card.name) &&
      isUp(card) &&
      !card.member &&
      !places.some((place) => place.card === card.name),
  ).length;
};

/** Reads the kernel's tables, and only those of watched networks get through. */
export const createLinuxLan = (memory: LanMemory): Reader<Lan> => ({
  read: async (probe, context, signal) => {
    const tables = await readTables(probe, signal);
    const watched = context.networks.length > 0;
    const [ipv6, ipv6Addresses] = await Promise.all([
      watched ? ask(askNeighbours(probe, signal)) : null,
      ask(probe.readFile("/proc/net/if_inet6", signal)),
    ]);
    return JSON.stringify({
      ...tables,
      ipv6,
      ipv6Addresses,
      networks: [...context.networks],
      proposeNetworks: context.proposeNetworks,
      dhcpListener: memory.dhcp,
      sweptAt: Object.fromEntries(memory.sweptAt),
      introductions: memory
        .introductions(probe.monotonicMs(), (mac) => tables.arp.includes(mac))
        .map((one) => ({ ...one, addresses: [...one.addresses] })),
    } satisfies z.input<typeof recording>);
  },
  parse: (raw) => {
    const found = recording.safeParse(parseJson(raw));
    const around = found.success ? recognise(found.data, found.data.networks) : null;
    if (!found.success || around === null)
      return { status: "failed", code: "unparsable", reason: "The network tables are not understood." };
    const { cards, proposeNetworks, dhcpListener, sweptAt, introductions } = found.data;
    const ipv6 = parseIpv6Neighbours(found.data.ipv6);
    const strange = around.places.filter((place) => place.state !== "watched");
    const told = lan.safeParse({
      interfaces: ownInterfaces(cards),
      networks: around.places
        .flatMap((place) => {
          if (place.setting === null) return [];
          return [
            {
              networkId: place.setting.id,
              interface: place.card,
              gatewayMac: place.gatewayMac,
              subnet: formatSubnet(place.subnet),
              neighbours: neighboursOf(place, around, ipv6, introductions),
              sweptAt: place.setting.sweep ? (sweptAt[sweepKey(place.setting.id, place.card)] ?? null) : null,
            },
          ];
        })
        .slice(0, 20),
      unwatchedNetworks: strange.length + ipv6OnlyCards(found.data.ipv6Addresses, cards, around.places),
      proposals: proposeNetworks
        ? strange
            // A gateway that has not answered yet would make a proposal without evidence.
            .filter((place) => place.gateway === null || place.gatewayMac !== null)
            .map((place) => ({
              interface: place.card,
              gatewayMac: place.gatewayMac,
              subnet: formatSubnet(place.subnet),
            }))
            .slice(0, 20)
        : [],
      dhcpListener,
    });
    return told.success
      ? { status: "ok", value: told.data }
      : { status: "failed", code: "unparsable", reason: "The networks do not fit the catalogue." };
  },
});
