import { cleanText } from "../text.ts";
import { contains, deviceMac, formatIpv4, overlaps } from "./addresses.ts";
import type { Place, Surroundings } from "./recognise.ts";

/** A computer asking for an address: the first that a network hears of a newcomer. */
export interface DhcpRequest {
  readonly type: "discover" | "request" | "inform";
  readonly mac: string;
  readonly hostName: string | null;
  readonly vendor: string | null;
  /** The address it asks for or has, or null. */
  readonly address: string | null;
  /** The relay that passed it on, or null. */
  readonly relay: string | null;
}

const headerBytes = 236;
const types: ReadonlyMap<number, DhcpRequest["type"]> = new Map([
  [1, "discover"],
  [3, "request"],
  [8, "inform"],
]);
const utf8 = new TextDecoder("utf-8");

const addressAt = (bytes: Uint8Array | undefined, at: number): string | null => {
  const part = bytes?.subarray(at, at + 4);
  if (part === undefined || part.length !== 4) return null;
  const text = formatIpv4(part.reduce((sum, byte) => sum * 256 + byte, 0));
  return text === "0.0.0.0" ? null : text;
};

/** Options by number, the first of each; null where they are cut short. */
const optionsOf = (bytes: Uint8Array): ReadonlyMap<number, Uint8Array> | null => {
  const options = new Map<number, Uint8Array>();
  for (let at = 0; at < bytes.length;) {
    const code = bytes[at] ?? 255;
    if (code === 255) return options;
    if (code === 0) {
      at += 1;
      continue;
    }
    const length = bytes[at + 1];
    if (length === undefined || at + 2 + length > bytes.length) return null;
    if (!options.has(code)) options.set(code, bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return options;
};

/** Understands a DHCP request of a client; null for answers, other things and anything cut short. Never throws. */
export const parseDhcp = (bytes: Uint8Array): DhcpRequest | null => {
  if (bytes.length < headerBytes + 4 || bytes.length > 4096) return null;
  const [op, hardware, length] = bytes;
  if (op !== 1 || hardware !== 1 || length !== 6) return null;
  if (![0x63, 0x82, 0x53, 0x63].every((byte, at) => bytes[headerBytes + at] === byte)) return null;
  const options = optionsOf(bytes.subarray(headerBytes + 4));
  const type = types.get(options?.get(53)?.[0] ?? 0);
  const mac = deviceMac(
    [...bytes.subarray(28, 34)].map((byte) => byte.toString(16).padStart(2, "0")).join(":"),
  );
  if (options === null || type === undefined || mac === null) return null;
  const text = (code: number, max: number): string | null => {
    const raw = options.get(code);
    return raw === undefined ? null : cleanText(utf8.decode(raw), max);
  };
  return {
    type,
    mac,
    hostName: text(12, 253),
    vendor: text(60, 255),
    address: addressAt(options.get(50), 0) ?? addressAt(bytes, 12),
    relay: addressAt(bytes, 24),
  };
};

/**
 * On which watched network a request was made. What is heard on all cards does not tell its card, so it is taken only
 * where every linked card is on that one network, or where the address it speaks of lies in a watched subnet and in no
 * other; otherwise null, and it is forgotten: it may be a family's telephone.
 */
export const attribute = (
  request: DhcpRequest,
  { places, strangeCards }: Surroundings,
  parse: (text: string) => number | null,
): Place | null => {
  const watched = places.filter((place) => place.state === "watched");
  const others = places.filter((place) => place.state !== "watched");
  const spoken = request.relay ?? request.address;
  const address = spoken === null ? null : parse(spoken);
  const ids = new Set(watched.map((place) => place.setting?.id));
  if (strangeCards.length === 0) {
    if (ids.size === 1) return watched[0] ?? null;
  }
  if (address === null) return null;
  const candidates = watched.filter((place) => contains(place.subnet, address));
  const [first] = candidates;
  if (first === undefined || new Set(candidates.map((place) => place.setting?.id)).size > 1) return null;
  return others.some((place) => overlaps(place.subnet, first.subnet)) ? null : first;
};
