import { registerKey } from "#collector/domain/registers/sightings.ts";
import { foldUsb, usbMarks, type UsbChange, type UsbMark } from "#collector/domain/registers/usb.ts";
import { usbFingerprints, usbUnregistered } from "#collector/domain/rules/usb-unregistered/index.ts";
import type { Store } from "#collector/storage/port.ts";
import type { StoredObservation } from "#shared/api/schemas.ts";
import { mediaKinds } from "#shared/facts/usb.ts";
import { endCases, type CaseWriter, type Occasion } from "./cases.ts";
import type { Draft } from "./draft.ts";

/** Observations read back of a computer whose events are not in memory yet. */
const historyDepth = 100;

/** What USB observations change: who is plugged in, the register of media, and cases. */
export function createUsbWork(store: Pick<Store, "registers" | "observations">, cases: CaseWriter) {
  const marksOf = new Map<string, readonly UsbMark[]>();

  async function marksBefore(observation: StoredObservation): Promise<readonly UsbMark[]> {
    const known = marksOf.get(observation.endpointId);
    if (known !== undefined) return known;
    const history = await store.observations.history(observation.endpointId, {
      fact: "usb",
      limit: historyDepth,
    });
    return usbMarks(
      history.items.filter((one) => one.ordinal < observation.ordinal && !one.unread).toReversed(),
    );
  }

  async function judge(draft: Draft, change: UsbChange, occasion: Occasion): Promise<void> {
    const { device } = change;
    const { endpointId } = occasion;
    if (!mediaKinds.has(device.kind)) return;
    const key = registerKey(device);
    const medium = await store.registers.mediumByKey(key);
    draft.media.push({
      device,
      endpointId,
      at: occasion.at,
      present: change.type !== "removed",
      rightIfNew: change.type === "initial" ? "initial" : "unregistered",
    });
    for (const finding of usbUnregistered.judge({ endpointId, change, medium }, occasion.at))
      await cases.found(draft, usbUnregistered, finding, occasion);
    if (change.type === "removed")
      await endCases(
        draft,
        usbFingerprints(endpointId, key),
        { bytesWritten: change.bytesWritten },
        occasion,
      );
  }

  return async (draft: Draft, observation: StoredObservation, occasion: Occasion): Promise<void> => {
    const { endpointId } = occasion;
    const presence = await store.registers.presence(endpointId);
    const marks = await marksBefore(observation);
    const fold = foldUsb(presence, marks, {
      kind: observation.kind,
      body: observation.body,
      at: occasion.at,
      durationMs: observation.durationMs,
    });
    for (const change of fold.changes) await judge(draft, change, occasion);
    // Before its first whole snapshot a computer has no presence: an event alone must not pass for a list.
    if (fold.presence.known && fold.presence !== presence)
      draft.presence.push({ endpointId, devices: fold.presence.devices });
    draft.committed.push(() => marksOf.set(endpointId, fold.marks));
  };
}
