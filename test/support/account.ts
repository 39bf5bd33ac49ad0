import { generate } from "otplib";
import type { Page } from "playwright-core";

/** The first account as the tests make it. */
export const account = {
  name: "高橋 みどり",
  email: "takahashi@example.jp",
  password: "correct horse battery staple",
} as const;

/** Makes the first account from inside a browser, which is then signed in; answers the authenticator's secret. */
export async function signUp(page: Page, url: string, setup: string): Promise<string> {
  await page.goto(url);
  const send = async (path: string, body: unknown): Promise<unknown> => {
    const { ok, text } = await page.evaluate(
      async ([to, json]) => {
        const headers = { "content-type": "application/json" };
        const answer = await fetch(to, { method: "POST", headers, body: json });
        return { ok: answer.ok, text: await answer.text() };
      },
      [path, JSON.stringify(body)] as const,
    );
    if (!ok) throw new Error(`${path}: ${text}`);
    return JSON.parse(text);
  };
  const link = setup.slice(setup.indexOf("#") + 1);
  const { totpSecret } = (await send("/api/v1/setup/begin", { link })) as { totpSecret: string };
  const totpCode = await generate({ secret: totpSecret });
  await send("/api/v1/setup", { link, ...account, totpCode, language: "ja" });
  return totpSecret;
}
