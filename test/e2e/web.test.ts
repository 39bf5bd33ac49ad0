import { join } from "node:path";
import type { Browser, BrowserContext } from "playwright-core";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openBrowser } from "#test/support/browser.ts";
import { startFakeApi, type FakeApi } from "#test/support/fake-api.ts";
import { faults, none, openVisit, screens, type Size, type Visit } from "./look.ts";

const house = join(import.meta.dirname, "../..");

describe("the dashboard in a browser", () => {
  let api: FakeApi;
  let browser: Browser;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    await build({ configFile: join(house, "collector/web/vite.config.ts"), logLevel: "error" });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
    await api.close();
  });

  const visit = async (
    size: Size,
    path: string,
    language: "ja" | "en" = "ja",
    scheme: "light" | "dark" = "light",
  ): Promise<Visit> => {
    const here = await openVisit(browser, `${api.url}${path}`, size, { language, scheme });
    contexts.push(here.context);
    return here;
  };

  const pages = [
    ["board", "/", "事務局LAN"],
    ["incidents", "/incidents", "R8-0141"],
    ["incident", "/incidents/i142", "SanDisk"],
    ["endpoints", "/endpoints", "SV-01"],
    ["endpoint", "/endpoints/e3", "openssl"],
    ["endpoint-blind", "/endpoints/e7", "denied"],
    ["media", "/media", "HD-PCFS1.0U3"],
    ["devices", "/devices", "U6-Lite"],
    ["settings", "/settings", "192.168.10.91"],
  ] as const;

  for (const size of ["desk", "phone"] as const)
    for (const language of ["ja", "en"] as const)
      it.each(pages)(`shows %s without a fault (${size}, ${language})`, async (name, path, ready) => {
        api = await startFakeApi();
        api.language = language;
        const ends =
          name === "board"
            ? language === "ja"
              ? "まだ見張っていないもの"
              : "What is not watched yet"
            : ready;
        const here = await visit(size, path, language);
        expect(await faults(here, `${name}-${size}-${language}`, ends)).toEqual(none);
        expect(await here.page.getAttribute("html", "lang")).toBe(language);
      });

  it.each(pages)("shows %s in the dark without a fault", async (name, path, ready) => {
    api = await startFakeApi();
    expect(
      await faults(
        await visit("desk", path, "ja", "dark"),
        `${name}-dark`,
        name === "board" ? "まだ見張っていないもの" : ready,
      ),
    ).toEqual(none);
  });

  for (const size of ["desk", "phone"] as const)
    it(`shows the door before anybody is signed in (${size})`, async () => {
      api = await startFakeApi();
      api.signedIn = false;
      expect(await faults(await visit(size, "/"), `sign-in-${size}`, "サインインする")).toEqual(none);
      api.setupOpen = true;
      expect(
        await faults(
          await visit(size, "/setup#0123456789abcdef0123456789"),
          `setup-${size}`,
          "登録してはじめる",
        ),
      ).toEqual(none);
      expect(await faults(await visit(size, "/", "en"), `setup-missing-${size}`, "The first setup")).toEqual(
        none,
      );
    });

  for (const size of ["desk", "phone"] as const)
    it(`shows its dialogues without a fault (${size})`, async () => {
      api = await startFakeApi();
      const media = await visit(size, "/media");
      await media.page
        .getByRole("button", { name: /^台帳に登録する/u })
        .first()
        .click();
      expect(await faults(media, `media-form-${size}`, "使用できる端末")).toEqual(none);
      const devices = await visit(size, "/devices");
      await devices.page
        .getByRole("button", { name: /^判断する/u })
        .first()
        .click();
      expect(await faults(devices, `device-form-${size}`, "知らない機器です")).toEqual(none);
      const settings = await visit(size, "/settings");
      await settings.page.getByRole("button", { name: "登録コードを作る" }).click();
      expect(await faults(settings, `enrolment-${size}`, "castle river")).toEqual(none);
    });

  it("says when a code is good on this computer only", async () => {
    api = await startFakeApi();
    api.reach = "this-computer";
    const here = await visit("phone", "/settings");
    await here.page.getByRole("button", { name: "登録コードを作る" }).click();
    expect(await faults(here, "enrolment-here", "このコンピュータからしか登録できません")).toEqual(none);
    expect(await here.page.getByText("登録されていない端末からの接続です").count()).toBe(1);
  });

  it("says until when a case must be received, and that it is late", async () => {
    api = await startFakeApi();
    const due = /^未受領　受領期限 .*\d\d:\d\d$/u;
    await (await visit("desk", "/")).page.getByText(due).waitFor();
    const sheet = await visit("desk", "/incidents/i142");
    await sheet.page.getByText(due).waitFor();
    const choices = await sheet.page.getByLabel("次の状態").locator("option").allInnerTexts();
    expect(choices).toEqual(["確認中", "対応中", "復旧", "経過観察"]);
    const [first] = api.office.incidents;
    if (first) api.office.incidents[0] = { ...first, receiptDue: first.openedAt };
    const late = await visit("desk", "/");
    expect(await faults(late, "board-late", "受領期限超過")).toEqual(none);
  });

  it("says a quiet sentence where nothing needs anybody", async () => {
    api = await startFakeApi();
    api.office.incidents.splice(0);
    const here = await visit("desk", "/");
    expect(await faults(here, "board-quiet", "現在、対応が必要な事案はありません。")).toEqual(none);
  });

  it("gives a suspicion of 重大 the whole width, the telephone and the tab", async () => {
    api = await startFakeApi();
    const [first] = api.office.incidents;
    if (first) api.office.incidents[0] = { ...first, severity: "suspected-grave" };
    const here = await visit("desk", "/");
    expect(await faults(here, "board-grave", "090-0000-0001")).toEqual(none);
    expect(await here.page.title()).toContain("【重大の疑い】");
  });

  it("shows a new case without a reload, marked until somebody was there", async () => {
    api = await startFakeApi();
    const { page } = await visit("desk", "/");
    await page.getByText("未登録のUSBメモリの接続").waitFor();
    await page.getByText(/\d\d:\d\d:\d\d 更新中/u).waitFor();
    const [first] = api.office.incidents;
    if (first) api.office.incidents.unshift({ ...first, id: "i143", number: "R8-0143" });
    api.publish("incidents");
    await page.locator('[data-row="i143"][data-fresh="true"]').waitFor({ timeout: 20_000 });
    await page.screenshot({ path: join(screens, "board-new-row.png") });
    await page.mouse.move(500, 400);
    await page.mouse.move(520, 420);
    await page.locator('[data-row="i143"][data-fresh="false"]').waitFor({ timeout: 20_000 });
    expect(await page.locator('[data-row="i143"]').count()).toBe(1);
  });

  it("says when updates have stopped, and shows no old green", async () => {
    api = await startFakeApi();
    const here = await visit("desk", "/endpoints");
    await here.page.getByText(/更新中/u).waitFor();
    api.beating = false;
    await here.page.getByText("監視サーバからの更新がありません").waitFor({ timeout: 20_000 });
    expect(await faults(here, "endpoints-stalled", "更新が止まっています")).toEqual(none);
    api.beating = true;
    await here.page.getByText(/更新中/u).waitFor({ timeout: 20_000 });
  });

  it("keeps what somebody is writing while everything is asked again", async () => {
    api = await startFakeApi();
    const { page } = await visit("desk", "/incidents/i142");
    await page.getByRole("textbox", { name: "コメント" }).fill("書きかけ");
    api.publish("people");
    api.publish("incidents");
    await page.waitForTimeout(800);
    expect(await page.getByRole("textbox", { name: "コメント" }).inputValue()).toBe("書きかけ");
  });

  it("receives a case by keyboard alone", async () => {
    api = await startFakeApi();
    const { page } = await visit("desk", "/");
    const button = page.getByRole("button", { name: "受領する R8-0142" });
    await button.waitFor();
    const focused = page.locator(":focus");
    for (let steps = 0; steps < 40; steps += 1) {
      await page.keyboard.press("Tab");
      if ((await focused.getAttribute("aria-label")) === "受領する R8-0142") break;
    }
    await page.keyboard.press("Enter");
    await button.waitFor({ state: "detached" });
    expect(await page.getByText(/受領済 \d\d:\d\d 立山 花子/u).count()).toBe(2);
    expect(api.office.incidents[0]?.state).toBe("accepted");
  });

  it("never says 適用済 of a system past its support, whatever its updates say", async () => {
    api = await startFakeApi();
    const { page } = await visit("desk", "/endpoints/e9");
    await page.getByText("2025/10/14(火) に終了しました。").waitFor();
    expect(await page.getByText("サポート終了").count()).toBeGreaterThan(1);
    expect(await page.getByText("適用済", { exact: true }).count()).toBe(0);
    await page.goto(`${api.url}/endpoints`);
    await page.locator('[data-row="e9"]').getByText("サポート終了").waitFor();
  });

  it("offers only what the person may do", async () => {
    api = await startFakeApi();
    api.may = ["getSession", "signOut", "setLanguage", "getOverview", "getStream"];
    const staff = await visit("desk", "/");
    expect(await faults(staff, "board-staff", "まだ見張っていないもの")).toEqual(none);
    expect(await staff.page.getByRole("navigation").getByRole("link").allInnerTexts()).toEqual(["監視盤"]);
    api.may = ["getSession", "signOut", "getOverview", "getStream", "listIncidents", "getIncident"];
    const reader = await visit("desk", "/incidents/i142");
    await reader.page.getByText("いま行うこと").waitFor();
    expect(await reader.page.getByRole("button", { name: "受領する" }).count()).toBe(0);
    expect(await reader.page.getByRole("textbox").count()).toBe(0);
  });

  it("prints a case without menu, buttons and forms, with the boxes for seals", async () => {
    api = await startFakeApi();
    const { page } = await visit("desk", "/incidents/i142");
    await page.getByText("いま行うこと").waitFor();
    await page.emulateMedia({ media: "print" });
    await page.getByText("事故報告書").waitFor();
    await page
      .getByText("承認印欄")
      .or(page.getByRole("list", { name: "承認印欄" }))
      .waitFor();
    await page.getByText("所見").waitFor();
    for (const gone of ["button", "textarea", "select", "nav", "header"])
      expect(await page.locator(`${gone}:visible`).count()).toBe(0);
  });

  it("gives every row of a table the same height, also with a button", async () => {
    api = await startFakeApi();
    const { page } = await visit("desk", "/settings");
    const row = page.locator("tr", { has: page.locator("td button") }).first();
    await row.waitFor();
    expect((await row.boundingBox())?.height).toBeLessThanOrEqual(33);
  });
});
