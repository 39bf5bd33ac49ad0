/** What a MAC address tells about its card. `never` addresses belong to no card and are no sighting of anybody. */
export type MacNature = "never" | "virtual-router" | "random" | "maker";

/**
 * Addresses that redundant routers share by VRRP and CARP (IPv4, IPv6), HSRP (versions 1, 2, IPv6) and GLBP: they
 * belong to the pair, not to a card, and wander from one to the other.
 */
const virtualRouterPrefixes: readonly string[] = [
  "00:00:5e:00:01:",
  "00:00:5e:00:02:",
  "00:00:0c:07:ac:",
  "00:00:0c:9f:f",
  "00:05:73:a0:0",
  "00:07:b4:00:",
];

/** Sorts an address in the form `52:54:00:12:34:56`; lower case is expected. */
export function macNature(mac: string): MacNature {
  const first = Number.parseInt(mac.slice(0, 2), 16);
  if (mac === "00:00:00:00:00:00" || (first & 0x01) !== 0) return "never";
  if (virtualRouterPrefixes.some((prefix) => mac.startsWith(prefix))) return "virtual-router";
  return (first & 0x02) === 0 ? "maker" : "random";
}

/** Whether an address was made up by the device (locally administered) and may change by itself. */
export const isRandomMac = (mac: string): boolean => macNature(mac) === "random";
