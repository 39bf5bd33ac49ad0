import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Antivirus } from "#shared/facts/antivirus.ts";
import { signUp } from "#test/support/account.ts";
import { openBrowser } from "#test/support/browser.ts";
import {
  type Api,
  type EndpointDetail,
  type Endpoints,
  freePort,
  makeToken,
  openApi,
  type RunningHinomi,
  startHinomi,
  until,
} from "#test/support/hinomi.ts";

const run = promisify(execFile);
const packages = ["clamav-daemon", "clamav-freshclam", "clamav-base", "clamav"];
const apt = (...args: string[]) =>
  run("apt-get", ["-y", "-q", ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    maxBuffer: 64 * 1024 * 1024,
  });
const databases = "/var/lib/clamav";
const socket = "/run/clamav/clamd.ctl";

let directory = "";
let data = "";
let ports = { httpPort: 0, agentPort: 0 };
let hinomi: RunningHinomi;
let browser: Browser;
let page: Page;
let clamd: ChildProcess | null = null;
let endpointId = "";
const asked: string[] = [];

/** Starts Hinomi anew, so that this computer is looked at now, and answers what the look said. */
async function look(): Promise<Antivirus> {
  const since = Temporal.Now.instant().toString();
  if (asked.length > 0) await hinomi.stop();
  hinomi = await startHinomi({ data, ...ports });
  if (asked.length === 0) await signUp(page, hinomi.url, hinomi.setup);
  asked.push(since);
  const api: Api = openApi(hinomi.url, await makeToken(data, "read"));
  const list = await until(
    "this computer",
    () => api.get<Endpoints>("/api/v1/endpoints"),
    (each) => each.items.length === 1,
  );
  endpointId = list.items[0]?.id ?? "";
  // A reading that did not change is not sent again; the sensor's health says that it looked.
  const detail = await until(
    "a look at the antivirus",
    () => api.get<EndpointDetail>(`/api/v1/endpoints/${endpointId}`),
    (each) => each.sensors.some((sensor) => sensor.fact === "antivirus" && (sensor.lastRunAt ?? "") > since),
    120_000,
  );
  return detail.facts["antivirus"]?.value as Antivirus;
}

async function onPage(word: string): Promise<void> {
  await page.goto(new URL(`/endpoints/${endpointId}`, hinomi.url).href);
  await page.locator("main").getByText(word).first().waitFor({ timeout: 30_000 });
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "hinomi-antivirus-"));
  data = join(directory, "data");
  ports = { httpPort: await freePort(), agentPort: await freePort() };
  if (existsSync("/usr/sbin/clamd"))
    throw new Error("this lab wants a machine on which ClamAV is not installed");
  browser = await openBrowser();
  page = await (await browser.newContext({ locale: "ja-JP" })).newPage();
});

afterAll(async () => {
  await browser?.close();
  await hinomi?.stop();
  clamd?.kill("SIGKILL");
  await apt("purge", ...packages).catch(() => {});
  await apt("autoremove", "--purge").catch(() => {});
  await rm(databases, { recursive: true, force: true });
  await rm(directory, { recursive: true, force: true });
});

describe("ClamAV on this computer", () => {
  it("is 未導入 before it is installed", async () => {
    expect(await look()).toMatchObject({ state: "not-installed", products: [] });
    await onPage("未導入");
  });

  it("has no database after it was installed, since the official one cannot be had here", async () => {
    await apt("update");
    await apt("install", "--no-install-recommends", "clamav-daemon");
    for (const file of await readdir(databases)) await rm(join(databases, file), { recursive: true });
    const found = await look();
    expect(found.state).toBe("no-database");
    expect(found.products).toMatchObject([{ name: "ClamAV", running: false, onDisk: [] }]);
    await onPage("定義なし");
  });

  it("runs on a local signature of our own, and says that it has no official one", async () => {
    await mkdir("/run/clamav", { recursive: true });
    await run("chown", ["clamav:clamav", "/run/clamav", databases]);
    const text = Buffer.from("HINOMI-LAB-TEST-STRING").toString("hex");
    await writeFile(join(databases, "hinomi.ndb"), `Hinomi.Lab.Test:0:*:${text}\n`);
    clamd = spawn("clamd", ["--foreground"], { stdio: "ignore" });
    await until("clamd", async () => existsSync(socket), Boolean, 120_000);
    const found = await look();
    expect(found.state).toBe("on");
    expect(found.products).toMatchObject([
      { running: true, onAccess: false, loaded: { name: "local", version: null } },
    ]);
    await onPage("有効");
  });

  it("is 停止 once the service ended", async () => {
    const ending = clamd;
    if (ending === null) throw new Error("clamd was not started");
    ending.kill("SIGTERM");
    if (ending.exitCode === null) await once(ending, "exit");
    expect((await look()).state).toBe("stopped");
    await onPage("停止");
  });
});
