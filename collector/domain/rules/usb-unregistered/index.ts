import { mediaKinds, type UsbDevice } from "#shared/facts/usb.ts";
import type { FindingData } from "#shared/model/incident.ts";
import type { UsbMedium } from "#shared/model/register.ts";
import { registerKey } from "../../registers/sightings.ts";
import type { UsbChange } from "../../registers/usb.ts";
import type { Finding, Rule } from "../rule.ts";
import { usbWords } from "./words.ts";

export interface UsbSubject {
  readonly endpointId: string;
  readonly change: UsbChange;
  /** The register's row with exactly the key of `registerKey`, or null. */
  readonly medium: UsbMedium | null;
}

/** Why a medium is not in order on this computer. */
export type UsbReason = "unregistered" | "other-computer" | "forbidden" | "expired" | "written";

const reasons: readonly UsbReason[] = ["unregistered", "other-computer", "forbidden", "expired", "written"];

const fingerprint = (endpointId: string, key: string, reason: UsbReason): string =>
  `usb-unregistered|${endpointId}|${key}|${reason}`.slice(0, 300);

/** Every fingerprint a medium's cases on one computer can have: a removal ends them all. */
export const usbFingerprints = (endpointId: string, key: string): readonly string[] =>
  reasons.map((reason) => fingerprint(endpointId, key, reason));

/** Whether an insertion of the medium is covered at `at` on this computer; if not, why. */
export function rightOf(medium: UsbMedium | null, endpointId: string, at: string): UsbReason | "covered" {
  if (medium === null || medium.right === "unregistered" || medium.right === "initial") return "unregistered";
  if (medium.right === "forbidden") return "forbidden";
  if (medium.endpointIds.length > 0 && !medium.endpointIds.includes(endpointId)) return "other-computer";
  const ended =
    medium.expiresAt !== null &&
    Temporal.Instant.compare(Temporal.Instant.from(medium.expiresAt), Temporal.Instant.from(at)) <= 0;
  return ended ? "expired" : "covered";
}

function judge({ endpointId, change, medium }: UsbSubject, now: string): readonly Finding[] {
  const { device } = change;
  if (!mediaKinds.has(device.kind)) return [];
  const reason = reasonOf({ endpointId, change, medium }, now);
  if (reason === null) return [];
  return [
    {
      fingerprint: fingerprint(endpointId, registerKey(device), reason),
      // A phone is most often only charged; a stick is there to carry data.
      severity: device.kind === "smartphone" && reason === "unregistered" ? "caution" : "warning",
      data: usbData(device, change.bytesWritten, reason),
      fresh: true,
    },
  ];
}

function reasonOf({ endpointId, change, medium }: UsbSubject, now: string): UsbReason | null {
  if (change.type === "changed") return null;
  if (change.type === "removed") {
    // 不明 is no proof of a write; only a counted amount is.
    const wrote = change.bytesWritten !== null && change.bytesWritten > 0;
    return wrote && medium?.right === "read-only" ? "written" : null;
  }
  const right = rightOf(medium, endpointId, now);
  if (right === "covered") return null;
  // What was plugged in when the computer enrolled stands in one list to be decided in bulk and is no case, unless a
  // person has already decided against it. The same medium pulled out and put in again while still undecided is an
  // insertion after enrolment, an act of somebody, and is told at once: the list excuses what was there, not what is
  // done.
  return change.type === "initial" && right === "unregistered" ? null : right;
}

function usbData(device: UsbDevice, bytesWritten: number | null, reason: UsbReason): FindingData {
  const labels = device.volumes.flatMap((volume) => (volume.label === null ? [] : [volume.label]));
  const encryptions = new Set(device.volumes.map((volume) => volume.encryption));
  const [encryption] = encryptions.size === 1 ? encryptions : ["unknown"];
  return {
    reason,
    key: registerKey(device),
    kind: device.kind,
    vendor: device.vendor,
    product: device.product,
    vendorId: device.vendorId,
    productId: device.productId,
    serial: device.serial,
    serialQuality: device.serialQuality,
    // Without a serial of its own, any stick of the same product would pass for this one.
    identifiedBy: device.serialQuality === "unique" ? "serial" : "product",
    port: device.port,
    sizeBytes: device.sizeBytes,
    labels: labels.length > 0 ? labels.join("、").slice(0, 500) : null,
    encryption: encryption ?? "unknown",
    bytesWritten,
  };
}

/** 未登録の記録媒体の接続: a medium that the register does not allow on this computer. */
export const usbUnregistered: Rule<UsbSubject> = {
  code: "usb-unregistered",
  title: { ja: "未登録の記録媒体の接続", en: "Unregistered medium connected" },
  severity: "warning",
  clause: "第2章4(7)",
  basis: { ja: "実施手順「記録媒体の使用」", en: "Procedure: use of storage media" },
  outcome: "incident",
  dependsOn: [],
  judge,
  join: (_known, finding) => finding.data,
  words: usbWords,
};
