import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import type { RouteOutput } from "#shared/api/routes.ts";
import { signUp } from "#test/support/account.ts";
import { enrolComputer, makeCode } from "#test/support/agent-process.ts";
import { openBrowser } from "#test/support/browser.ts";
import { freePort, makeToken, openApi, startCollectorOnly } from "#test/support/hinomi.ts";
import { type Bench, percentile, round } from "./bench.ts";
import { startRecordedAgent } from "./recorded-agent.ts";

const insertions = 200;

/** Runs in the page: writes down when each serial number first stood in a row. */
const watchRows = `
  globalThis.hinomiSeen = {};
  new MutationObserver(() => {
    for (const [serial] of document.body.innerText.matchAll(/HN-\\d{4}-BENCH/gu)) hinomiSeen[serial] ??= Date.now();
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
`;

const seenAt = (page: Page, serial: string): Promise<number | undefined> =>
  page.evaluate(
    (wanted) => (globalThis as unknown as { hinomiSeen: Record<string, number> }).hinomiSeen[wanted],
    serial,
  );

/**
 * From an event of `udevadm monitor` entering at the Probe to the row in a real browser: watch, outbox, uplink,
 * commit, rules, second commit, live stream, query, rendering. The baseline is the same page asked again with nothing
 * new in between: what the browser alone needs to fetch and paint.
 */
export const usbToBrowser: Bench = async ({ tell }) => {
  const directory = await mkdtemp(join(tmpdir(), "hinomi-usb-to-browser-"));
  const data = join(directory, "collector");
  const collector = await startCollectorOnly({
    data,
    httpPort: await freePort(),
    agentPort: await freePort(),
  });
  const browser = await openBrowser();
  try {
    const api = openApi(collector.url, await makeToken(data, "write"));
    const site = (await api.get<RouteOutput<"listSites">>("/api/v1/sites")).items[0];
    if (!site) throw new Error("no site");
    const state = join(directory, "agent");
    await enrolComputer(collector.url, await makeCode(api, site.id), state);
    const agent = await startRecordedAgent(state);

    const context = await browser.newContext({ locale: "ja-JP", viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await signUp(page, collector.url, collector.setup);
    await page.goto(new URL("/media", collector.url).href);
    await page.waitForSelector("main");
    await sleep(3_000);
    await page.evaluate(watchRows);

    const delays: number[] = [];
    for (let index = 0; index < insertions; index += 1) {
      const serial = `HN-${String(index).padStart(4, "0")}-BENCH`;
      const at = Date.now();
      agent.plug(serial);
      const limit = AbortSignal.timeout(15_000);
      let seen = await seenAt(page, serial);
      while (seen === undefined && !limit.aborted) {
        await sleep(5);
        seen = await seenAt(page, serial);
      }
      if (seen === undefined) throw new Error(`${serial} never stood in the page`);
      delays.push(seen - at);
      agent.unplug();
      // The next one must not ride on this one's refresh.
      await sleep(150 + Math.random() * 150);
    }
    const fetches = await fetchAlone(page);
    await agent.stop();
    tell({
      insertions,
      p50_ms: percentile(delays, 0.5),
      p95_ms: percentile(delays, 0.95),
      p99_ms: percentile(delays, 0.99),
      max_ms: Math.max(...delays),
      baseline: {
        what: "the page's own query, asked by the browser",
        p50_ms: percentile(fetches, 0.5),
        p95_ms: percentile(fetches, 0.95),
      },
      ratio: round(percentile(delays, 0.95) / percentile(fetches, 0.95)),
    });
  } finally {
    await browser.close();
    await collector.stop();
    await rm(directory, { recursive: true, force: true });
  }
};

const fetchAlone = (page: Page): Promise<number[]> =>
  page.evaluate(async () => {
    const delays: number[] = [];
    for (let count = 0; count < 50; count += 1) {
      const from = performance.now();
      await (await fetch("/api/v1/usb-devices?limit=100", { cache: "no-store" })).json();
      delays.push(performance.now() - from);
    }
    return delays;
  });
