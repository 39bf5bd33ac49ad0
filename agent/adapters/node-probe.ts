import { ProbeError, type Probe } from "#agent/core/sensor.ts";
import type { Platform } from "#shared/model/endpoint.ts";
import { createHostInfo } from "./host-info.ts";
import { createSystemProbe } from "./probe-system.ts";

/** The network's and the USB tree's parts, which live in adapters of their own. */
export type NodeProbeParts = Pick<Probe, "usbAssist" | "touchAddresses" | "hear">;

const platformOf = (name: NodeJS.Platform): Platform => {
  if (name === "win32") return "windows";
  if (name === "darwin") return "macos";
  if (name === "linux") return "linux";
  throw new ProbeError("not-built", `Hinomi does not know the operating system ${name}.`);
};

/** The real machine as sensors may touch it. Throws a {@link ProbeError} `not-built` on an unknown operating system. */
export const createNodeProbe = (parts: NodeProbeParts): Probe => {
  const system = createSystemProbe();
  return {
    ...system,
    platform: platformOf(process.platform),
    hostFacts: createHostInfo({ monotonicMs: system.monotonicMs }),
    usbAssist: parts.usbAssist,
    touchAddresses: parts.touchAddresses,
    hear: parts.hear,
  };
};
