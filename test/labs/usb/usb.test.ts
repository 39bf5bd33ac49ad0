import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RouteOutput } from "#shared/api/routes.ts";
import type { Usb } from "#shared/facts/usb.ts";
import { account, signUp } from "#test/support/account.ts";
import { makeCode } from "#test/support/agent-process.ts";
import { openBrowser } from "#test/support/browser.ts";
import { selfSigned } from "#test/support/certificate.ts";
import {
  type Api,
  type EndpointDetail,
  freePort,
  type IncidentDetail,
  type Incidents,
  makeToken,
  openApi,
  type RunningHinomi,
  startHinomi,
  until,
} from "#test/support/hinomi.ts";
import { type Mailbox, openMailbox } from "#test/support/mailbox.ts";
import { bootGuest, buildGuest, type Guest } from "./guest.ts";

const run = promisify(execFile);
const cache = resolve(".cache/labs/usb");
const serial = "HINOMI-A41F";
/** The emulated stick calls itself "USB HARDDRIVE"; what it really is shows only when its disk is there. */
const strange = /未登録の(?:USBメモリ|外付けディスク)/u;
let directory = "";
let hinomi: RunningHinomi;
let api: Api;
let guest: Guest;
let mailbox: Mailbox;
let browser: Browser;
let page: Page;
let endpointId = "";

const cases = async () =>
  (await api.get<Incidents>("/api/v1/incidents?rule=usb-unregistered&limit=100")).items;
const detail = () => api.get<EndpointDetail>(`/api/v1/endpoints/${endpointId}`);
const present = async () => ((await detail()).facts["usb"]?.value as Usb | undefined)?.devices ?? [];
const media = async () =>
  (await api.get<RouteOutput<"listUsbDevices">>("/api/v1/usb-devices?limit=100")).items;

/** When the collector received the insertion of this serial number, in milliseconds of its clock. */
async function arrivalOf(wanted: string): Promise<number> {
  const path = `/api/v1/endpoints/${endpointId}/observations?fact=usb&limit=50`;
  const { items } = await api.get<RouteOutput<"listObservations">>(path);
  const events = items.filter((each) => each.kind === "event" && JSON.stringify(each.body).includes(wanted));
  return Math.min(...events.map((each) => Date.parse(each.receivedAt)));
}

/** An image with a FAT file system of its own. */
async function makeStick(name: string): Promise<string> {
  const image = join(directory, `${name}.img`);
  await run("truncate", ["-s", "64M", image]);
  await run("mkfs.vfat", ["-n", name.toUpperCase(), image]);
  return image;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "hinomi-usb-"));
  await run("npm", ["run", "build"]);
  await mkdir(cache, { recursive: true });
  await buildGuest(cache);

  const [httpPort, httpsPort, agentPort] = [await freePort(), await freePort(), await freePort()];
  const mailCertificate = await selfSigned("127.0.0.1");
  await writeFile(join(directory, "mail-ca.pem"), mailCertificate.cert);
  await writeFile(join(directory, "mail-password"), "sesame\n", { mode: 0o600 });
  mailbox = await openMailbox({ ...mailCertificate, user: "hinomi", password: "sesame" });
  const config = join(directory, "collector.yaml");
  await writeFile(
    config,
    `site: 事務局
people:
  https: { listen: "127.0.0.1:${httpsPort}" }
  hosts: ["10.0.2.100"]
agents:
  addresses: ["10.0.2.100:${agentPort}"]
email:
  host: 127.0.0.1
  port: ${mailbox.port}
  security: starttls
  ca-file: ${join(directory, "mail-ca.pem")}
  username: hinomi
  password-file: ${join(directory, "mail-password")}
  from: hinomi@example.jp
`,
  );
  const data = join(directory, "data");
  hinomi = await startHinomi({ data, httpPort, agentPort, config });
  api = openApi(hinomi.url, await makeToken(data, "write"));
  browser = await openBrowser();
  const context = await browser.newContext({ locale: "ja-JP", viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  await signUp(page, hinomi.url, hinomi.setup);

  const site = (await api.get<RouteOutput<"listSites">>("/api/v1/sites")).items[0];
  if (!site) throw new Error("no site");
  guest = await bootGuest({ directory: cache, hostPorts: [httpsPort, agentPort] });
  const code = await makeCode(api, site.id);

  const enrolled = await guest.shell(
    `/opt/hinomi/node /opt/hinomi/agent/enrol.js ${code} --url https://10.0.2.100:${httpsPort} --data /var/lib/hinomi --own`,
    180_000,
  );
  endpointId = /ENROLLED (\S+)/u.exec(enrolled)?.[1] ?? "";
  if (endpointId === "") throw new Error(`not enrolled:\n${enrolled}`);
  // Plugged in before the first start of the agent: one for the list of what was there at enrolment.
  await guest.plugStick("old", await makeStick("before"), "OLD-0001");
  await guest.plug("mouse", "usb-mouse");
  await sleep(5_000);
  await guest.shell("systemctl start hinomi-agent");
});

afterAll(async () => {
  await browser?.close();
  await guest?.stop();
  await hinomi?.stop();
  await mailbox?.close();
  await rm(directory, { recursive: true, force: true });
});

describe("a real USB controller in a guest", () => {
  it("lists what was plugged in at enrolment, and makes no case of it", async () => {
    await until(
      "the first snapshot",
      present,
      (devices) => devices.some((each) => each.serial === "OLD-0001"),
      180_000,
    );
    expect((await present()).find((each) => each.serial === "OLD-0001")).toMatchObject({
      kind: "usb-memory",
    });
    expect((await media()).find((each) => each.serial === "OLD-0001")).toMatchObject({
      right: "initial",
      present: true,
    });
    expect(await cases()).toEqual([]);
  });

  it("offers that list in the browser, where one tap registers the stick", async () => {
    await page.goto(new URL("/media", hinomi.url).href);
    await page.getByRole("heading", { name: "導入時に接続されていた機器" }).waitFor();
    await page.getByText("OLD-0001").first().waitFor();
    await page.getByRole("button", { name: /^1件を/u }).click();
    const decided = await until(
      "the register",
      async () => (await media()).find((each) => each.serial === "OLD-0001"),
      (each) => each?.right === "allowed" || each?.right === "temporary",
    );
    // A right without an end would be one for ever.
    expect(decided?.expiresAt).not.toBeNull();
    expect(await cases()).toEqual([]);
  });

  it("raises a 警告 with the serial, mails it and shows it in the browser", async () => {
    await page.goto(new URL("/incidents", hinomi.url).href);
    await page.waitForSelector("main");
    const image = await makeStick("stick");
    const started = Date.now();
    await guest.plugStick("stick", image, serial);
    await page.getByText(strange).first().waitFor({ timeout: 60_000 });
    console.log(JSON.stringify({ lab: "usb", plugged_to_page_ms: Date.now() - started }));
    const [found] = await cases();
    expect(found).toMatchObject({ severity: "warning", state: "detected", endpointId, ongoing: true });
    expect(JSON.stringify(found?.data)).toContain(serial);
    const mail = await until(
      "the mail",
      async () => mailbox.mails[0],
      (each) => each !== undefined,
      60_000,
    );
    expect(mail?.subject).toMatch(
      /^【火の見】【警告・要受領】未登録の(?:USBメモリ|外付けディスク)の接続 事務局 PC-03（R8-\d{4}）$/u,
    );
    expect(JSON.stringify(mail?.to)).toContain(account.email);
    expect(mail?.text).toContain("A41F");
    expect(mailbox.mails).toHaveLength(1);
    const size = await until(
      "its volume",
      async () => (await present()).find((each) => each.serial === serial),
      (each) => each?.volumes.length === 1,
    );
    expect(size?.volumes[0]).toMatchObject({ label: "STICK", fileSystem: "vfat", encryption: "no" });
  });

  it("tells a keyboard and a phone from storage", async () => {
    await guest.plug("keyboard", "usb-kbd");
    await guest.machine("device_add", {
      driver: "usb-mtp",
      id: "phone",
      bus: "xhci.0",
      rootdir: directory,
      readonly: true,
    });
    await until(
      "both",
      present,
      (devices) =>
        devices.some((each) => each.kind === "keyboard") &&
        devices.some((each) => each.kind === "smartphone"),
      90_000,
    );
    const found = await until("the phone's case", cases, (list) => list.length === 2, 60_000);
    const phone = found.find((each) => each.data["kind"] === "smartphone");
    expect(phone).toMatchObject({ severity: "caution" });
    expect(found.some((each) => JSON.stringify(each.data).includes("keyboard"))).toBe(false);
  });

  it("records the removal with what can be said about writing", async () => {
    await guest.unplug("stick");
    const ended = await until(
      "the removal",
      async () => {
        const id = (await cases()).find((each) => JSON.stringify(each.data).includes(serial))?.id ?? "";
        return api.get<IncidentDetail>(`/api/v1/incidents/${id}`);
      },
      (each) => !each.ongoing,
    );
    expect(ended.events.some((event) => event.change.type === "ended")).toBe(true);
    await until("the snapshot", present, (devices) => !devices.some((each) => each.serial === serial));
    expect((await media()).find((each) => each.serial === serial)).toMatchObject({ present: false });
  });

  it("raises none once it was registered in the browser", async () => {
    await page.goto(new URL("/media", hinomi.url).href);
    const row = page.getByRole("row").filter({ hasText: "A41F" });
    await row.getByRole("button", { name: /台帳に登録する/u }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /登録する/u })
      .click();
    await until(
      "the register",
      media,
      (list) => list.find((each) => each.serial === serial)?.right === "allowed",
    );
    const before = (await cases()).length;
    await guest.plugStick("again", await makeStick("again"), serial);
    await until("the stick", present, (devices) => devices.some((each) => each.serial === serial));
    await sleep(5_000);
    expect(await cases()).toHaveLength(before);
    await guest.unplug("again");
  });

  it("finds at its start a stick that was plugged in while the agent was stopped", async () => {
    await guest.shell("systemctl stop hinomi-agent");
    await guest.plugStick("meanwhile", await makeStick("meanwhile"), "MEANWHILE-7");
    await sleep(5_000);
    await guest.shell("systemctl start hinomi-agent");
    const found = await until(
      "its case",
      cases,
      (list) => list.some((each) => JSON.stringify(each.data).includes("MEANWHILE-7")),
      120_000,
    );
    expect(found.filter((each) => JSON.stringify(each.data).includes("MEANWHILE-7"))).toHaveLength(1);
  });

  it("shows twenty real insertions in the browser, and which share of the delay is the guest's own", async () => {
    await page.goto(new URL("/media", hinomi.url).href);
    await page.waitForSelector("main");
    const image = await makeStick("many");
    const delays: { readonly whole: number; readonly hinomi: number }[] = [];
    for (let index = 0; index < 20; index += 1) {
      const each = `MANY-${String(index).padStart(4, "0")}`;
      const started = Date.now();
      await guest.plugStick(`many${index}`, image, each);
      await page.getByText(each).first().waitFor({ timeout: 60_000 });
      const shown = Date.now();
      // The collector's clock is this machine's; the guest's is its own.
      const arrived = await arrivalOf(each);
      delays.push({ whole: shown - started, hinomi: shown - arrived });
      await guest.unplug(`many${index}`);
      await sleep(1_500);
    }
    const at = (pick: "whole" | "hinomi", share: number) =>
      delays.map((delay) => delay[pick]).toSorted((a, b) => a - b)[Math.ceil(share * delays.length) - 1];
    console.log(
      JSON.stringify({
        lab: "usb",
        insertions: delays.length,
        plugged_to_page_ms: { p50: at("whole", 0.5), p95: at("whole", 0.95) },
        arrived_at_collector_to_page_ms: { p50: at("hinomi", 0.5), p95: at("hinomi", 0.95) },
      }),
    );
    expect(delays).toHaveLength(20);
  });
});
