import { generate } from "otplib";
import type { Page } from "playwright-core";

/** The first account as the tests make it. */
export const account = {
  name: "高橋 みどり",
  email: "takahashi@example.jp",
  password: "correct horse battery staple",
} as const;

export interface FirstAccount {
  /** Session cookie as `name=value`. */
  readonly cookie: string;
  readonly totpSecret: string;
}

/** Makes the first account through the API, as the page does. */
export async function makeFirstAccount(url: string, setup: string): Promise<FirstAccount> {
  const link = setup.slice(setup.indexOf("#") + 1);
  const send = async (path: string, body: unknown): Promise<Response> => {
    const answer = await fetch(new URL(path, url), {
      method: "POST",
      headers: { "content-type": "application/json", origin: new URL(url).origin },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const { totpSecret } = (await (await send("/api/v1/setup/begin", { link })).json()) as {
    totpSecret: string;
  };
  const totpCode = await generate({ secret: totpSecret });
  const done = await send("/api/v1/setup", { link, ...account, totpCode, language: "ja" });
  const cookie = done.headers.getSetCookie()[0]?.split(";")[0];
  if (cookie === undefined) throw new Error("no session cookie");
  return { cookie, totpSecret };
}

/** Gives a browser the session of an account. */
export async function useSession(page: Page, url: string, cookie: string): Promise<void> {
  const [name = "", value = ""] = cookie.split("=", 2);
  await page.context().addCookies([{ name, value, url, secure: true, httpOnly: true, sameSite: "Strict" }]);
}
