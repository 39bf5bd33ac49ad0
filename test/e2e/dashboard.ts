import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { build } from "vite";
import { afterAll, afterEach, beforeAll } from "vitest";
import { openBrowser } from "#test/support/browser.ts";
import { startFakeApi, type FakeApi } from "#test/support/fake-api.ts";
import { openVisit, type Size, type Visit, type VisitOptions } from "./look.ts";

/** The dashboard over a drawn office, for the tests of one file. */
export interface Dashboard {
  /** A fresh office; it is closed after the test, with every visit. */
  readonly start: () => Promise<FakeApi>;
  /** Opens a page of the office that was started last. */
  readonly visit: (size: Size, path: string, options?: VisitOptions) => Promise<Visit>;
}

const house = join(import.meta.dirname, "../..");

/** Builds the dashboard aside, so that nobody else's build is disturbed, and opens one browser for the file's tests. */
export function useDashboard(): Dashboard {
  let root = "";
  let browser: Browser;
  let url = "";
  const closing: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "hinomi-web-"));
    await build({
      configFile: join(house, "collector/web/vite.config.ts"),
      logLevel: "error",
      build: { outDir: root, emptyOutDir: true },
    });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await rm(root, { recursive: true, force: true });
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });
  return {
    start: async () => {
      const api = await startFakeApi(root);
      closing.push(() => api.close());
      ({ url } = api);
      return api;
    },
    visit: async (size, path, options = {}) => {
      const here = await openVisit(browser, `${url}${path}`, size, options);
      closing.push(() => here.context.close());
      return here;
    },
  };
}
