import { mkdtemp, readFile, rm } from "node:fs/promises";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "otplib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRecordedAgent } from "#test/bench/recorded-agent.ts";
import { account } from "#test/support/account.ts";
import { enrolComputer, makeCode } from "#test/support/agent-process.ts";
import { openBrowser } from "#test/support/browser.ts";
import {
  type Api,
  type Endpoints,
  freePort,
  type Incidents,
  makeToken,
  openApi,
  type RunningHinomi,
  startHinomi,
  until,
} from "#test/support/hinomi.ts";
import { faults, none, openVisit, screens, type Size, type Visit } from "./look.ts";

/** The process of a part that `npm start` keeps, by the path of its main program, shipped or not. */
async function partOf(hinomi: RunningHinomi, main: RegExp): Promise<number> {
  const { pid } = hinomi.process;
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")).trim().split(" ");
  for (const child of children) {
    const command = await readFile(`/proc/${child}/cmdline`, "utf8").catch(() => "");
    if (main.test(command)) return Number(child);
  }
  throw new Error(`no ${main.source} among ${children.join(" ")}`);
}

/** The code of the time step `steps` away from now; each step is taken once, so that nobody has to wait for the next. */
const codeOf = (secret: string, steps: number): Promise<string> =>
  generate({ secret, epoch: Math.floor(Date.now() / 1000) + 30 * steps });

async function signIn(page: Page, email: string, password: string, code: string): Promise<void> {
  await page.getByLabel("メールアドレス").fill(email);
  await page.getByRole("textbox", { name: "パスワード" }).fill(password);
  await page.getByLabel("認証アプリの6桁の数字").fill(code);
  await page.getByRole("button", { name: "サインインする" }).click();
}

describe("the dashboard and the server it is made for", () => {
  let directory: string;
  let where: { data: string; httpPort: number; agentPort: number };
  let hinomi: RunningHinomi;
  let api: Api;
  let browser: Browser;
  let desk: Visit;
  let secret = "";
  const ends: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "hinomi-real-"));
    where = { data: join(directory, "data"), httpPort: await freePort(), agentPort: await freePort() };
    [hinomi, browser] = await Promise.all([startHinomi(where), openBrowser()]);
  });
  afterAll(async () => {
    for (const end of ends.toReversed()) await end();
    await browser.close();
    await hinomi.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it("makes the first account on the page that the one-time link opens", async () => {
    for (const size of ["phone", "desk"] as const) {
      desk = await openVisit(browser, hinomi.setup, size);
      expect(await faults(desk, `real-setup-${size}`, "登録してはじめる")).toEqual(none);
      if (size === "phone") await desk.context.close();
    }
    const { page } = desk;
    secret = (await page.locator("code").innerText()).replaceAll(/\s/gu, "");
    await page.getByLabel("氏名").fill(account.name);
    await page.getByLabel("メールアドレス").fill(account.email);
    await page.getByRole("textbox", { name: "パスワード（12文字以上）" }).fill(account.password);
    await page.getByRole("textbox", { name: "パスワード（もう一度）" }).fill("another one entirely");
    await page.getByText("二つのパスワードが違います。").waitFor();
    await page.getByRole("textbox", { name: "パスワード（もう一度）" }).fill(account.password);
    await page.getByLabel("6桁の数字").fill(await codeOf(secret, -1));
    await page.getByRole("button", { name: "登録してはじめる" }).click();
    await page.getByRole("heading", { name: "監視盤", level: 1 }).waitFor();
    await page.getByText(/\d\d:\d\d:\d\d 更新中/u).waitFor();
    expect(desk.complaints).toEqual([]);
  });

  it("knows how every sensor of this computer fares soon after its first look", async () => {
    api = openApi(hinomi.url, await makeToken(where.data, "write"));
    const { items } = await until(
      "every sensor to have looked",
      () => api.get<Endpoints>("/api/v1/endpoints"),
      (answer) => answer.items[0]?.sensors.every(({ status }) => status !== "pending") ?? false,
      15_000,
    );
    expect(items[0]?.sensors).toHaveLength(5);
    expect(items[0]?.support).not.toBeNull();
  });

  it("shows a case as the rule tells it, in the browser", async () => {
    const state = join(directory, "agent-2");
    await enrolComputer(hinomi.url, await makeCode(api, "site-office"), state);
    const recorded = await startRecordedAgent(state);
    ends.push(() => recorded.stop());
    await new Promise((done) => setTimeout(done, 1500));
    recorded.plug("HN-0001-REAL");
    await desk.page.locator('[data-row][data-fresh="true"]').waitFor({ timeout: 20_000 });
    const [incident] = (await api.get<Incidents>("/api/v1/incidents")).items;
    expect(incident?.words?.happened.ja).toBeDefined();
    await desk.page.goto(new URL(`/incidents/${incident?.id}`, hinomi.url).href);
    for (const part of [incident?.words?.what.ja, incident?.words?.happened.ja])
      await desk.page
        .getByText(part ?? "never")
        .first()
        .waitFor();
  });

  it.each(["desk", "phone"] as const)("shows every page without a fault (%s)", async (size: Size) => {
    const computers = (await api.get<Endpoints>("/api/v1/endpoints")).items;
    const own = computers.find(({ sensors }) => sensors.length > 1);
    const [incident] = (await api.get<Incidents>("/api/v1/incidents")).items;
    const visit = await openVisit(browser, hinomi.url, size, { state: await desk.context.storageState() });
    const pages = [
      ["board", "/", "まだ見張っていないもの"],
      ["incidents", "/incidents", incident?.number],
      ["incident", `/incidents/${incident?.id}`, "いま行うこと"],
      ["endpoints", "/endpoints", own?.hostname],
      ["endpoint", `/endpoints/${own?.id}`, "パッチ"],
      ["media", "/media", "HN-0001-REAL"],
      ["devices", "/devices", "事務局LAN"],
      ["correctives", "/correctives", "自動復旧"],
      ["patch", "/patch", own?.hostname],
      ["attendance", "/attendance", "監視範囲"],
      ["reports", "/reports", "報告書"],
      ["records", "/records", "記録簿"],
      ["people", "/people", account.email],
      ["policy", "/policy", "経路ア"],
      ["assets", "/assets", "エージェントなしの機器"],
      ["settings", "/settings", "登録コードを作る"],
    ] as const;
    for (const [name, path, ready] of pages) {
      await visit.page.goto(new URL(path, hinomi.url).href);
      expect([name, await faults(visit, `real-${name}-${size}`, ready ?? name)]).toEqual([name, none]);
    }
    await visit.context.close();
  });

  it("enters a network by hand, with sentences for mistakes, changes it and ends its learning", async () => {
    const { page } = desk;
    await page.goto(new URL("/devices", hinomi.url).href);
    await page.getByRole("button", { name: "ネットワークを登録する" }).click();
    const form = page.getByRole("dialog");
    await form.getByLabel("サブネット").fill("192.168.77");
    await form.getByLabel("ルータのMACアドレス").fill("router");
    await form.getByRole("button", { name: "監視対象に登録する" }).click();
    await form.getByText("名前を入れてください。").waitFor();
    await form.getByText("「192.168.77」はサブネットとして読めません。").waitFor();
    await form.getByText("「router」はMACアドレスとして読めません。").waitFor();
    expect(await faults(desk, "real-network-form-desk", "名前を入れてください。")).toEqual(none);
    await form.getByLabel("名前").fill("倉庫LAN");
    await form.getByLabel("サブネット").fill("192.168.77.1/24");
    await form.getByLabel("ルータのMACアドレス").fill("00-A0-DE-12-34-56");
    await form.getByRole("button", { name: "監視対象に登録する" }).click();
    await form.waitFor({ state: "detached" });
    const row = page.getByRole("listitem").filter({ hasText: "倉庫LAN" });
    await row.getByText("192.168.77.0/24").waitFor();
    await row.getByRole("button", { name: /^ネットワークの設定を変える/u }).click();
    await form.getByLabel("サブネット").fill("192.168.78.0/24");
    await form.getByRole("button", { name: "保存する" }).click();
    await row.getByText("192.168.78.0/24").waitFor();
    await row.getByRole("button", { name: "情報収集を終えて検知を始める" }).click();
    await form.getByRole("button", { name: "情報収集を終えて検知を始める" }).click();
    await row.getByText("検知", { exact: true }).waitFor();
    expect(desk.complaints).toEqual([]);
  });

  it("goes to the search with the key /", async () => {
    const { page } = desk;
    await page.keyboard.press("/");
    expect(await page.locator("main input[type=search]").evaluate((node) => node.matches(":focus"))).toBe(
      true,
    );
    await page.goto(hinomi.url);
    await page.getByRole("heading", { name: "監視盤", level: 1 }).waitFor();
    await page.keyboard.press("/");
    await page.waitForURL(/\/endpoints$/u);
    await page.locator("main input[type=search]:focus").waitFor();
  });

  it("shows without a reload that a computer is gone, and that it came back", async () => {
    const { page } = desk;
    const own = (await api.get<Endpoints>("/api/v1/endpoints")).items.find(
      ({ sensors }) => sensors.length > 1,
    );
    const connected = page.locator("main [data-tone=checked]").filter({ hasText: "接続中" });
    await page.goto(new URL(`/endpoints/${own?.id}`, hinomi.url).href);
    await connected.waitFor();
    await page.getByText(/更新中/u).waitFor();
    process.kill(await partOf(hinomi, /agent\.js|agent\/main\.ts/u), "SIGTERM");
    await page.getByText("未接続", { exact: true }).first().waitFor({ timeout: 20_000 });
    await connected.waitFor({ timeout: 15_000 });
    expect(desk.complaints).toEqual([]);
  });

  it("signs out, refuses in one sentence for every reason, and signs in again", async () => {
    const { page } = desk;
    await page.getByRole("button", { name: `${account.name} のメニュー` }).click();
    await page.getByText("サインアウトする").click();
    expect(await faults(desk, "real-sign-in-desk", "サインインする")).toEqual(none);
    const refused = async (email: string, password: string, code: string): Promise<string> => {
      // Waited for from before the button is pressed: on a fast machine the answer is there at once.
      const answered = page.waitForResponse((answer) => answer.status() === 401);
      await signIn(page, email, password, code);
      await answered;
      return page.getByRole("alert").innerText();
    };
    const wrongPassword = await refused(account.email, "not the password at all", await codeOf(secret, 0));
    await page.screenshot({ path: join(screens, "real-sign-in-refused.png") });
    expect(await refused("nobody@example.jp", account.password, await codeOf(secret, 0))).toBe(wrongPassword);
    // The browser itself writes refused answers into its console; nothing else may stand there.
    expect(desk.complaints.filter((line) => !line.includes("401"))).toEqual([]);
    desk.complaints.splice(0);
    await signIn(page, account.email, account.password, await codeOf(secret, 0));
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.getByText(/更新中/u).waitFor();
  });

  it("greys after the collector's death, and recovers by itself", async () => {
    const { page } = desk;
    await page.goto(hinomi.url);
    await page.getByText("まだ見張っていないもの").waitFor();
    await page.getByText(/更新中/u).waitFor();
    process.kill(await partOf(hinomi, /collector\/main\.ts/u), "SIGKILL");
    await page.getByText("監視サーバからの更新がありません").waitFor({ timeout: 20_000 });
    expect(await page.getByText("更新が止まっています").count()).toBeGreaterThan(0);
    await page.screenshot({ path: join(screens, "real-stalled-desk.png"), fullPage: true });
    if (hinomi.process.exitCode === null) await once(hinomi.process, "exit");
    hinomi = await startHinomi(where);
    expect(hinomi.setup).toBe("done");
    await page.getByText(/\d\d:\d\d:\d\d 更新中/u).waitFor({ timeout: 15_000 });
    expect(await page.getByText("監視サーバからの更新がありません").count()).toBe(0);
    expect(await page.getByText("更新が止まっています").count()).toBe(0);
    await page.getByText("まだ見張っていないもの").waitFor();
    expect(await page.evaluate("window.violations")).toEqual([]);
  });
});
