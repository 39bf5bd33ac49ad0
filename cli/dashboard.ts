import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { glob, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "./say.ts";

const house = join(import.meta.dirname, "..");
/** Where the built dashboard lies. */
export const webRoot = join(house, "dist/web");
const stamp = join(webRoot, ".built-from");

/** What the dashboard is made of, as one digest; a clone and a pull both change it, a mere touch does not. */
async function sources(): Promise<string> {
  const hash = createHash("sha256");
  const files = [];
  for await (const file of glob("{collector/web,shared}/**/*.{ts,tsx,css,html,json,svg}", { cwd: house })) {
    if (!file.includes(".test.")) files.push(file);
  }
  for (const file of ["package-lock.json", ...files.toSorted()]) {
    hash
      .update(file)
      .update("\0")
      .update(await readFile(join(house, file)));
  }
  return hash.digest("hex");
}

/** Builds the dashboard unless the one that lies there is made of today's sources. */
export async function ensureDashboard(tell: (line: string) => void): Promise<void> {
  const wanted = await sources();
  if (
    existsSync(join(webRoot, "index.html")) &&
    existsSync(stamp) &&
    (await readFile(stamp, "utf8")) === wanted
  )
    return;
  tell("building the dashboard …");
  const vite = join(house, "node_modules/vite/bin/vite.js");
  const child = spawn(
    process.execPath,
    [vite, "build", "-c", "collector/web/vite.config.ts", "--logLevel", "error"],
    {
      cwd: house,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [code] = await once(child, "close");
  if (code !== 0) {
    throw new CliError({
      ja: `画面の組み立てに失敗しました。npm ci をやり直してください。\n${output}`,
      en: `The dashboard could not be built; run npm ci again.\n${output}`,
    });
  }
  await writeFile(stamp, wanted);
}
