import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RouteOutput } from "#shared/api/routes.ts";
import { actWithText, askFrom, decideMedium, writeClosing } from "#test/support/acts-on-screen.ts";
import { openBrowser } from "#test/support/browser.ts";
import {
  type Api,
  freePort,
  type Incidents,
  makeToken,
  openApi,
  type RunningHinomi,
  startCollectorOnly,
} from "#test/support/hinomi.ts";
import {
  enterFirms,
  type Keys,
  letIn,
  rowOf,
  setUp,
  signIn,
  takeChair,
} from "#test/support/people-on-screen.ts";
import {
  acts,
  everySite,
  firms,
  media,
  office,
  people,
  refusedMedia,
  table,
  temporary,
  terms,
  type Who,
} from "#test/support/roles-table.cases.ts";
import { caseOf, type WatchedComputer, watchComputer } from "#test/support/sticks.ts";
import { screens, type Visit } from "./look.ts";

const stickOf = (site: string): string => `HN-000${everySite.indexOf(site) + 1}-STICK`;

const shot = async (page: Page, name: string): Promise<void> => {
  await page.screenshot({ path: join(screens, `roles-${name}.png`), fullPage: true });
};
const from = <K, T>(map: ReadonlyMap<K, T>, key: K): T => {
  const value = map.get(key);
  if (value === undefined) throw new Error(`nothing for ${String(key)}`);
  return value;
};

describe("a real browser: sign in as 情報管理者, 補佐, 統括, 組合員", () => {
  let directory: string;
  let hinomi: RunningHinomi;
  let api: Api;
  let browser: Browser;
  const keys = new Map<Who, Keys>();
  const visits = new Map<Who, Visit>();
  const computers = new Map<string, WatchedComputer>();
  const cases = new Map<string, Incidents["items"][number]>();

  const at = (path: string): string => new URL(path, hinomi.url).href;
  /** The browser of somebody, signed in with password and second factor the first time. */
  async function as(who: Who): Promise<Visit> {
    const visit = visits.get(who) ?? (await signIn(browser, hinomi.url, from(keys, who), "desk"));
    visits.set(who, visit);
    return visit;
  }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "hinomi-roles-"));
    const data = join(directory, "data");
    const ports = { httpPort: await freePort(), agentPort: await freePort() };
    [hinomi, browser] = await Promise.all([startCollectorOnly({ data, ...ports }), openBrowser()]);
    api = openApi(hinomi.url, await makeToken(data, "write"));
  });
  afterAll(async () => {
    for (const { agent } of computers.values()) await agent.stop();
    await browser.close();
    await hinomi.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it("enters firms and persons on the screen, and each finishes the account by the one-time link", async () => {
    const desk = await setUp(browser, hinomi.setup, people.supervisor);
    visits.set("supervisor", desk);
    await enterFirms(desk.page, hinomi.url, Object.values(firms));
    await desk.page.goto(at("/people"));
    for (const who of ["manager", "deputy", "member", "staff"] as const)
      keys.set(who, await letIn(browser, desk, people[who]));
    // The first account holds two chairs until somebody else can take the second.
    await takeChair(desk.page, people.supervisor.name, "情報管理者");
    await rowOf(desk.page, people.supervisor.name).getByText("統括情報管理者", { exact: true }).waitFor();
    await shot(desk.page, "people");
    expect(desk.complaints).toEqual([]);
  });

  it("makes a case of an unregistered stick at the office and at each firm", async () => {
    const { items } = await api.get<RouteOutput<"listSites">>("/api/v1/sites");
    expect(items.map(({ name }) => name).toSorted()).toEqual(everySite.toSorted());
    for (const { id, name } of items) {
      const hostname = `PC-0${everySite.indexOf(name) + 1}`;
      const computer = await watchComputer({ api, url: hinomi.url, directory }, id, hostname);
      computers.set(name, computer);
      computer.agent.plug(stickOf(name));
      cases.set(name, await caseOf(api, computer.endpointId));
    }
  });

  for (const who of ["manager", "deputy", "supervisor", "member"] as const) {
    const { menu, sites, acts: offered } = table[who];
    it(`shows a ${people[who].chairs[0]} what the table says`, async () => {
      const visit = await as(who);
      const { page } = visit;
      await page.goto(at("/"));
      await page.locator("[data-row]").first().waitFor();
      await shot(page, `${who}-board`);
      const entries = page.getByRole("navigation", { name: "メインメニュー" }).first().getByRole("link");
      // A count of waiting things follows the name of an entry on a line of its own.
      expect((await entries.allInnerTexts()).map((text) => text.split("\n")[0])).toEqual(menu);
      // What is counted for the whole organisation is not told to a firm, not even as 0.
      const counted = ["未登録の記録媒体", "拒否した通信（24時間）"];
      const board = await page.locator("main").innerText();
      expect(counted.filter((words) => board.includes(words))).toEqual(who === "member" ? [] : counted);

      await page.goto(at("/incidents"));
      const rows = page.locator("main [data-row]");
      await rows.first().waitFor();
      const told = (await rows.allInnerTexts()).map((row) => everySite.filter((site) => row.includes(site)));
      expect(told.flat().toSorted()).toEqual(sites.toSorted());

      await page.goto(at(`/incidents/${from(cases, sites[0]).id}`));
      await page.getByRole("button", { name: "コメントを残す" }).waitFor();
      await shot(page, `${who}-incident`);
      const buttons = await page.locator("main").getByRole("button").allInnerTexts();
      expect(acts.filter((act) => buttons.includes(act))).toEqual(offered);
      expect(visit.complaints).toEqual([]);
    });
  }

  it.each(["manager", "deputy", "supervisor"] as const)(
    "offers a %s the rights and terms of the table",
    async (who) => {
      const { page, complaints } = await as(who);
      await page.goto(at("/media"));
      await page
        .getByRole("row")
        .filter({ hasText: stickOf(office) })
        .getByRole("button")
        .click();
      const form = page.getByRole("dialog");
      expect(await form.getByLabel("区分").locator("option").allInnerTexts()).toEqual(media[who].rights);
      await form.getByLabel("区分").selectOption({ label: temporary });
      const choices = await form.getByLabel("期限").locator("option").allInnerTexts();
      expect(choices).toEqual(media[who].terms.map((term) => expect.stringMatching(term)));
      await shot(page, `${who}-medium`);
      expect(complaints).toEqual([]);
    },
  );

  it("keeps another firm and the office from a 組合員, in its pages and in the API", async () => {
    const { page } = await as("member");
    for (const site of [office, firms.other]) {
      const { id } = from(cases, site);
      const { endpointId } = from(computers, site);
      for (const path of [`incidents/${id}`, `endpoints/${endpointId}`]) {
        await page.goto(at(`/${path}`));
        await page.getByRole("alert").getByText("見つかりません").waitFor();
        expect(await page.locator("main").innerText()).not.toContain(site);
        expect((await askFrom(page, "GET", path)).status).toBe(404);
      }
      expect((await askFrom(page, "GET", `endpoints/${endpointId}/observations`)).status).toBe(404);
      for (const [act, body] of [
        ["receive", {}],
        ["pass-on", {}],
        ["comments", { text: "x" }],
        ["severity", { to: "suspected-grave", reason: "x" }],
      ] as const)
        expect([act, (await askFrom(page, "POST", `incidents/${id}/${act}`, body)).status]).toEqual([
          act,
          404,
        ]);
    }
    await shot(page, "member-elsewhere");
    const foreign = [office, firms.other].flatMap((site) => [site, from(computers, site).endpointId]);
    for (const path of ["endpoints", "incidents", "sites", "overview", "patch-compliance", "attendance"]) {
      const { status, text } = await askFrom(page, "GET", path);
      expect([path, status, foreign.filter((word) => text.includes(word))]).toEqual([path, 200, []]);
    }
    for (const path of ["usb-devices", "lan-devices", "people", "records", "reports"])
      expect([path, (await askFrom(page, "GET", path)).status]).toEqual([path, 403]);
  });

  it("lets each decide about sticks as long as the policy lets him, on the screen and in the API", async () => {
    const decide = async (who: Who, site: string, right: string, term: RegExp | null): Promise<string> => {
      const { page } = await as(who);
      await page.goto(at("/media"));
      return decideMedium(page, stickOf(site), right, term);
    };
    expect(await decide("manager", office, temporary, terms.today)).toContain("今日");
    expect(await decide("deputy", firms.own, temporary, terms.week)).toContain("あと7日");
    const now = Temporal.Now.zonedDateTimeISO("Asia/Tokyo");
    const year = now.month > 3 ? now.year + 1 : now.year;
    expect(await decide("supervisor", firms.other, "使用可", null)).toContain(`${year}/03/31`);
    const stick = (
      await api.get<RouteOutput<"listUsbDevices">>(`/api/v1/usb-devices?search=${stickOf(office)}`)
    ).items[0]?.id;
    for (const { who, right, days, deciders } of refusedMedia) {
      const expiresAt =
        days === null
          ? null
          : now
              .add({ hours: 24 * days })
              .toInstant()
              .toString();
      const answer = await askFrom((await as(who)).page, "PUT", `usb-devices/${stick}`, { right, expiresAt });
      expect([who, right, answer.status]).toEqual([who, right, 403]);
      expect(answer.text).toContain(`${deciders}です`);
    }
    expect(await decide("supervisor", firms.other, "使用禁止", null)).toContain("使用禁止");
    await shot((await as("supervisor")).page, "supervisor-media");
  });

  it("leaves the end of a case to the 統括情報管理者", async () => {
    const { id } = from(cases, office);
    const { page } = await as("manager");
    await page.goto(at(`/incidents/${id}`));
    await page.getByRole("button", { name: /^受領する/u }).click();
    await writeClosing(page);
    await shot(page, "manager-closing");
    expect(await page.getByRole("button", { name: "完了にする" }).count()).toBe(0);
    const closed = { state: "closed", reason: "済みました。" };
    const answer = await askFrom(page, "POST", `incidents/${id}/state`, closed);
    expect(answer.status).toBe(403);
    expect(answer.text).toContain("統括情報管理者です");
    const desk = await as("supervisor");
    await desk.page.goto(at(`/incidents/${id}`));
    await actWithText(desk.page, "完了にする", "理由", "確認しました。");
    await desk.page.locator("main").getByText("完了", { exact: true }).first().waitFor();
    // He closed it before it reached the two chairs behind; the sheet says so.
    expect(await desk.page.getByText("この段に届く前に終わりました").count()).toBe(2);
    await shot(desk.page, "supervisor-closed");
  });

  it("lets a deputy act for a chair, and stamps him （代）", async () => {
    const { page } = await as("supervisor");
    await page.goto(at("/people"));
    await page.getByRole("button", { name: "代理を登録する" }).click();
    const form = page.getByRole("dialog");
    await form.getByLabel("代理する人").selectOption({ label: people.staff.name });
    await form.getByLabel("代わる役割").selectOption({ label: "情報管理者" });
    const until = Temporal.Now.plainDateISO("Asia/Tokyo").add({ days: 3 });
    await form.getByLabel("終わりの日").fill(until.toString());
    await form.getByLabel("指名者").fill("理事長 山田太郎");
    await shot(page, "designation-form");
    await form.getByRole("button", { name: "代理を登録する" }).click();
    await form.waitFor({ state: "detached" });
    await rowOf(page, people.staff.name).getByText("（代）情報管理者").waitFor();
    // A case that reaches the chair from now on is his too.
    const { agent, endpointId } = from(computers, office);
    agent.plug("HN-0009-STICK");
    cases.set("held", await caseOf(api, endpointId));
    const deputy = (await as("staff")).page;
    await deputy.goto(at(`/incidents/${from(cases, firms.other).id}`));
    await deputy.getByRole("button", { name: /^受領する/u }).click();
    const stamps = deputy.getByRole("list", { name: "報告経路と受領" });
    await stamps.getByText(people.staff.name).waitFor();
    expect(await stamps.innerText()).toMatch(/情報管理者\s+中村 太郎（代）/u);
    await shot(deputy, "deputy-stamp");
  });

  it("ends an open session when its person is made 無効, and shows what he held", async () => {
    const { page } = await as("supervisor");
    const { name } = people.staff;
    await page.goto(at("/people"));
    await rowOf(page, name)
      .getByRole("button", { name: `${name} のほかの操作` })
      .click();
    await page.getByRole("menuitem", { name: "無効にする" }).click();
    const form = page.getByRole("dialog");
    const held = ["職員", "情報管理者", from(cases, "held").number];
    for (const words of held) await form.getByText(words).first().waitFor();
    await form.getByLabel("理由").fill("退職");
    await shot(page, "disable");
    await form.getByRole("button", { name: "無効にする" }).click();
    await form.getByText(`${name} さんを無効にしました。次のことを引き継いでください。`).waitFor();
    for (const words of held) await form.getByText(words).first().waitFor();
    await shot(page, "disabled");
    const deputy = (await as("staff")).page;
    // At the next click; the live stream may have told the page before.
    const door = deputy.getByRole("button", { name: "サインインする" });
    await deputy.getByRole("link", { name: "監視盤" }).or(door).click();
    await door.waitFor();
    expect((await askFrom(deputy, "GET", "incidents")).status).toBe(401);
    await shot(deputy, "disabled-session");
  });
});
