import { reading } from "#shared/facts/reading.ts";
import { mediaKinds, usb, type UsbDevice, usbEvent } from "#shared/facts/usb.ts";
import { registerKey } from "../registers/sightings.ts";
import { isWithin, type Period } from "./within.ts";

/** What is read of an observation of the fact `usb`. */
export interface UsbTold {
  readonly kind: "reading" | "event";
  readonly at: string;
  readonly receivedAt: string;
  readonly body: unknown;
}

const usbReading = reading(usb);

function devicesOf({ body, kind }: UsbTold): readonly UsbDevice[] {
  if (kind === "event") {
    const event = usbEvent.safeParse(body);
    return event.success ? [event.data.device] : [];
  }
  const snapshot = usbReading.safeParse(body);
  return snapshot.success ? (snapshot.data.value?.devices ?? []) : [];
}

/** A clock that is ahead must not carry what was told in one week into the next. */
const happenedAt = ({ at, receivedAt }: UsbTold): string =>
  Temporal.Instant.compare(Temporal.Instant.from(at), Temporal.Instant.from(receivedAt)) > 0
    ? receivedAt
    : at;

/** Register keys of the media that were plugged in somewhere within a period, by what computers told of it. */
export function mediaSeenIn(told: readonly UsbTold[], period: Period): ReadonlySet<string> {
  return new Set(
    told
      .filter((one) => isWithin(happenedAt(one), period))
      .flatMap(devicesOf)
      .filter(({ kind }) => mediaKinds.has(kind))
      .map(registerKey),
  );
}
