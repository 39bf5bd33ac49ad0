import { reading } from "#shared/facts/reading.ts";
import { mediaKinds, usb, usbEvent, type UsbDevice, type UsbEvent } from "#shared/facts/usb.ts";
import type { UsbPresence } from "./sightings.ts";

/** What the fold reads of an observation. */
export interface UsbObservation {
  readonly kind: "reading" | "event";
  readonly body: unknown;
  /** When it happened, an ISO instant; of a snapshot, when it was taken. */
  readonly at: string;
  /** How long a snapshot took; what happened meanwhile is not its to tell. */
  readonly durationMs: number | null;
}

/**
 * `initial`: there when the computer enrolled. `inserted` and `removed` also tell of a medium put into a reader that
 * stays plugged in. `changed`: the same medium with other volumes.
 */
export interface UsbChange {
  readonly type: "initial" | "inserted" | "removed" | "changed";
  readonly device: UsbDevice;
  readonly at: string;
  /** Bytes written since insertion; null is 不明, never nothing. */
  readonly bytesWritten: number | null;
}

/** The newest event of one device, kept until a snapshot that is surely newer has spoken. */
export interface UsbMark {
  readonly slot: string;
  readonly at: string;
  /** The device as the event left it, or null when it went. */
  readonly device: UsbDevice | null;
}

export interface UsbFold {
  readonly presence: UsbPresence;
  readonly marks: readonly UsbMark[];
  readonly changes: readonly UsbChange[];
}

/** More marks than this are not kept: an agent that sends events without snapshots must not fill the memory. */
const mostMarks = 500;
const mostDevices = 500;

/** One plugged-in thing. Twins without a serial number are told apart by their port. */
const slotOf = (device: UsbDevice): string => `${device.port}|${device.key}`;

const usbReading = reading(usb);
const isMedium = (device: UsbDevice): boolean => mediaKinds.has(device.kind);

/**
 * What an observation of the fact `usb` changes. A snapshot is the authority on what is plugged in, an event the fast
 * sign of it: the same insertion told by both is one change, and a snapshot begun before an event cannot undo it. The
 * first snapshot of a computer makes everything in it `initial`, except what an event already told. A snapshot that
 * could not look proves no absence. Pure; an observation that is not understood changes nothing.
 */
export function foldUsb(
  presence: UsbPresence,
  marks: readonly UsbMark[],
  observation: UsbObservation,
): UsbFold {
  if (observation.kind === "event") {
    const event = usbEvent.safeParse(observation.body);
    return event.success
      ? foldEvent(presence, marks, event.data, observation.at)
      : { presence, marks, changes: [] };
  }
  const snapshot = usbReading.safeParse(observation.body);
  if (!snapshot.success || snapshot.data.value === undefined) return { presence, marks, changes: [] };
  const whole = snapshot.data.status === "ok";
  // Half a look is no list of what was there on the first day.
  if (!whole && !presence.known) return { presence, marks, changes: [] };
  return foldSnapshot(presence, marks, snapshot.data.value.devices, whole, observation);
}

function foldEvent(presence: UsbPresence, marks: readonly UsbMark[], event: UsbEvent, at: string): UsbFold {
  const slot = slotOf(event.device);
  const gone = event.type === "removed";
  const previousMark = marks.find((mark) => mark.slot === slot);
  if (previousMark && isBefore(at, previousMark.at)) return { presence, marks, changes: [] };
  const before = previousMark
    ? previousMark.device
    : (presence.devices.find((one) => slotOf(one) === slot) ?? null);
  const after = gone ? null : event.device;
  const type = !presence.known && event.noticedBy === "start" && before === null && !gone ? "initial" : null;
  const change = changeBetween(before, after, at, event, type);
  return {
    presence: withDevice(presence, slot, after),
    marks: [...marks.filter((mark) => mark.slot !== slot), { slot, at, device: after }].slice(-mostMarks),
    changes: change === null ? [] : [change],
  };
}

function foldSnapshot(
  presence: UsbPresence,
  marks: readonly UsbMark[],
  devices: readonly UsbDevice[],
  whole: boolean,
  observation: UsbObservation,
): UsbFold {
  const began = Temporal.Instant.from(observation.at)
    .subtract({ milliseconds: observation.durationMs ?? 0 })
    .toString();
  const newer = new Map(marks.filter((mark) => !isBefore(mark.at, began)).map((mark) => [mark.slot, mark]));
  const seen = new Map(devices.map((device) => [slotOf(device), device]));
  const known = new Map(presence.devices.map((device) => [slotOf(device), device]));
  const told = new Map(marks.map((mark) => [mark.slot, mark.device]));
  const next = new Map<string, UsbDevice>();
  const changes: UsbChange[] = [];
  for (const slot of new Set([...known.keys(), ...seen.keys(), ...newer.keys()])) {
    const before = told.get(slot) ?? known.get(slot) ?? null;
    const mark = newer.get(slot);
    const missing = whole ? null : before;
    const after = mark ? mark.device : (seen.get(slot) ?? missing);
    if (after) next.set(slot, after);
    if (mark) continue;
    const type = !presence.known && before === null ? "initial" : null;
    const change = changeBetween(before, after, observation.at, null, type);
    if (change) changes.push(change);
  }
  return {
    presence: { known: true, devices: [...next.values()].slice(0, mostDevices) },
    marks: [...newer.values()],
    changes,
  };
}

/** The change from one state of a slot to the next, or null for none. */
function changeBetween(
  before: UsbDevice | null,
  after: UsbDevice | null,
  at: string,
  event: UsbEvent | null,
  instead: "initial" | null,
): UsbChange | null {
  const bytesWritten = event?.bytesWritten ?? null;
  if (after === null) {
    // A removal of something never seen is still told: its case may be open since before this collector's restart.
    const device = event?.device ?? before;
    return device === null ? null : { type: "removed", device: before ?? device, at, bytesWritten };
  }
  if (before === null) return { type: instead ?? "inserted", device: after, at, bytesWritten };
  if (!isMedium(before) && isMedium(after)) return { type: "inserted", device: after, at, bytesWritten };
  if (isMedium(before) && !isMedium(after)) return { type: "removed", device: before, at, bytesWritten };
  return JSON.stringify(before) === JSON.stringify(after)
    ? null
    : { type: "changed", device: after, at, bytesWritten };
}

function withDevice(presence: UsbPresence, slot: string, device: UsbDevice | null): UsbPresence {
  const others = presence.devices.filter((one) => slotOf(one) !== slot);
  return {
    known: presence.known,
    devices: device === null ? others : [...others, device].slice(-mostDevices),
  };
}

const isBefore = (a: string, b: string): boolean =>
  Temporal.Instant.compare(Temporal.Instant.from(a), Temporal.Instant.from(b)) < 0;

/**
 * The marks that follow from a computer's own history of this fact, oldest first: what a collector that was just
 * started needs so that an old snapshot still cannot undo a newer event.
 */
export function usbMarks(history: readonly UsbObservation[]): readonly UsbMark[] {
  let state: Pick<UsbFold, "presence" | "marks"> = { presence: { known: false, devices: [] }, marks: [] };
  for (const observation of history) state = foldUsb(state.presence, state.marks, observation);
  return state.marks;
}
