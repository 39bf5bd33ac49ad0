import { createServer, type AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Message } from "../port.ts";
import { emailConfig, type EmailConfig } from "./config.ts";
import { createEmailNotifier } from "./index.ts";
import { startTestMailServer, testPassword, type TestMailServer } from "./smtp-testing.ts";

const message: Message = {
  id: "dl-0123456789abcdef",
  thread: "inc-42",
  followsUp: false,
  to: { name: "山田 太郎", address: "yamada@example.jp" },
  subject: "【火の見】【警告・要受領】未登録のUSBメモリの接続 事務局 PC-03（R8-0142）",
  text: "いつ　　：2026/11/24(火) 16:05\n",
  html: "<p>いつ 2026/11/24(火) 16:05</p>",
  date: "2026-11-24T07:05:00.000Z",
  language: "ja",
};

const opened: TestMailServer[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.stop();
});
async function mailServer(...options: Parameters<typeof startTestMailServer>): Promise<TestMailServer> {
  const server = await startTestMailServer(...options);
  opened.push(server);
  return server;
}
const settings = (
  server: Pick<TestMailServer, "port"> & Partial<TestMailServer>,
  more: object = {},
): EmailConfig =>
  emailConfig.parse({
    host: "localhost",
    port: server.port,
    from: "hinomi@example.jp",
    timeout: "2s",
    ...(server.caFile === undefined ? {} : { "ca-file": server.caFile }),
    ...(server.passwordFile === undefined
      ? {}
      : { username: "hinomi@example.jp", "password-file": server.passwordFile }),
    ...more,
  });
const around = { resolvePath: (path: string) => path };
const send = (config: EmailConfig, changes: Partial<Message> = {}, signal = new AbortController().signal) =>
  createEmailNotifier(config, around).send({ ...message, ...changes }, signal);
/** An SMTP answer of the server's own. */
const refuse = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code });

describe("mail over STARTTLS", () => {
  it("arrives whole: subject, sender, reader, both texts, and headers that thread it", async () => {
    const server = await mailServer();
    const outcome = await send(settings(server));
    expect(outcome).toEqual({ ok: true, reference: "<dl-0123456789abcdef@example.jp>" });
    const [mail] = await server.mails();
    expect(mail).toMatchObject({
      subject: message.subject,
      messageId: "<dl-0123456789abcdef@example.jp>",
      references: "<thread.inc-42@example.jp>",
    });
    expect(mail?.from?.value).toEqual([{ name: "火の見", address: "hinomi@example.jp" }]);
    expect(mail?.text).toContain("いつ　　：2026/11/24(火) 16:05");
    expect(mail?.html).toContain("<p>いつ");
    expect(mail?.headers.get("auto-submitted")).toBe("auto-generated");
    expect(mail?.date?.toISOString()).toBe(message.date);
    expect(server.signIns).toEqual(["hinomi@example.jp"]);
    expect(server.raw.join("")).not.toContain(testPassword);
  });

  it("keeps its Message-ID over retries and answers the case's thread in later notices", async () => {
    const server = await mailServer();
    const config = settings(server);
    await send(config);
    await send(config);
    await send(config, { id: "dl-second", followsUp: true });
    const [first, second, third] = await server.mails();
    expect(first?.messageId).toBe(second?.messageId);
    expect(third).toMatchObject({ inReplyTo: "<thread.inc-42@example.jp>" });
  });

  it("cannot be made to carry another header by foreign text", async () => {
    const server = await mailServer();
    await send(settings(server), {
      subject: "PC-03\r\nBcc: evil@example.com\r\nX-Evil: 1",
      to: { name: 'A"\r\nCc: evil@example.com', address: "yamada@example.jp" },
      id: "x\r\nBcc: evil@example.com",
      thread: "y>\r\nX-Evil: 2",
    });
    const [mail] = await server.mails();
    expect(mail?.bcc).toBeUndefined();
    expect(mail?.cc).toBeUndefined();
    expect(mail?.headers.has("x-evil")).toBe(false);
    expect(mail?.subject).toBe("PC-03 Bcc: evil@example.com X-Evil: 1");
  });

  it("is not sent to a server that does not offer encryption, nor to one nobody vouches for", async () => {
    const plain = await mailServer({ disabledCommands: ["STARTTLS"] });
    expect(await send(settings(plain))).toMatchObject({ ok: false, retry: true });
    expect(plain.signIns).toEqual([]);
    const stranger = await mailServer();
    const { "ca-file": _, ...untrusted } = settings(stranger);
    expect(await send(untrusted)).toMatchObject({ ok: false, retry: true });
    expect([...plain.raw, ...stranger.raw]).toEqual([]);
  });
});

describe("mail over TLS and on loopback", () => {
  it("arrives over TLS from the first byte", async () => {
    const server = await mailServer({ secure: true });
    expect(await send(settings(server, { security: "tls" }))).toMatchObject({ ok: true });
    expect(server.raw).toHaveLength(1);
  });

  it("goes unencrypted only to a relay on this computer", async () => {
    const server = await mailServer({ disabledCommands: ["STARTTLS", "AUTH"] });
    const config = emailConfig.parse({
      host: "127.0.0.1",
      port: server.port,
      security: "none",
      from: "hinomi@example.jp",
    });
    expect(await send(config)).toMatchObject({ ok: true });
  });
});

describe("a server that does not take the mail", () => {
  it("answers 451: to be tried again", async () => {
    const server = await mailServer({
      onRcptTo: (_a, _s, done) => done(refuse(451, "greylisted, come back")),
    });
    expect(await send(settings(server))).toMatchObject({
      ok: false,
      retry: true,
      reason: expect.stringContaining("451"),
    });
  });

  it("answers 550: never", async () => {
    const server = await mailServer({ onRcptTo: (_a, _s, done) => done(refuse(550, "no such user")) });
    expect(await send(settings(server))).toMatchObject({
      ok: false,
      retry: false,
      reason: expect.stringContaining("no such user"),
    });
  });

  it("refuses the sign-in: to be tried again, since the password may be put right, and never shown", async () => {
    const server = await mailServer({
      onAuth: (auth, _s, done) => done(refuse(535, `wrong password ${auth.password ?? ""}`)),
    });
    const outcome = await send(settings(server));
    expect(outcome).toMatchObject({ ok: false, retry: true, reason: expect.stringContaining("サインイン") });
    expect(JSON.stringify(outcome)).not.toContain(testPassword);
  });

  it("is dead", async () => {
    expect(await send(settings({ port: 1 }))).toMatchObject({
      ok: false,
      retry: true,
      reason: expect.stringContaining("メールサーバ"),
    });
  });

  it("never speaks: given up after the timeout, or at once when told to stop", async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const config = settings(
      { port: (silent.address() as AddressInfo).port },
      { timeout: "1s", host: "127.0.0.1" },
    );
    const started = performance.now();
    expect(await send(config)).toMatchObject({ ok: false, retry: true });
    expect(performance.now() - started).toBeLessThan(4000);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    const again = performance.now();
    expect(await send(config, {}, stop.signal)).toMatchObject({ ok: false, retry: true });
    expect(performance.now() - again).toBeLessThan(900);
    await new Promise((resolve) => silent.close(resolve));
  });

  it("cannot be asked because the password's file is gone", async () => {
    const server = await mailServer();
    expect(await send(settings(server, { "password-file": "/nonexistent/password" }))).toMatchObject({
      ok: false,
      retry: true,
      reason: expect.stringContaining("ファイルが見つかりません"),
    });
  });
});

describe("check", () => {
  it("signs in and sends nothing", async () => {
    const server = await mailServer();
    const outcome = await createEmailNotifier(settings(server), around).check(new AbortController().signal);
    expect(outcome).toMatchObject({ ok: true });
    expect(server.signIns).toHaveLength(1);
    expect(server.raw).toEqual([]);
  });
});

describe("the settings", () => {
  const valid = { host: "smtp.example.jp", from: "hinomi@example.jp" };
  it.each([
    ["an unknown key", { ...valid, pasword: "x" }],
    ["a password in the settings themselves", { ...valid, username: "a", password: "b" }],
    ["no encryption to another computer", { ...valid, security: "none" }],
    ["a username without a password file", { ...valid, username: "a" }],
    ["a line break in a name", { ...valid, "from-name": "火の見\nBcc: a@b.jp" }],
    ["a sender that is no address", { ...valid, from: "hinomi" }],
  ])("refuse %s", (_, config) => {
    expect(emailConfig.safeParse(config).success).toBe(false);
  });

  it("fill in STARTTLS and half a minute", () => {
    expect(emailConfig.parse(valid)).toMatchObject({
      security: "starttls",
      timeout: 30,
      "from-name": "火の見",
    });
  });
});
