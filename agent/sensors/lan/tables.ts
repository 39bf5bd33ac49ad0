import { ProbeError, type Probe } from "#agent/core/sensor.ts";
import type { OwnInterface } from "#shared/facts/lan.ts";
import { z } from "zod";
import { bitsOf, deviceMac, parseIpv4, subnetOf, type Subnet } from "./addresses.ts";

const cardDirectory = "/sys/class/net";
const maxCards = 200;

/** A network card as /sys shows it. */
const rawCard = z.object({
  name: z.string().max(60),
  mac: z.string().max(60),
  /** The kernel's hardware type; 1 is Ethernet and everything that behaves so. */
  type: z.number().int().nullable(),
  state: z.string().max(40),
  carrier: z.boolean(),
  wireless: z.boolean(),
  /** Whether it is a port of a bridge: the network is then the bridge's. */
  member: z.boolean(),
  link: z.string().max(1000).nullable(),
});
export type RawCard = z.infer<typeof rawCard>;

export const rawTables = z.object({
  cards: z.array(rawCard),
  route: z.string(),
  arp: z.string(),
});
/** What the kernel knows of this computer's networks, in its own words. */
export type RawTables = z.infer<typeof rawTables>;

const ethernet = 1;
/** Cards that container and machine hosts, VPNs and tests make; networks inside this computer are nobody's office. */
const insideName =
  /^(?:lo|docker\d*|br-[0-9a-f]{12}|veth.+|virbr\d+(?:-nic)?|vnet\d+|tap.*|tun.*|utun.*|wg.*|tailscale.*|zt.+|cni.*|flannel.*|cali.*|lxc.+|lxdbr.*|podman.*|vmnet.*|vboxnet.*|ppp.*|kube-.*|dummy.*|ifb.*|sit\d*|ip6tnl.*)$/u;

export const isInside = (card: RawCard): boolean => insideName.test(card.name);
export const isEthernet = (card: RawCard): boolean => card.type === ethernet && deviceMac(card.mac) !== null;
export const isUp = (card: RawCard): boolean =>
  card.state === "up" || (card.state === "unknown" && card.carrier);

const kindOf = (card: RawCard): OwnInterface["kind"] => {
  if (card.wireless) return "wireless";
  if (card.link === null) return "unknown";
  if (card.link.includes("/devices/virtual/")) return "virtual";
  return /\/usb\d+\//u.test(card.link) ? "usb" : "wired";
};

/** This computer's own cards, in the words of the catalogue. */
export const ownInterfaces = (cards: readonly RawCard[]): readonly OwnInterface[] =>
  cards
    .filter((card) => isEthernet(card) && !isInside(card))
    .flatMap((card) => {
      const mac = deviceMac(card.mac);
      return mac === null ? [] : [{ name: card.name, mac, kind: kindOf(card), up: isUp(card) }];
    })
    .slice(0, 100);

const textAt = async (probe: Probe, path: string, signal: AbortSignal): Promise<string | null> => {
  try {
    return (await probe.readFile(path, signal)).trim();
  } catch (error) {
    // The kernel answers EINVAL for the carrier of a card that is switched off; a card may go while it is read.
    if (error instanceof ProbeError && (error.code === "source-absent" || error.code === "command-failed"))
      return null;
    throw error;
  }
};

const linkAt = async (probe: Probe, path: string, signal: AbortSignal): Promise<string | null> => {
  try {
    return await probe.resolveLink(path, signal);
  } catch (error) {
    if (error instanceof ProbeError && error.code !== "timeout") return null;
    throw error;
  }
};

/** What of a card changes from one moment to the next. */
export const readCardState = async (
  probe: Probe,
  name: string,
  signal: AbortSignal,
): Promise<Pick<RawCard, "state" | "carrier" | "member">> => {
  const [state, carrier, bridge] = await Promise.all([
    textAt(probe, `${cardDirectory}/${name}/operstate`, signal),
    textAt(probe, `${cardDirectory}/${name}/carrier`, signal),
    probe.stat(`${cardDirectory}/${name}/brport`, signal),
  ]);
  return { state: state?.slice(0, 40) ?? "unknown", carrier: carrier === "1", member: bridge !== null };
};

const readCard = async (probe: Probe, name: string, signal: AbortSignal): Promise<RawCard | null> => {
  const at = `${cardDirectory}/${name}`;
  const [mac, type, uevent, link, wireless, state] = await Promise.all([
    textAt(probe, `${at}/address`, signal),
    textAt(probe, `${at}/type`, signal),
    textAt(probe, `${at}/uevent`, signal),
    linkAt(probe, at, signal),
    probe.stat(`${at}/wireless`, signal),
    readCardState(probe, name, signal),
  ]);
  if (mac === null) return null;
  return {
    name: name.slice(0, 60),
    mac: mac.slice(0, 60),
    type: /^\d{1,5}$/u.test(type ?? "") ? Number(type) : null,
    ...state,
    wireless: wireless !== null || /^DEVTYPE=wlan$/mu.test(uevent ?? ""),
    link,
  };
};

export const listCards = async (probe: Probe, signal: AbortSignal): Promise<readonly string[]> =>
  (await probe.listDirectory(cardDirectory, signal))
    // `bonding_masters` is a file among the cards.
    .filter((name) => name !== "bonding_masters")
    .slice(0, maxCards);

export const readCards = async (
  probe: Probe,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly RawCard[]> =>
  (await Promise.all(names.map(async (name) => readCard(probe, name, signal)))).filter(
    (card) => card !== null,
  );

/** Reads the cards, the routes and the table of neighbours. Rejects with a {@link ProbeError}; starts no program. */
export const readTables = async (probe: Probe, signal: AbortSignal): Promise<RawTables> => {
  const [names, route, arp] = await Promise.all([
    listCards(probe, signal),
    probe.readFile("/proc/net/route", signal),
    probe.readFile("/proc/net/arp", signal),
  ]);
  return { cards: [...(await readCards(probe, names, signal))], route, arp };
};

export interface Route {
  readonly card: string;
  readonly subnet: Subnet;
  /** The gateway's address, or null for a network the card stands in itself. */
  readonly gateway: number | null;
  readonly metric: number;
}

const reversed = (hex: string): number =>
  Number.parseInt((hex.match(/../gu) ?? []).toReversed().join(""), 16);

const up = 0x1;
const reject = 0x200;

/** Reads /proc/net/route; null where it is not that table. Never throws. */
export const parseRoutes = (text: string): readonly Route[] | null => {
  const [header, ...lines] = text.split("\n");
  if (!/^Iface\s+Destination\s+Gateway\s+Flags\b/u.test(header ?? "")) return null;
  return lines.flatMap((line): Route[] => {
    const fields = line.trim().split(/\s+/u);
    const [card, destination, gateway, flags] = fields;
    const mask = fields[7];
    if (card === undefined || mask === undefined) return [];
    if (![destination, gateway, mask].every((hex) => /^[0-9A-F]{8}$/iu.test(hex ?? ""))) return [];
    const bits = bitsOf(reversed(mask));
    const set = Number.parseInt(flags ?? "", 16) || 0;
    if (bits === null || (set & up) === 0 || (set & reject) !== 0) return [];
    const through = reversed(gateway ?? "");
    return [
      {
        card,
        subnet: subnetOf(reversed(destination ?? ""), bits),
        gateway: through === 0 ? null : through,
        metric: Number(fields[6]) || 0,
      },
    ];
  });
};

export interface ArpEntry {
  readonly address: number;
  readonly mac: string;
  readonly card: string;
}

const complete = 0x2;
const permanent = 0x4;

/** Reads /proc/net/arp, complete entries of devices only; null where it is not that table. Never throws. */
export const parseArp = (text: string): readonly ArpEntry[] | null => {
  const [header, ...lines] = text.split("\n");
  if (!/^IP address\s+HW type\s+Flags\s+HW address\b/u.test(header ?? "")) return null;
  return lines.flatMap((line): ArpEntry[] => {
    const [address, type, flags, text2, , card] = line.trim().split(/\s+/u);
    const number = parseIpv4(address ?? "");
    const mac = deviceMac(text2 ?? "");
    const set = Number.parseInt(flags ?? "", 16) || 0;
    if (number === null || mac === null || card === undefined || type !== "0x1") return [];
    // An entry that an administrator wrote proves nobody's presence.
    return (set & complete) !== 0 && (set & permanent) === 0 ? [{ address: number, mac, card }] : [];
  });
};

const ipNeighbours = z.array(
  z.object({
    dst: z.string().max(60),
    dev: z.string().max(60),
    lladdr: z.string().max(60).optional(),
    state: z.array(z.string()).default([]),
    router: z.unknown().optional(),
  }),
);

export interface Ipv6Entry {
  readonly address: string;
  readonly mac: string;
  readonly card: string;
  readonly router: boolean;
}

const unproved = new Set(["FAILED", "INCOMPLETE", "NOARP", "PERMANENT", "NONE"]);

/** Reads `ip -j -6 neigh`; nothing where it is not understood, since IPv6 only adds to what ARP shows. Never throws. */
export const parseIpv6Neighbours = (text: string | null): readonly Ipv6Entry[] => {
  try {
    const found = ipNeighbours.safeParse(JSON.parse(text ?? "[]"));
    return (found.success ? found.data : []).flatMap((one): Ipv6Entry[] => {
      const mac = deviceMac(one.lladdr ?? "");
      const address = one.dst.toLowerCase();
      if (mac === null || !/^[0-9a-f:]{2,45}$/u.test(address) || !address.includes(":")) return [];
      if (address.startsWith("ff") || one.state.some((state) => unproved.has(state))) return [];
      return [{ address, mac, card: one.dev, router: "router" in one }];
    });
  } catch {
    // An `ip` too old for JSON prints text.
    return [];
  }
};
