import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { build } from "vite";
import { openBrowser } from "#test/support/browser.ts";
import { startFakeApi } from "#test/support/fake-api.ts";
import { openVisit } from "./look.ts";

/**
 * Makes the pictures of the documents anew: `node test/e2e/screens.script.ts`. With a directory as argument it also
 * prints the sheet of a case there, as a browser prints it, to be looked at.
 */
const house = join(import.meta.dirname, "../..");
const place = join(house, "docs/screens");
const limit = 200_000;

await mkdir(place, { recursive: true });
await build({ configFile: join(house, "collector/web/vite.config.ts"), logLevel: "error" });
const api = await startFakeApi();
const browser = await openBrowser();
try {
  for (const [name, size] of [
    ["board", "desk"],
    ["phone", "phone"],
  ] as const) {
    const { page, context } = await openVisit(browser, api.url, size);
    await page.getByText("まだ見張っていないもの").waitFor();
    await page.getByText(/更新中/u).waitFor();
    await page.evaluate("document.fonts.ready.then(() => undefined)");
    const path = join(place, `${name}.png`);
    await page.screenshot({ path });
    const { size: bytes } = await stat(path);
    if (bytes > limit) throw new Error(`${path} has ${bytes} bytes, more than ${limit}`);
    console.log(`${path}: ${bytes} bytes`);
    await context.close();
  }
  const [, , papers] = process.argv;
  if (papers !== undefined) {
    const { page } = await openVisit(browser, `${api.url}/incidents/i142`, "desk", { scheme: "dark" });
    await page.getByText("いま行うこと").waitFor();
    await page.getByText("SanDisk").first().waitFor();
    await mkdir(papers, { recursive: true });
    const path = join(papers, "case.pdf");
    await page.pdf({ path, preferCSSPageSize: true });
    console.log(path);
  }
} finally {
  await browser.close();
  await api.close();
}
