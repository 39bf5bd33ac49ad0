import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";

/** The device's private key (PKCS#8 PEM); made once, never leaves the computer. */
export const keyFile = (directory: string): string => join(directory, "agent-key.pem");
/** Certificate, authority and addresses in one file, so that a power failure leaves all of them old or all new. */
export const identityFile = (directory: string): string => join(directory, "agent-identity.json");

/** Writes a file that only its owner may read; after a power failure there is the old content or the new one, whole. */
export function writePrivately(file: string, content: string): void {
  const draft = `${file}.new`;
  rmSync(draft, { force: true });
  const handle = openSync(draft, "wx", 0o600);
  try {
    writeSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
  syncDirectory(dirname(file));
}

/** Makes the renaming itself durable; Windows has no such call and does it by itself. */
function syncDirectory(directory: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(directory, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The content of a file, or null where there is none. */
export function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
