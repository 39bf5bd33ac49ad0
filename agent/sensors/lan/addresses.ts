/** An IPv4 subnet: its first address as a number, and how many bits name it. */
export interface Subnet {
  readonly base: number;
  readonly bits: number;
}

/** Four numbers with dots as one number; null for anything else. */
export const parseIpv4 = (text: string): number | null => {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/u.exec(text)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return null;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
};

export const formatIpv4 = (address: number): string =>
  [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");

const maskOf = (bits: number): number => (bits === 0 ? 0 : (0xff_ff_ff_ff << (32 - bits)) >>> 0);

export const subnetOf = (address: number, bits: number): Subnet => ({
  base: (address & maskOf(bits)) >>> 0,
  bits,
});

/** How many leading ones a mask has; null where ones follow a zero. */
export const bitsOf = (mask: number): number | null => {
  const bits = Math.clz32(~mask >>> 0);
  return maskOf(bits) === mask >>> 0 ? bits : null;
};

/** `192.168.1.0/24`; any address of the subnet stands for it. Null for anything else, IPv6 included. */
export const parseSubnet = (text: string): Subnet | null => {
  const [address, bits, more] = text.trim().split("/");
  const base = parseIpv4(address ?? "");
  if (base === null || more !== undefined || !/^\d{1,2}$/u.test(bits ?? "") || Number(bits) > 32) return null;
  return subnetOf(base, Number(bits));
};

export const formatSubnet = ({ base, bits }: Subnet): string => `${formatIpv4(base)}/${bits}`;
export const isSameSubnet = (one: Subnet, other: Subnet): boolean =>
  one.base === other.base && one.bits === other.bits;
export const contains = ({ base, bits }: Subnet, address: number): boolean =>
  (address & maskOf(bits)) >>> 0 === base;
export const overlaps = (one: Subnet, other: Subnet): boolean =>
  contains(one, other.base) || contains(other, one.base);

/** Every address that a device can have in the subnet, the network's own and the broadcast address left out. */
export const hostsOf = ({ base, bits }: Subnet): readonly string[] => {
  const size = 2 ** (32 - bits);
  const [from, to] = bits >= 31 ? [0, size] : [1, size - 1];
  return Array.from({ length: to - from }, (_none, at) => formatIpv4(base + from + at));
};

/** A MAC address of one device in lower case with colons; null for broadcast, multicast, zero and nonsense. */
export const deviceMac = (text: string): string | null => {
  const mac = text.trim().toLowerCase();
  if (!/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/u.test(mac) || mac === "00:00:00:00:00:00") return null;
  return Number.parseInt(mac.slice(0, 2), 16) % 2 === 1 ? null : mac;
};
