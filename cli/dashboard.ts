import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { ensureBuilt, house } from "./built.ts";
import { CliError } from "./say.ts";

/** Where the built dashboard lies. */
export const webRoot = join(house, "dist/web");

/** Builds the dashboard where it is needed. */
export const ensureDashboard = (tell: (line: string) => void): Promise<void> =>
  ensureBuilt(
    {
      name: "the dashboard",
      output: webRoot,
      proof: "index.html",
      sources: "{collector/web,shared}/**/*.{ts,tsx,css,html,json,svg}",
      build: buildDashboard,
    },
    tell,
  );

async function buildDashboard(): Promise<void> {
  const vite = join(house, "node_modules/vite/bin/vite.js");
  const args = [vite, "build", "-c", "collector/web/vite.config.ts", "--logLevel", "error"];
  const child = spawn(process.execPath, args, { cwd: house, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [code] = await once(child, "close");
  if (code === 0) return;
  throw new CliError({
    ja: `画面の組み立てに失敗しました。npm ci をやり直してください。\n${output}`,
    en: `The dashboard could not be built; run npm ci again.\n${output}`,
  });
}
