import type { SerialQuality } from "#shared/facts/usb.ts";
import { cleanText } from "../text.ts";

/** Serial numbers that makers leave in every device of a series. */
const junk = new Set([
  "0123456789abcdef",
  "123456789abcdef",
  "1234567890abcdef",
  "deadbeef",
  "none",
  "n/a",
  "null",
]);

const isCounting = (serial: string): boolean =>
  serial.length >= 4 && "0123456789012345678901234567890123456789".includes(serial);

/**
 * Whether a serial number tells one device from its twins. Windows makes one up, with `&` as second character, where
 * the device has none, and a virtual machine one with the controller's PCI address: both change with the port. A maker's
 * filler, unprintable characters or less than four of them are the same in many devices.
 */
export const qualityOf = (serial: string | null): SerialQuality => {
  const cleaned = cleanText(serial, 128);
  if (serial === null || serial === "" || cleaned === null) return serial?.trim() ? "shared" : "missing";
  if (/^.&/u.test(cleaned) || /\b[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]\b/iu.test(cleaned))
    return "generated";
  if (!/^[\u0020-\u007E]+$/u.test(serial.trim())) return "shared";
  const plain = cleaned.toLowerCase();
  const letters = plain.replaceAll(/[^0-9a-z]/gu, "");
  if (letters.length < 4 || new Set(letters).size === 1) return "shared";
  if (junk.has(plain) || isCounting(letters) || /^0{6,}[0-9a-f]$/u.test(letters)) return "shared";
  return "unique";
};

/** Identity in the register: `vendor:product:serial`, without a serial `vendor:product:`. */
export const keyOf = (device: {
  readonly vendorId: string;
  readonly productId: string;
  readonly serial: string | null;
}): string => `${device.vendorId}:${device.productId}:${cleanText(device.serial, 128) ?? ""}`;
