import { mkdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { z } from "zod";

const manifest = join(import.meta.dirname, "../../node_modules/@sparticuz/chromium/package.json");

/**
 * Starts the Chromium that lies in the npm package; the caller closes it. The package unpacks to TMPDIR and takes an
 * older one lying there for its own, so each version gets a directory of its own. Its own arguments are left out: with
 * `--single-process` the browser dies as soon as one context closes.
 */
export async function openBrowser(): Promise<Browser> {
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile(manifest, "utf8")));
  const place = join(tmpdir(), `hinomi-chromium-${version}`);
  await mkdir(place, { recursive: true });
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = place;
  try {
    const { default: packed } = await import("@sparticuz/chromium");
    const executablePath = await packed.executablePath();
    return await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"], headless: true });
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
}
