import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RouteOutput } from "#shared/api/routes.ts";
import { actWithText, closingChoices, writeClosing } from "#test/support/acts-on-screen.ts";
import { openBrowser } from "#test/support/browser.ts";
import { selfSigned } from "#test/support/certificate.ts";
import {
  type Api,
  freePort,
  type Incidents,
  makeToken,
  openApi,
  type RunningHinomi,
  startCollectorOnly,
  until,
} from "#test/support/hinomi.ts";
import { type Mailbox, openMailbox } from "#test/support/mailbox.ts";
import { type Keys, letIn, setUp, signIn, takeChair } from "#test/support/people-on-screen.ts";
import { office, people } from "#test/support/roles-table.cases.ts";
import { caseOf, type WatchedComputer, watchComputer } from "#test/support/sticks.ts";
import { faults, none, openVisit, screens, type Visit } from "./look.ts";

const run = promisify(execFile);
/** The route of the office in the policy's order (第2章6(4)イ(ア)). */
const route = ["manager", "deputy", "supervisor"] as const;
type Who = (typeof route)[number];
const instructions = {
  manager: "使用者に確かめました。媒体は手元にあります。",
  deputy: "台帳への登録は見送ってください。",
} as const;

const shot = async (page: Page, name: string): Promise<void> => {
  await page.screenshot({ path: join(screens, `case-${name}.png`) });
};
/** A thumb finds it: 48 px high, inside the screen, and nothing lies over it. */
async function expectAtThumb(page: Page, button: Locator): Promise<void> {
  await button.waitFor();
  const box = await button.boundingBox();
  const screen = page.viewportSize();
  if (box === null || screen === null) throw new Error("no box");
  expect(box.height).toBeGreaterThanOrEqual(48);
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(screen.width);
  expect(box.y).toBeGreaterThanOrEqual(0);
  expect(box.y + box.height).toBeLessThanOrEqual(screen.height);
  // Clicked for trial: it refuses where anything lies over the button's middle.
  await button.click({ trial: true });
}
const stamps = (page: Page): Locator =>
  page.getByRole("list", { name: "報告経路と受領" }).getByRole("listitem");

describe("a full case from insertion to 完了 on a phone-wide screen", () => {
  let directory: string;
  let data: string;
  let hinomi: RunningHinomi;
  let api: Api;
  let mailbox: Mailbox;
  let browser: Browser;
  let computer: WatchedComputer;
  let incident: Incidents["items"][number];
  const keys = new Map<Who, Keys>();
  const phones = new Map<Who, Visit>();

  const phoneOf = (who: Who): Visit => {
    const phone = phones.get(who);
    if (phone === undefined) throw new Error(`${who} has not signed in`);
    return phone;
  };
  /** The mails that came to somebody, in their order. */
  const mailsTo = (who: Who): Mailbox["mails"] =>
    mailbox.mails.filter(({ to }) => [to].flat().some((one) => one?.text.includes(people[who].email)));
  const told = (who: Who): readonly string[] => mailsTo(who).map(({ subject }) => subject ?? "");
  const toldAs = (kind: string): string =>
    `【火の見】【警告・${kind}】未登録のUSBメモリの接続 ${office} PC-03（${incident.number}）`;
  const hears = (who: Who, kind: string): Promise<unknown> =>
    until(
      `the mail to ${people[who].name}`,
      () => Promise.resolve(told(who)),
      (subjects) => subjects.includes(toldAs(kind)),
    );

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "hinomi-case-"));
    data = join(directory, "data");
    const certificate = await selfSigned("127.0.0.1");
    await writeFile(join(directory, "mail-ca.pem"), certificate.cert);
    await writeFile(join(directory, "mail-password"), "sesame\n", { mode: 0o600 });
    mailbox = await openMailbox({ ...certificate, user: "hinomi", password: "sesame" });
    const config = join(directory, "collector.yaml");
    await writeFile(
      config,
      `organisation: 富山市管工事協同組合
site: ${office}
email:
  host: 127.0.0.1
  port: ${mailbox.port}
  security: starttls
  ca-file: mail-ca.pem
  username: hinomi
  password-file: mail-password
  from: hinomi@example.jp
`,
    );
    const ports = { httpPort: await freePort(), agentPort: await freePort() };
    [hinomi, browser] = await Promise.all([startCollectorOnly({ data, config, ...ports }), openBrowser()]);
    api = openApi(hinomi.url, await makeToken(data, "write"));
  });
  afterAll(async () => {
    await computer.agent.stop();
    await browser.close();
    await hinomi.stop();
    await mailbox.close();
    await rm(directory, { recursive: true, force: true });
  });

  it("has three people, each with a phone, and a watched computer at the office", async () => {
    const desk = await setUp(browser, hinomi.setup, people.supervisor);
    await desk.page.goto(new URL("/people", hinomi.url).href);
    for (const who of ["manager", "deputy"] as const) keys.set(who, await letIn(browser, desk, people[who]));
    await takeChair(desk.page, people.supervisor.name, "情報管理者");
    phones.set(
      "supervisor",
      await openVisit(browser, hinomi.url, "phone", { state: await desk.context.storageState() }),
    );
    await desk.context.close();
    for (const [who, own] of keys) phones.set(who, await signIn(browser, hinomi.url, own, "phone"));
    const [site] = (await api.get<RouteOutput<"listSites">>("/api/v1/sites")).items;
    computer = await watchComputer({ api, url: hinomi.url, directory }, site?.id ?? "", "PC-03");
    expect([...phones.keys()].toSorted()).toEqual(route.toSorted());
  });

  it("tells the first step only, by mail and on the board", async () => {
    const { page } = phoneOf("manager");
    await page.getByText(/更新中/u).waitFor();
    computer.agent.plug("HN-0001-A41F");
    incident = await caseOf(api, computer.endpointId);
    await page.locator("[data-row]").filter({ hasText: incident.number }).waitFor();
    await shot(page, "1-board");
    await hears("manager", "要受領");
    expect(told("manager")).toEqual([toldAs("要受領")]);
    const [mail] = mailsTo("manager");
    for (const line of ["どこで　：事務局／PC-03", "シリアル末尾 …A41F", "経路ア", "受領期限"])
      expect(mail?.text).toContain(line);
    expect([told("deputy"), told("supervisor")]).toEqual([[], []]);
  });

  const isReceivedBy = (who: Who): void =>
    it(`is received by the ${people[who].chairs[0]} by thumb`, async () => {
      const visit = phoneOf(who);
      const { page } = visit;
      await page.locator("[data-row]").filter({ hasText: incident.number }).getByRole("link").first().tap();
      await page.getByText("いま行うこと").waitFor();
      const receive = page.getByRole("button", { name: `受領する ${incident.number}` });
      await expectAtThumb(page, receive);
      await shot(page, `2-${who}-sheet`);
      expect(await faults(visit, `case-${who}-sheet`, "いま行うこと")).toEqual(none);
      await receive.tap();
      const own = stamps(page).filter({ hasText: people[who].name });
      await own.getByText("受領", { exact: true }).waitFor();
      expect(await own.innerText()).toContain(people[who].chairs[0]);
    });
  const isPassedOn = (who: "manager" | "deputy", next: Who): void =>
    it(`is passed on by the ${people[who].chairs[0]} with an instruction, of which only the next one hears`, async () => {
      const { page, complaints } = phoneOf(who);
      expect(told(next)).toEqual([]);
      const passOn = page.getByRole("button", { name: `上申する ${incident.number}` });
      await expectAtThumb(page, passOn);
      await passOn.tap();
      const form = page.getByRole("dialog");
      await form.getByLabel("指示（任意）").fill(instructions[who]);
      await shot(page, `3-${who}-pass-on`);
      await form.getByRole("button", { name: "上申する" }).tap();
      await form.waitFor({ state: "detached" });
      await stamps(page)
        .filter({ hasText: people[who].name })
        .getByText(`指示：${instructions[who]}`)
        .waitFor();
      await hears(next, "要受領");
      expect(mailsTo(next)[0]?.text).toContain(instructions[who]);
      await shot(page, `4-${who}-after`);
      expect(complaints).toEqual([]);
    });
  isReceivedBy("manager");
  isPassedOn("manager", "deputy");
  isReceivedBy("deputy");
  isPassedOn("deputy", "supervisor");
  isReceivedBy("supervisor");

  it("is dealt with by the 情報管理者, who writes 原因・措置・再発防止策 by 定型", async () => {
    const { page } = phoneOf("manager");
    await actWithText(
      page,
      "対応済（統括の確認待ち）にする",
      "行ったこと",
      "取り外しを確認し、登録した媒体に替えました。",
    );
    await writeClosing(page);
    const sheet = await page.locator("main").innerText();
    expect(closingChoices.filter((words) => !sheet.includes(words))).toEqual([]);
    await page.screenshot({ path: join(screens, "case-5-handled.png"), fullPage: true });
    await hears("supervisor", "写し");
    computer.agent.unplug();
  });

  it("is closed by the 統括情報管理者, and the sheet carries every stamp with name and time", async () => {
    const { page } = phoneOf("supervisor");
    await actWithText(page, "完了にする", "理由", "処置と再発防止策を確認しました。");
    await page.locator("main").getByText("完了", { exact: true }).first().waitFor();
    expect(await faults(phoneOf("supervisor"), "case-closed", "経過")).toEqual(none);
    const lines = await stamps(page).allInnerTexts();
    expect(lines).toHaveLength(1 + route.length);
    for (const [index, who] of route.entries()) {
      const { chairs, name } = people[who];
      const line = lines[index + 1] ?? "";
      for (const words of ["受領", chairs[0] ?? "", name]) expect(line).toContain(words);
      expect(line).toMatch(/\d{4}\/\d\d\/\d\d\(.\) \d\d:\d\d 画面/u);
    }
  });

  it("prints as 事故報告書 with the stamps and without a button", async () => {
    const { page } = phoneOf("supervisor");
    await page.setViewportSize({ width: 794, height: 1123 });
    await page.emulateMedia({ media: "print" });
    const head = page.locator("[data-paper=head]");
    for (const words of ["事故報告書", incident.number, "富山市管工事協同組合"])
      await head.getByText(words).first().waitFor();
    for (const who of route) await stamps(page).filter({ hasText: people[who].name }).first().waitFor();
    for (const words of closingChoices) await page.getByText(words).first().waitFor();
    // Nothing is to be done now, and nothing is offered.
    expect(await page.getByText("いま行うこと").count()).toBe(0);
    expect(await page.getByRole("button").filter({ visible: true }).count()).toBe(0);
    expect(await page.getByRole("navigation").filter({ visible: true }).count()).toBe(0);
    await page.screenshot({ path: join(screens, "case-6-paper.png"), fullPage: true });
    await page.pdf({ path: join(screens, "case-6-paper.pdf"), format: "A4", printBackground: true });
    await page.emulateMedia({ media: null });
    await page.setViewportSize({ width: 390, height: 844 });
  });

  it("stands in the records, act by act and with who did it", async () => {
    const { page } = phoneOf("supervisor");
    await page.goto(new URL(`/records?subject=${incident.id}`, hinomi.url).href);
    const rows = page.getByRole("group", { name: "記録", exact: true }).locator("[data-row]");
    await rows.first().waitFor();
    const acts: readonly (readonly [act: string, who: Who])[] = [
      ...route.map((who) => ["事案の受領", who] as const),
      ["上申", "manager"],
      ["上申", "deputy"],
      ["対応済（統括の確認待ち）", "manager"],
      ["原因・措置・再発防止策の記入", "manager"],
      ["事案の状態の変更", "supervisor"],
    ];
    const lines = await rows.allInnerTexts();
    const missing = acts.filter(
      ([act, who]) => !lines.some((line) => line.includes(act) && line.includes(people[who].name)),
    );
    expect(missing).toEqual([]);
    expect(lines.filter((line) => line.includes("事案の検知"))).toHaveLength(1);
    await page.screenshot({ path: join(screens, "case-7-records.png"), fullPage: true });
  });

  it("leaves records that hold, by a program of their own", async () => {
    await computer.agent.stop();
    expect(await hinomi.stop()).toBe(0);
    const { stdout } = await run("node", ["cli/hinomi.ts", "verify", "--data", data]);
    expect(stdout).toContain("すべて合っています");
  });
});
