import { proofOf } from "#collector/records/port.ts";
import type { Actor } from "#shared/model/incident.ts";
import type { LanDevice, UsbMedium } from "#shared/model/register.ts";
import type { RecordEntry } from "../port.ts";

const decider = (name: string | null): { readonly actor?: Actor } =>
  name === null ? {} : { actor: { kind: "person", id: null, name } };

/** A decision that was taken back names no time; the record then bears the time it is written. */
const timeOf = (decidedAt: string | null): string =>
  decidedAt ?? Temporal.Now.instant().toString({ smallestUnit: "millisecond" });

/** What proves the decision about a medium: the fields as the register keeps them. */
export const mediumProof = (one: UsbMedium): RecordEntry => {
  const { right, endpointIds, managementNumber, user, note, expiresAt, decidedBy, decidedAt } = one;
  const document = { right, endpointIds, managementNumber, user, note, expiresAt, decidedBy, decidedAt };
  return proofOf("medium-decision", one.id, document, {
    at: timeOf(decidedAt),
    action: "usb-device.decision-kept",
    subject: one.id,
    ...decider(decidedBy),
  });
};

/** What proves the decision about a device on a network. */
export const lanProof = (one: LanDevice): RecordEntry => {
  const { right, kind, place, note, expiresAt, decidedBy, decidedAt } = one;
  const document = { right, kind, place, note, expiresAt, decidedBy, decidedAt };
  return proofOf("lan-decision", one.id, document, {
    at: timeOf(decidedAt),
    action: "lan-device.decision-kept",
    subject: one.id,
    ...decider(decidedBy),
  });
};
