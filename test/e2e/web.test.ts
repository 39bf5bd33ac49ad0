import { describe, expect, it } from "vitest";
import type { FakeApi } from "#test/support/fake-api.ts";
import { useDashboard } from "./dashboard.ts";
import { faults, none } from "./look.ts";

describe("the dashboard in a browser", () => {
  const { start, visit } = useDashboard();
  let api: FakeApi;

  const pages: readonly (readonly [name: string, path: string, ready: string | null])[] = [
    ["board", "/", "SV-01"],
    ["incidents", "/incidents", "R8-0141"],
    ["incident", "/incidents/i142", "SanDisk"],
    ["incident-gateway", "/incidents/i139", "R8-0139"],
    ["incident-firm", "/incidents/i138", "iPhone"],
    ["incident-closed", "/incidents/i130", "BUFFALO"],
    ["correctives", "/correctives", "第2章4(5)"],
    ["endpoints", "/endpoints", "SV-01"],
    ["endpoint", "/endpoints/e3", "openssl"],
    ["endpoint-blind", "/endpoints/e7", "denied"],
    ["patch", "/patch", null],
    ["media", "/media", "HD-PCFS1.0U3"],
    ["devices", "/devices", "U6-Lite"],
    ["assets", "/assets", null],
    ["attendance", "/attendance", null],
    ["reports", "/reports", null],
    ["report", "/reports/weekly", null],
    ["records", "/records", null],
    ["people", "/people", null],
    ["policy", "/policy", null],
    ["settings", "/settings", "192.168.10.91"],
  ];
  /** The newest summary has its Monday in its name. */
  const pathOf = (path: string): string =>
    path === "/reports/weekly" ? `/reports/${api.office.reports[0]?.id ?? ""}` : path;

  for (const size of ["desk", "phone"] as const)
    for (const language of ["ja", "en"] as const)
      it.each(pages)(`shows %s without a fault (${size}, ${language})`, async (name, path, ready) => {
        api = await start();
        api.language = language;
        const here = await visit(size, pathOf(path), { language });
        expect(await faults(here, `${name}-${size}-${language}`, ready)).toEqual(none);
        expect(await here.page.getAttribute("html", "lang")).toBe(language);
      });

  it.each(pages)("shows %s in the dark without a fault", async (name, path, ready) => {
    api = await start();
    const here = await visit("desk", pathOf(path), { scheme: "dark" });
    expect(await faults(here, `${name}-dark`, ready)).toEqual(none);
  });

  for (const size of ["desk", "phone"] as const)
    it(`shows the door before anybody is signed in (${size})`, async () => {
      api = await start();
      api.signedIn = false;
      expect(await faults(await visit(size, "/"), `sign-in-${size}`, "サインインする")).toEqual(none);
      const invited = await visit(size, "/account#0123456789abcdef0123456789");
      expect(await faults(invited, `account-${size}`, null)).toEqual(none);
      api.setupOpen = true;
      expect(
        await faults(
          await visit(size, "/setup#0123456789abcdef0123456789"),
          `setup-${size}`,
          "登録してはじめる",
        ),
      ).toEqual(none);
      expect(
        await faults(await visit(size, "/", { language: "en" }), `setup-missing-${size}`, "The first setup"),
      ).toEqual(none);
    });

  for (const size of ["desk", "phone"] as const)
    it(`shows its dialogues without a fault (${size})`, async () => {
      api = await start();
      const media = await visit(size, "/media");
      await media.page
        .getByRole("button", { name: /^台帳に登録する/u })
        .first()
        .click();
      expect(await faults(media, `media-form-${size}`, "使用できる端末")).toEqual(none);
      const devices = await visit(size, "/devices");
      await devices.page
        .getByRole("button", { name: /^業務用の機器です/u })
        .first()
        .click();
      expect(await faults(devices, `device-form-${size}`, "設置場所")).toEqual(none);
      const settings = await visit(size, "/settings");
      await settings.page.getByRole("button", { name: "登録コードを作る" }).click();
      expect(await faults(settings, `enrolment-${size}`, "castle river")).toEqual(none);
    });

  it("says when a code is good on this computer only", async () => {
    api = await start();
    api.reach = "this-computer";
    const here = await visit("phone", "/settings");
    await here.page.getByRole("button", { name: "登録コードを作る" }).click();
    expect(await faults(here, "enrolment-here", "このコンピュータからしか登録できません")).toEqual(none);
    expect(await here.page.getByText("登録されていない端末からの接続です").count()).toBe(1);
  });

  it("never says 適用済 of a system past its support, whatever its updates say", async () => {
    api = await start();
    const { page } = await visit("desk", "/endpoints/e9");
    await page.getByText("2025/10/14(火) に終了しました。").waitFor();
    expect(await page.getByText("サポート終了").count()).toBeGreaterThan(1);
    expect(await page.getByText("適用済", { exact: true }).count()).toBe(0);
    await page.goto(`${api.url}/endpoints`);
    await page.locator('[data-row="e9"]').getByText("サポート終了").waitFor();
  });

  it("offers only what the person may do", async () => {
    api = await start();
    api.may = ["getSession", "signOut", "setLanguage", "getOverview", "getStream"];
    const staff = await visit("desk", "/");
    expect(await faults(staff, "board-staff", "まだ見張っていないもの")).toEqual(none);
    expect(await staff.page.getByText("88.8%・目標 95%").count()).toBe(1);
    expect(await staff.page.getByRole("navigation").getByRole("link").allInnerTexts()).toEqual(["監視盤"]);
    api.may = ["getSession", "signOut", "getOverview", "getStream", "listIncidents", "getIncident"];
    const reader = await visit("desk", "/incidents/i142");
    await reader.page.getByText("いま行うこと").waitFor();
    expect(await reader.page.getByRole("button", { name: "受領する" }).count()).toBe(0);
    expect(await reader.page.getByRole("textbox").count()).toBe(0);
  });

  it("keeps every page within two taps on a phone", async () => {
    api = await start();
    const here = await visit("phone", "/");
    await here.page.getByRole("button", { name: /^ほか/u }).click();
    expect(await faults(here, "menu-rest", "ほかの画面")).toEqual(none);
    await here.page
      .getByRole("dialog")
      .getByRole("link", { name: /^記録媒体/u })
      .click();
    await here.page.getByRole("heading", { level: 1, name: /記録媒体/u }).waitFor();
    await here.page.getByRole("dialog").waitFor({ state: "detached" });
  });

  it("gives every row of a table the same height, also with a button", async () => {
    api = await start();
    const { page } = await visit("desk", "/settings");
    const row = page.locator("tr", { has: page.locator("td button") }).first();
    await row.waitFor();
    expect((await row.boundingBox())?.height).toBeLessThanOrEqual(33);
  });
});
