import type { Sensor } from "#agent/core/sensor.ts";
import { antivirusSensor } from "./antivirus/index.ts";
import { healthSensor } from "./health/index.ts";
import { lanSensor } from "./lan/index.ts";
import { patchSensor } from "./patch/index.ts";
import { usbSensor } from "./usb/index.ts";

/** Every sensor of the agent: the one list. A new sensor is one folder beside this file and one line here. */
export const sensors: readonly Sensor[] = [patchSensor, antivirusSensor, usbSensor, lanSensor, healthSensor];
