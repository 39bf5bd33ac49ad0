import { wordlist } from "@scure/bip39/wordlists/japanese.js";

const words = 8;
const bitsPerWord = 11n;

/**
 * The fingerprint of an authority (SHA-256, 64 hexadecimal digits) as eight Japanese words of the BIP 39 list, made of
 * its first 88 bits: two people compare them by telephone. A look-alike authority would cost 2^88 attempts.
 * @throws RangeError for anything but 64 hexadecimal digits.
 */
export function fingerprintWords(hex: string): string {
  if (!/^[0-9a-fA-F]{64}$/u.test(hex)) throw new RangeError("a fingerprint has 64 hexadecimal digits");
  const bits = BigInt(`0x${hex.slice(0, 22)}`);
  return Array.from({ length: words }, (_, index) => {
    const shift = bitsPerWord * BigInt(words - 1 - index);
    return wordlist[Number((bits >> shift) & 2047n)] ?? "";
  }).join(" ");
}
