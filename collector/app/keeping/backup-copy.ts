import { createHash } from "node:crypto";
import {
  chmodSync,
  closeSync,
  createReadStream,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** What a copy's folder lists itself with, in the form that `sha256sum -c` reads. */
export const manifestName = "SHA256SUMS";

/** Files below a place, as paths with `/` between their parts, in order; a link is nobody's file here. */
export function filesBelow(root: string, at = ""): string[] {
  return readdirSync(join(root, at), { withFileTypes: true })
    .flatMap((entry) => {
      const path = at === "" ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory()) return filesBelow(root, path);
      return entry.isFile() ? [path] : [];
    })
    .sort();
}

/** Makes what was written to a directory survive a power failure; Windows keeps its own order and has no such call. */
export function syncDirectory(path: string): void {
  if (process.platform === "win32") return;
  const directory = openSync(path, "r");
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/** Writes a new file that only its owner may read. */
function writePrivate(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const file = openSync(path, "wx", 0o600);
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Copies a file or a folder with everything below it; what is copied belongs to its owner alone. */
export function copyPrivate(from: string, to: string): void {
  if (!lstatSync(from).isDirectory()) {
    writePrivate(to, readFileSync(from));
    return;
  }
  mkdirSync(to, { recursive: true, mode: 0o700 });
  chmodSync(to, 0o700);
  for (const path of filesBelow(from)) writePrivate(join(to, path), readFileSync(join(from, path)));
}

/** SHA-256 (hex) of a file of any size; others get their turn in between. */
async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of createReadStream(path)) hash.update(part);
  return hash.digest("hex");
}

/** Lists a copy's files with their digests in the copy itself. */
export async function writeManifest(root: string): Promise<void> {
  const lines: string[] = [];
  for (const path of filesBelow(root)) lines.push(`${await hashFile(join(root, path))}  ${path}\n`);
  writePrivate(join(root, manifestName), Buffer.from(lines.join(""), "utf8"));
}

/** What of a copy is not as it was written: the first such file's path, or null where all is. */
export async function brokenIn(root: string): Promise<string | null> {
  const listed = new Map<string, string>();
  for (const line of readFileSync(join(root, manifestName), "utf8").split("\n").slice(0, -1)) {
    const [, digest, path] = /^([0-9a-f]{64}) {2}(.+)$/u.exec(line) ?? [];
    if (digest === undefined || path === undefined) return manifestName;
    listed.set(path, digest);
  }
  const there = new Set(filesBelow(root).filter((path) => path !== manifestName));
  for (const path of new Set([...listed.keys(), ...there]))
    if (!there.has(path) || listed.get(path) !== (await hashFile(join(root, path)))) return path;
  return null;
}
