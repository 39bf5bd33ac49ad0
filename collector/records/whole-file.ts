import { randomBytes } from "node:crypto";
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { RecordsError } from "./records-error.ts";

function notWritable(path: string, cause: unknown): RecordsError {
  return new RecordsError(
    "not-writable",
    {
      ja: `${path} に書き込めません。監視サーバを動かす利用者に書き込みの権限を与え、ディスクの空きを確かめてください。`,
      en: `${path} cannot be written; give the user that runs the collector the right to write there and make sure that the disk has room.`,
    },
    { cause },
  );
}

/** Makes a directory that only its owner may look into, or takes the rights of others away. */
export function ensurePrivateDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
  } catch (error) {
    throw notWritable(path, error);
  }
}

/** Windows cannot open a directory for this; NTFS journals the entry itself. */
function syncDirectory(path: string): void {
  if (process.platform === "win32") return;
  const directory = openSync(path, "r");
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/** Writes a file so that it is there whole or not at all, also through a power failure. Throws RecordsError. */
export function writeWhole(path: string, text: string, mode: number): void {
  const temporary = join(dirname(path), `.${randomBytes(8).toString("hex")}.new`);
  let made = false;
  try {
    const file = openSync(temporary, "wx", mode);
    made = true;
    try {
      const bytes = Buffer.from(text, "utf8");
      for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    syncDirectory(dirname(path));
  } catch (error) {
    if (made) rmSync(temporary, { force: true });
    throw notWritable(path, error);
  }
}
