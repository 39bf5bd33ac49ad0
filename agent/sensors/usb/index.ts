import type { Sensor } from "#agent/core/sensor.ts";
import type { Usb } from "#shared/facts/usb.ts";
import { createLinuxUsb, type UsbSignals } from "./linux.ts";
import { createLinuxUsbWatch } from "./linux.watch.ts";

/** What is plugged into USB. One for each agent: the snapshot tells whether this agent's watch is listening. */
export const createUsbSensor = (): Sensor<Usb> => {
  const signals: UsbSignals = { watch: "stopped", assist: "stopped" };
  return {
    fact: "usb",
    cadence: { cron: "*/5 * * * *", jitterSeconds: 60, timeoutMs: 20_000 },
    readers: { linux: createLinuxUsb(signals) },
    watches: { linux: createLinuxUsbWatch(signals) },
  };
};

export const usbSensor: Sensor<Usb> = createUsbSensor();
