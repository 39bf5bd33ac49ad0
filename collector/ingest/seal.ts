import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { SealError } from "./port.ts";

const nonceBytes = 12;
const tagBytes = 16;
const prefix = "s1.";

/** Key of the seal in the form its file holds: 32 bytes in base64 and a line end. */
export const newSealKey = (): string => `${randomBytes(32).toString("base64")}\n`;

/** Reads a key file's text; null where it is not a whole key. */
export function readSealKey(text: string): Buffer | null {
  if (!/^[A-Za-z0-9+/]{43}=\n$/u.test(text)) return null;
  return Buffer.from(text, "base64");
}

export interface Seal {
  seal(text: string): string;
  open(sealed: string): string;
}

/** Seals small texts under a 32-byte key with AES-256-GCM; every seal has its own random nonce. */
export function createSeal(key: Uint8Array): Seal {
  return {
    seal(text) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return prefix + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url");
    },
    open(sealed) {
      const bytes = Buffer.from(sealed.startsWith(prefix) ? sealed.slice(prefix.length) : "", "base64url");
      if (bytes.length < nonceBytes + tagBytes) throw new SealError("This is not a sealed text.");
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      try {
        const text = Buffer.concat([
          decipher.update(bytes.subarray(nonceBytes + tagBytes)),
          decipher.final(),
        ]);
        return text.toString("utf8");
      } catch (error) {
        throw new SealError("The sealed text was changed, or was sealed with another key.", { cause: error });
      }
    },
  };
}
