import { generate } from "otplib";
import type { Browser, Locator, Page } from "playwright-core";
import { openVisit, type Size, type Visit } from "#test/e2e/look.ts";

/** Somebody of the office as a test enters him. */
export interface Somebody {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  /** Chairs by their Japanese names, as the form offers them. */
  readonly chairs: readonly string[];
  /** The member firm's name, or null for the office's people. */
  readonly firm: string | null;
}

/** What somebody signs in with. */
export interface Keys {
  readonly email: string;
  readonly secret: string;
}

/** One for all: what is tested is who may do what, not the strength of passwords. */
const password = "correct horse battery staple";

/**
 * The code of the time step `steps` away from now. Each step is taken once, so that an account is finished with the
 * present one and the first sign-in takes the next: a step that ends meanwhile harms neither.
 */
const codeOf = (secret: string, steps: number): Promise<string> =>
  generate({ secret, epoch: Math.floor(Date.now() / 1000) + 30 * steps });

/** Chooses password and second factor on the page that a one-time link opened; answers the authenticator's secret. */
async function chooseKeys(page: Page): Promise<string> {
  const secret = (await page.locator("code").innerText()).replaceAll(/\s/gu, "");
  await page.getByRole("textbox", { name: "パスワード（12文字以上）" }).fill(password);
  await page.getByRole("textbox", { name: "パスワード（もう一度）" }).fill(password);
  await page.getByLabel("6桁の数字").fill(await codeOf(secret, 0));
  await page.getByRole("button", { name: "登録してはじめる" }).click();
  await page.getByRole("heading", { name: "監視盤", level: 1 }).waitFor();
  return secret;
}

/** Makes the first account on the set-up page; the visit is signed in afterwards. */
export async function setUp(browser: Browser, setup: string, who: Somebody): Promise<Visit> {
  const visit = await openVisit(browser, setup, "desk");
  await visit.page.getByLabel("氏名").fill(who.name);
  await visit.page.getByLabel("メールアドレス").fill(who.email);
  await visit.page.getByLabel(/^電話番号/u).fill(who.phone);
  await chooseKeys(visit.page);
  return visit;
}

/** The row of a person in the list of people. */
export const rowOf = (page: Page, name: string): Locator =>
  page.getByRole("group", { name: "登録されている人" }).getByRole("row").filter({ hasText: name });

/** Enters somebody on the page of people, which is open. */
async function enter(page: Page, { name, email, phone, chairs, firm }: Somebody): Promise<void> {
  await page.getByRole("button", { name: "人を登録する" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("氏名").fill(name);
  await form.getByLabel("電話番号").fill(phone);
  await form.getByLabel("メールアドレス").fill(email);
  for (const chair of chairs) await form.getByRole("checkbox", { name: chair, exact: true }).check();
  if (firm !== null) await form.getByLabel("所属").selectOption({ label: firm });
  await form.getByRole("button", { name: "人を登録する" }).click();
  await form.waitFor({ state: "detached" });
  await rowOf(page, name).waitFor();
}

/** Makes the one-time link of somebody who is entered. */
async function inviteOf(page: Page, name: string): Promise<string> {
  await rowOf(page, name)
    .getByRole("button", { name: `${name} のほかの操作` })
    .click();
  await page.getByRole("menuitem", { name: "招待リンクを作る" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "招待リンクを作る" }).click();
  const link = await dialog.locator("code").innerText();
  await dialog.getByRole("button", { name: "閉じる" }).click();
  await dialog.waitFor({ state: "detached" });
  return link;
}

/** Enters somebody, makes his one-time link, and finishes the account as he would, in a browser of his own. */
export async function letIn(browser: Browser, desk: Visit, who: Somebody): Promise<Keys> {
  await enter(desk.page, who);
  const link = await inviteOf(desk.page, who.name);
  const own = await openVisit(browser, link, "phone");
  await own.page.getByText(`${who.name} さん`).waitFor();
  const secret = await chooseKeys(own.page);
  await own.context.close();
  return { email: who.email, secret };
}

/** Takes a chair off somebody. */
export async function takeChair(page: Page, name: string, chair: string): Promise<void> {
  await page.getByRole("button", { name: `変える ${name}` }).click();
  const form = page.getByRole("dialog");
  await form.getByRole("checkbox", { name: chair, exact: true }).uncheck();
  await form.getByRole("button", { name: "保存する" }).click();
  await form.waitFor({ state: "detached" });
}

/** Signs in with password and second factor in a browser of its own. */
export async function signIn(browser: Browser, url: string, keys: Keys, size: Size): Promise<Visit> {
  const visit = await openVisit(browser, url, size);
  const { page } = visit;
  await page.getByLabel("メールアドレス").fill(keys.email);
  await page.getByRole("textbox", { name: "パスワード" }).fill(password);
  await page.getByLabel("認証アプリの6桁の数字").fill(await codeOf(keys.secret, 1));
  await page.getByRole("button", { name: "サインインする" }).click();
  await page.getByRole("heading", { name: "監視盤", level: 1 }).waitFor();
  return visit;
}

/** Enters member firms on the settings page, pasted one a line. */
export async function enterFirms(page: Page, url: string, names: readonly string[]): Promise<void> {
  await page.goto(new URL("/settings", url).href);
  await page.getByRole("button", { name: "まとめて登録する" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("組合員の名前").fill(names.join("\n"));
  await form.getByRole("button", { name: `${names.length}社を登録する` }).click();
  await form.waitFor({ state: "detached" });
}
