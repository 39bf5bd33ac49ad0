import type { UsbDevice } from "#shared/facts/usb.ts";
import type { LanRight, MediumRight } from "#shared/model/register.ts";

/** USB devices present on a computer, as last known. `known` is false before its first snapshot. */
export interface UsbPresence {
  readonly known: boolean;
  readonly devices: readonly UsbDevice[];
}

export interface MediumSighting {
  readonly device: UsbDevice;
  readonly endpointId: string;
  readonly at: string;
  readonly present: boolean;
  /** The right to enter where the register has no row yet. */
  readonly rightIfNew: MediumRight;
}

export interface LanSighting {
  readonly networkId: string;
  readonly mac: string;
  readonly randomMac: boolean;
  readonly vendor: string | null;
  readonly addresses: readonly string[];
  readonly hostName: string | null;
  readonly router: boolean;
  readonly at: string;
  readonly seenBy: string;
  readonly endpointId: string | null;
  readonly rightIfNew: LanRight;
}

/**
 * The key of a medium's row in the register. Sticks whose serial number is missing or shared by twins cannot be told
 * apart, so they have one row for the product; `UsbMedium.key` is this key.
 */
export const registerKey = (device: UsbDevice): string =>
  device.serialQuality === "missing" || device.serialQuality === "shared"
    ? `${device.vendorId}:${device.productId}:`
    : device.key;
