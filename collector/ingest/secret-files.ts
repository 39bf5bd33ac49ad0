import { randomBytes } from "node:crypto";
import { chmod, link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AuthorityError } from "./port.ts";

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

/** Makes a directory that only its owner may look into, or takes the rights of others away. */
export async function ensurePrivateDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await chmod(directory, 0o700);
  } catch (error) {
    throw notWritable(directory, error);
  }
}

function notWritable(path: string, cause: unknown): AuthorityError {
  return new AuthorityError(
    "not-writable",
    `${path} cannot be written. Give the user that runs the collector the right to write there, or choose another data directory.`,
    { cause },
  );
}

/** The text of a file, or null where there is none. A file that others could read is closed to them. */
export async function readSecret(path: string): Promise<string | null> {
  try {
    const text = await readFile(path, "utf8");
    await chmod(path, 0o600);
    return text;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw new AuthorityError(
      "damaged",
      `${path} cannot be read. Give the user that runs the collector the right to read it, or restore the file from a backup.`,
      { cause: error },
    );
  }
}

async function syncDirectory(directory: string): Promise<void> {
  // Windows cannot open a directory for this; NTFS journals the entry itself.
  if (process.platform === "win32") return;
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeTemporary(path: string, text: string, mode: number): Promise<string> {
  const temporary = join(dirname(path), `.${randomBytes(8).toString("hex")}.new`);
  const handle = await open(temporary, "wx", mode);
  try {
    await handle.writeFile(text, "utf8");
    await handle.sync();
  } finally {
    await handle.close();
  }
  return temporary;
}

/**
 * Writes a file that must not exist yet: whole or not at all, also through a power failure. Answers false, and leaves
 * the other one alone, where somebody else was first.
 */
export async function createWhole(path: string, text: string): Promise<boolean> {
  try {
    const temporary = await writeTemporary(path, text, 0o600);
    try {
      await link(temporary, path);
      await syncDirectory(dirname(path));
      return true;
    } catch (error) {
      if (hasCode(error, "EEXIST")) return false;
      throw error;
    } finally {
      await rm(temporary, { force: true });
    }
  } catch (error) {
    throw notWritable(path, error);
  }
}

/** Replaces a file: readers see the old one or the new one, never a part. */
export async function replaceWhole(path: string, text: string, mode = 0o600): Promise<void> {
  try {
    const temporary = await writeTemporary(path, text, mode);
    try {
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncDirectory(dirname(path));
  } catch (error) {
    throw notWritable(path, error);
  }
}
