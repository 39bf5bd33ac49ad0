import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { glob, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

export const house = join(import.meta.dirname, "..");

/** Something that is built from sources of this house before it is used. */
export interface Built {
  readonly name: string;
  /** The directory it lies in. */
  readonly output: string;
  /** A file that is there when it was built. */
  readonly proof: string;
  /** Globs of what it is made of. */
  readonly sources: string;
  build(): Promise<void>;
}

/** What it is made of, as one digest; a clone and a pull both change it, a mere touch does not. */
async function digestOf(sources: string): Promise<string> {
  const hash = createHash("sha256");
  const files = [];
  for await (const file of glob(sources, { cwd: house })) if (!file.includes(".test.")) files.push(file);
  for (const file of ["package-lock.json", ...files.toSorted()]) {
    hash.update(`${file}\0`).update(await readFile(join(house, file)));
  }
  return hash.digest("hex");
}

/** Builds it, unless the one that lies there is made of today's sources. */
export async function ensureBuilt(built: Built, tell: (line: string) => void): Promise<void> {
  const stamp = join(built.output, ".built-from");
  const wanted = await digestOf(built.sources);
  const lies = existsSync(join(built.output, built.proof)) && existsSync(stamp);
  if (lies && (await readFile(stamp, "utf8")) === wanted) return;
  tell(`building ${built.name} …`);
  await built.build();
  await writeFile(stamp, wanted);
}
