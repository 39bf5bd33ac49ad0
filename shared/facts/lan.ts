import { z } from "zod";
import { foreignText, id, instant, mac } from "../model/common.ts";

/** A network card of this computer; sent from anywhere, since it says nothing about the network. */
export const ownInterface = z
  .object({
    name: z.string().max(60).describe("The interface's name."),
    mac,
    kind: z.enum(["wired", "wireless", "usb", "virtual", "unknown"]).describe("What kind of card it is."),
    up: z.boolean().describe("Whether it has a link."),
  })
  .describe("A network card of this computer.");
export type OwnInterface = z.infer<typeof ownInterface>;

export const neighbour = z
  .object({
    mac,
    addresses: z.array(z.string().max(45)).max(50).describe("IPv4 and IPv6 addresses seen with this MAC."),
    hostName: foreignText(253).nullable().describe("The name it gave by DHCP, mDNS or NetBIOS, or null."),
    dhcpVendor: foreignText(255).nullable().describe("DHCP option 60, its own vendor class, or null."),
    router: z.boolean().describe("Whether it is a gateway of this network."),
    source: z.enum(["neighbour-table", "dhcp", "mdns"]).describe("How it was seen."),
  })
  .describe("Another device on a watched network.");
export type Neighbour = z.infer<typeof neighbour>;

export const watchedNetwork = z
  .object({
    networkId: id.describe("The register's network this one was recognised as."),
    interface: z.string().max(60).describe("The interface that is on it."),
    gatewayMac: mac.nullable().describe("The gateway's MAC, or null when it has none."),
    subnet: z.string().max(50).describe("The subnet in CIDR notation."),
    neighbours: z.array(neighbour).max(2000).describe("Who was seen on it."),
    sweptAt: instant
      .nullable()
      .describe("When every address was last asked, or null when this agent does not sweep."),
  })
  .describe("A watched network as this computer sees it.");
export type WatchedNetwork = z.infer<typeof watchedNetwork>;

/** A network offered to a person for the register; sent only where the collector asked for proposals. */
export const proposedNetwork = z
  .object({
    interface: z.string().max(60).describe("The interface that is on it."),
    gatewayMac: mac.nullable().describe("The gateway's MAC, or null when it has none."),
    subnet: z.string().max(50).describe("The subnet in CIDR notation."),
  })
  .describe("A network that is not in the register yet.");
export type ProposedNetwork = z.infer<typeof proposedNetwork>;

/** The fact `lan`: nothing of an unwatched network leaves the computer but their number. */
export const lan = z
  .object({
    interfaces: z.array(ownInterface).max(100).describe("This computer's own cards."),
    networks: z.array(watchedNetwork).max(20).describe("The watched networks it is on."),
    unwatchedNetworks: z
      .number()
      .int()
      .nonnegative()
      .describe("How many networks it is on that are not watched: 監視対象外のネットワークに接続中."),
    proposals: z.array(proposedNetwork).max(20).describe("Empty unless the collector asked for proposals."),
    dhcpListener: z
      .enum(["listening", "denied", "off", "unavailable"])
      .describe("Whether DHCP requests are heard on watched networks."),
  })
  .describe("The networks this computer is on, and who else is there.");
export type Lan = z.infer<typeof lan>;

export const lanEvent = z
  .object({
    type: z.enum(["device-seen"]).describe("What happened."),
    networkId: id,
    neighbour,
  })
  .describe("A device showed itself on a watched network.");
export type LanEvent = z.infer<typeof lanEvent>;
