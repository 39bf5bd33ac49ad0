import type { Page } from "playwright-core";

/** Chooses right and term for a stick on the page of media, which is open; answers its row once it says so. */
export async function decideMedium(
  page: Page,
  serial: string,
  right: string,
  term: RegExp | null,
): Promise<string> {
  const row = page.getByRole("row").filter({ hasText: serial });
  await row.getByRole("button").click();
  const form = page.getByRole("dialog");
  await form.getByLabel("区分").selectOption({ label: right });
  if (term !== null) {
    const labels = await form.getByLabel("期限").locator("option").allInnerTexts();
    await form.getByLabel("期限").selectOption({ label: labels.find((label) => term.test(label)) ?? "" });
  }
  await form.getByRole("button", { name: /^(?:台帳に登録する|区分を変える)$/u }).click();
  await form.waitFor({ state: "detached" });
  await row.getByText(right).waitFor();
  return row.innerText();
}

/** Presses a button that asks for a written reason, writes it and does the act. */
export async function actWithText(
  page: Page,
  button: string | RegExp,
  label: string,
  text: string,
): Promise<void> {
  await page.getByRole("button", { name: button }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel(label).fill(text);
  await form.getByRole("button", { name: button }).click();
  await form.waitFor({ state: "detached" });
}

/** Writes 原因・措置・再発防止策 by one tap for each, from the 定型 of an unregistered stick. */
export async function writeClosing(page: Page): Promise<void> {
  await page.getByRole("button", { name: "原因・措置・再発防止策を書く" }).click();
  for (const choice of closingChoices) await page.getByRole("button", { name: choice, exact: true }).click();
  await page.getByRole("button", { name: "記録する", exact: true }).click();
  await page.getByRole("button", { name: "書き直す" }).waitFor();
}

/** One choice each for cause, measure and prevention. */
export const closingChoices: readonly string[] = [
  "スマートフォンを充電した。",
  "取り外しを確認し、使用者に事情をたずねた。",
  "充電は専用の充電器で行うことにした。",
];

/** What the API answers to the page of who is signed in there. */
export const askFrom = async (
  page: Page,
  method: "GET" | "POST" | "PUT",
  path: string,
  body?: object,
): Promise<{ readonly status: number; readonly text: string }> =>
  page.evaluate(
    async ([how, to, json]) => {
      const sent = json === null ? {} : { body: json, headers: { "content-type": "application/json" } };
      const answer = await fetch(`/api/v1/${to}`, { method: how, ...sent });
      return { status: answer.status, text: await answer.text() };
    },
    [method, path, body === undefined ? null : JSON.stringify(body)] as const,
  );
