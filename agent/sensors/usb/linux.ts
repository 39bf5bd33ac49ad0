import type { Reader } from "#agent/core/sensor.ts";
import { usb, type Usb } from "#shared/facts/usb.ts";
import { z } from "zod";
import { describeDevice, markTwins } from "./describe.ts";
import { readTree } from "./sysfs.ts";
import { rawTree } from "./tree.ts";

/** What the watch knows of its own ears; the snapshot shows it. */
export interface UsbSignals {
  watch: Usb["watch"];
  assist: Usb["assist"];
}

const recording = rawTree.extend({
  watch: z.enum(["running", "stopped", "unavailable"]),
  assist: z.enum(["running", "stopped", "unavailable"]),
});

const parseJson = (raw: string): unknown => {
  try {
    return JSON.parse(raw);
  } catch {
    // No JSON at all is one of the shapes that are not understood.
    return undefined;
  }
};

/** Reads /sys, udev's records and the mount table; no program is started. */
export const createLinuxUsb = (signals: Readonly<UsbSignals>): Reader<Usb> => ({
  read: async (probe, _context, signal) =>
    JSON.stringify({
      devices: await readTree(probe, signal),
      watch: signals.watch,
      assist: signals.assist,
    }),
  parse: (raw) => {
    const found = recording.safeParse(parseJson(raw));
    if (!found.success)
      return { status: "failed", code: "unparsable", reason: "The list of USB devices is not understood." };
    const { devices, watch, assist } = found.data;
    if (devices === null)
      return {
        status: "unsupported",
        code: "source-absent",
        reason: "The kernel of this computer has no USB.",
      };
    const told = usb.safeParse({
      devices: markTwins(devices.map(describeDevice)),
      source: "sysfs",
      watch,
      assist,
    });
    return told.success
      ? { status: "ok", value: told.data }
      : { status: "failed", code: "unparsable", reason: "A USB device does not fit the catalogue." };
  },
});
