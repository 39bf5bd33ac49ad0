import type { ProposedNetwork } from "#shared/facts/lan.ts";
import type { Network } from "#shared/model/register.ts";
import type { Rule } from "../rule.ts";
import { gatewayTitle, gatewayWords } from "./words.ts";

export interface GatewaySubject {
  /** A network of the register. */
  readonly network: Network;
  /** A network on which the collector's own host stands and which it does not recognise. */
  readonly proposal: ProposedNetwork;
  /** Every gateway's MAC that the same look showed, on watched networks and others. */
  readonly present: readonly string[];
  /** Whether the look before this one already showed this gateway there. */
  readonly seenBefore: boolean;
  /** The maker by the new MAC's prefix, or null. */
  readonly vendor: string | null;
  /** The new gateway's address, or null where it is not known. */
  readonly address: string | null;
}

/** The one question about a new gateway of a network. */
const gatewayFingerprint = (networkId: string, mac: string): string => `gateway-changed|${networkId}|${mac}`;

/** ルータが変わりました: a network of the register is reached through a gateway nobody has entered. */
export const gatewayChanged: Rule<GatewaySubject> = {
  code: "gateway-changed",
  title: gatewayTitle,
  severity: "warning",
  clause: "第2章5(1)、第2章5(4)",
  basis: { ja: "実施手順「機器の接続」", en: "Procedure: connecting devices" },
  outcome: "incident",
  dependsOn: [],
  judge({ network, proposal, present, seenBefore, vendor, address }) {
    const mac = proposal.gatewayMac;
    if (mac === null || !network.subnets.includes(proposal.subnet)) return [];
    // Without a gateway on record nothing can have changed; with a known one still there it is a second one.
    if (network.gatewayMacs.length === 0 || network.gatewayMacs.includes(mac)) return [];
    if (present.some((one) => network.gatewayMacs.includes(one))) return [];
    return [
      {
        fingerprint: gatewayFingerprint(network.id, mac),
        severity: "warning",
        data: {
          networkId: network.id,
          networkName: network.name,
          knownMacs: network.gatewayMacs.join(" ").slice(0, 500),
          mac,
          subnet: proposal.subnet,
          vendor,
          address,
        },
        fresh: !seenBefore,
      },
    ];
  },
  join: (_known, finding) => (finding.fresh ? finding.data : null),
  words: gatewayWords,
};
