import type { FindingData } from "#shared/model/incident.ts";
import type { LanDevice, Network } from "#shared/model/register.ts";
import { officeDate } from "../../calendar/fiscal-year.ts";
import type { LanSighting } from "../../registers/sightings.ts";
import { numberOf, textOf, type Finding, type Rule } from "../rule.ts";
import { lanWords } from "./words.ts";

export interface LanSubject {
  readonly sighting: LanSighting;
  readonly network: Network;
  /** The register's row before this sighting, or null. */
  readonly known: LanDevice | null;
}

type LanReason = "unregistered" | "forbidden" | "expired";

/** Most random addresses listed in one case; more are in the register, but a flood must not swell one row. */
const mostListed = 200;

/** The case of one device on one network. */
export const lanFingerprint = (networkId: string, mac: string): string => `lan-unknown|${networkId}|${mac}`;
/** The one case of a network and a day of the office for every device with a random address. */
const randomFingerprint = (networkId: string, at: string): string =>
  `lan-unknown|${networkId}|random|${officeDate(at).toString()}`;

const instantOf = (text: string): Temporal.Instant => Temporal.Instant.from(text);
const notAfter = (a: string, b: string): boolean => Temporal.Instant.compare(instantOf(a), instantOf(b)) <= 0;

/** Why a device is not in order on its network, or null where it is. */
export function lanReason(device: Pick<LanDevice, "right" | "expiresAt">, at: string): LanReason | null {
  if (device.right === "unregistered" || device.right === "forbidden") return device.right;
  if (device.right === "initial") return null;
  return device.expiresAt !== null && notAfter(device.expiresAt, at) ? "expired" : null;
}

function judge({ sighting, network, known }: LanSubject, now: string): readonly Finding[] {
  if (network.mode !== "watching") return [];
  const reason = lanReason(known ?? { right: sighting.rightIfNew, expiresAt: null }, now);
  if (reason === null) return [];
  // A card that an enrolled computer calls its own is no stranger; one that was forbidden stays forbidden all the same.
  if (sighting.endpointId !== null && reason !== "forbidden") return [];
  if (network.gatewayMacs.includes(sighting.mac) && reason !== "forbidden") return [];
  const grouped = sighting.randomMac && reason === "unregistered";
  return [
    {
      fingerprint: grouped ? randomFingerprint(network.id, now) : lanFingerprint(network.id, sighting.mac),
      severity: "warning",
      data: grouped ? groupData(sighting, network, now) : deviceData(sighting, known, network, reason),
      fresh: isNews(known, reason, grouped, now),
    },
  ];
}

/** Whether the reason, or the device itself, is new since the device was last seen. */
function isNews(known: LanDevice | null, reason: LanReason, grouped: boolean, now: string): boolean {
  if (known === null) return true;
  if (known.decidedAt !== null && notAfter(known.lastSeenAt, known.decidedAt)) return true;
  if (reason === "expired") return lanReason(known, known.lastSeenAt) === null;
  return grouped && !officeDate(known.lastSeenAt).equals(officeDate(now));
}

function deviceData(
  sighting: LanSighting,
  known: LanDevice | null,
  network: Network,
  reason: LanReason,
): FindingData {
  return {
    reason,
    grouped: false,
    networkId: network.id,
    networkName: network.name,
    mac: sighting.mac,
    randomMac: sighting.randomMac,
    vendor: sighting.vendor ?? known?.vendor ?? null,
    address: sighting.addresses[0] ?? known?.addresses[0] ?? null,
    hostName: sighting.hostName ?? known?.hostName ?? null,
    router: sighting.router,
    seenBy: sighting.seenBy,
  };
}

const line = (sighting: LanSighting): string =>
  [sighting.mac, sighting.addresses[0] ?? "-", sighting.hostName ?? "-"].join(" ").slice(0, 500);

function groupData(sighting: LanSighting, network: Network, now: string): FindingData {
  return {
    ...deviceData(sighting, null, network, "unregistered"),
    grouped: true,
    date: officeDate(now).toString(),
    devices: 1,
    device1: line(sighting),
  };
}

/** Adds one more random address to the day's list; one that is listed already adds nothing. */
function joinGroup(known: FindingData, found: FindingData): FindingData | null {
  const mac = textOf(found, "mac");
  const entry = textOf(found, "device1");
  const count = numberOf(known, "devices") ?? 0;
  if (mac === null || entry === null || count >= mostListed) return null;
  for (let index = 1; index <= count; index += 1)
    if (textOf(known, `device${String(index)}`)?.startsWith(mac) === true) return null;
  return { devices: count + 1, [`device${String(count + 1)}`]: entry };
}

/** 未登録の機器の接続: a device on a watched network that nobody has allowed there. */
export const lanUnknown: Rule<LanSubject> = {
  code: "lan-unknown",
  title: { ja: "未登録の機器の接続", en: "Unknown device on the network" },
  severity: "warning",
  clause: "第1章7(2)、第2章5(4)",
  basis: { ja: "実施手順「機器の接続」", en: "Procedure: connecting devices" },
  outcome: "incident",
  dependsOn: [],
  judge,
  join: (known, finding) => {
    if (finding.data["grouped"] === true) return joinGroup(known, finding.data);
    return finding.fresh ? finding.data : null;
  },
  words: lanWords,
};
