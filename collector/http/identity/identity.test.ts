import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openMemoryStore } from "#collector/storage/memory/index.ts";
import * as fc from "fast-check";
import { generate } from "otplib";
import { createHarness, type Harness, noLimits } from "../harness.ts";
import { createPasswords, parsePhc } from "./passwords.ts";
import { qrRows, totpStep } from "./second-factor.ts";

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness(await openMemoryStore({ chain: "test" }));
});
afterEach(async () => harness.stop());

const post = async (url: string, payload: object, cookie?: string) =>
  harness.ask({ method: "POST", url, payload, headers: cookie === undefined ? {} : { cookie } });
const codeNow = async (secret: string): Promise<string> =>
  generate({ secret, epoch: harness.now.epochMilliseconds / 1000 });
const sessionOf = async (cookie: string) => harness.ask({ url: "/api/v1/people", headers: { cookie } });
const password = "correct horse battery";
const account = {
  name: "火野 見",
  email: "Hino@Example.jp",
  password,
  language: "ja",
  phone: "076-000-0000",
};

async function setUp(): Promise<{ readonly secret: string; readonly cookie: string }> {
  const link = (await harness.server.createSetupLink()) ?? "";
  const begun = await post("/api/v1/setup/begin", { link });
  const secret: string = begun.json().totpSecret;
  const done = await post("/api/v1/setup", { ...account, link, totpCode: await codeNow(secret) });
  expect(done.statusCode).toBe(200);
  return { secret, cookie: String(done.headers["set-cookie"]).split(";", 1)[0] ?? "" };
}

describe("one's own entry", () => {
  it("takes a telephone number at the first set-up and lets the person change it", async () => {
    const { cookie } = await setUp();
    const phoneOf = async () => (await sessionOf(cookie)).json().items[0].phone;
    expect(await phoneOf()).toBe("076-000-0000");
    const change = async (payload: object) =>
      harness.ask({ method: "PUT", url: "/api/v1/session/person", payload, headers: { cookie } });
    const changed = await change({ name: " 火野 望 ", phone: "090-0000-0000" });
    expect(changed.json().person).toMatchObject({ name: "火野 望", phone: "090-0000-0000" });
    expect(await phoneOf()).toBe("090-0000-0000");
    expect(await harness.records()).toContainEqual(expect.objectContaining({ action: "person.changed" }));
    expect((await change({ name: "火野 望", phone: "  " })).json().person.phone).toBeNull();
    expect((await change({ name: "火野 望", phone: "0".repeat(41) })).statusCode).toBe(400);
    expect((await change({ name: "火野 望", phone: null, roles: ["chief"] })).statusCode).toBe(400);
  });

  it("is nobody's to change without a session", async () => {
    const answer = await harness.ask({
      method: "PUT",
      url: "/api/v1/session/person",
      payload: { name: "x", phone: null },
    });
    expect(answer.statusCode).toBe(401);
  });
});

describe("the one-time link", () => {
  it("that was cut when it was copied says which link to open", async () => {
    const answer = await post("/api/v1/setup/begin", { link: "abc" });
    expect(answer.statusCode).toBe(403);
    expect(answer.json().error.messageJa).toContain("表示されたリンク（setup=…）");
  });

  it("makes the first account with the chairs of supervisor and manager, and signs it in", async () => {
    const { cookie } = await setUp();
    const session = await harness.ask({ url: "/api/v1/session", headers: { cookie } });
    expect(session.json()).toMatchObject({
      setupOpen: false,
      person: {
        name: "火野 見",
        email: "hino@example.jp",
        roles: ["supervisor", "manager"],
        secondFactor: true,
      },
    });
    expect(await harness.records()).toMatchObject([{ action: "person.first-account" }]);
    expect(await harness.server.createSetupLink()).toBeNull();
  });

  it("shows the same secret when it is opened again, also at the same moment", async () => {
    const link = (await harness.server.createSetupLink()) ?? "";
    const opened = await Promise.all([1, 2, 3].map(async () => post("/api/v1/setup/begin", { link })));
    const secrets = new Set(opened.map((answer) => answer.json().totpSecret));
    expect(secrets.size).toBe(1);
    const [first] = opened;
    expect(first?.json().totpUri).toContain("otpauth://totp/");
    expect(first?.json().qr).toMatch(/^[01]+( [01]+)+$/u);
  });

  it("is not kept in clear, and neither is the secret", async () => {
    const links = vi.spyOn(harness.store.people, "putLink");
    const settings = vi.spyOn(harness.store.settings, "put");
    const link = (await harness.server.createSetupLink()) ?? "";
    const begun = await post("/api/v1/setup/begin", { link });
    const stored = JSON.stringify([links.mock.calls, settings.mock.calls]);
    expect(stored).not.toContain(link);
    expect(stored).not.toContain(begun.json().totpSecret);
  });

  it("works once, even for two who finish at the same moment", async () => {
    const link = (await harness.server.createSetupLink()) ?? "";
    const secret: string = (await post("/api/v1/setup/begin", { link })).json().totpSecret;
    const totpCode = await codeNow(secret);
    const finished = await Promise.all(
      ["a@example.jp", "b@example.jp"].map(async (email) =>
        post("/api/v1/setup", { ...account, email, link, totpCode }),
      ),
    );
    expect(finished.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([200, 403]);
    expect(await harness.store.people.list()).toHaveLength(1);
    expect((await post("/api/v1/setup/begin", { link })).statusCode).toBe(403);
  });

  it("is void when it is wrong, older than a day, or a newer one was made", async () => {
    const old = (await harness.server.createSetupLink()) ?? "";
    const link = (await harness.server.createSetupLink()) ?? "";
    expect((await post("/api/v1/setup/begin", { link: old })).statusCode).toBe(403);
    expect((await post("/api/v1/setup/begin", { link: "x".repeat(43) })).statusCode).toBe(403);
    expect((await post("/api/v1/setup/begin", { link })).statusCode).toBe(200);
    harness.now = harness.now.add({ hours: 24 });
    const late = await post("/api/v1/setup/begin", { link });
    expect(late.statusCode).toBe(403);
    expect(late.json().error).toMatchObject({ code: "setup-link", field: "link" });
  });

  it("asks for the right code and for an opened link", async () => {
    const link = (await harness.server.createSetupLink()) ?? "";
    const unopened = await post("/api/v1/setup", { ...account, link, totpCode: "000000" });
    expect(unopened.statusCode).toBe(409);
    const secret: string = (await post("/api/v1/setup/begin", { link })).json().totpSecret;
    const right = await codeNow(secret);
    const wrong = await post("/api/v1/setup", {
      ...account,
      link,
      totpCode: String((Number(right) + 1) % 1_000_000).padStart(6, "0"),
    });
    expect(wrong.statusCode).toBe(400);
    expect(wrong.json().error.field).toBe("totpCode");
    expect(await harness.store.people.list()).toEqual([]);
  });
});

const email = "hino@example.jp";
const withCode = async (totpCode: string) => post("/api/v1/session", { email, password, totpCode });
const guessAs = async (mail: string) => post("/api/v1/session", { email: mail, password: "x" });

describe("signing in", () => {
  it("takes e-mail, password and code, and gives a cookie that no script and no other site can use", async () => {
    const { secret } = await setUp();
    harness.now = harness.now.add({ seconds: 60 });
    const sessions = vi.spyOn(harness.store.people, "addSession");
    const answer = await post("/api/v1/session", { email, password, totpCode: await codeNow(secret) });
    expect(answer.statusCode).toBe(200);
    const cookie = String(answer.headers["set-cookie"]);
    expect(cookie).toMatch(/^__Host-hinomi=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/u);
    const value = /=([^;]+)/u.exec(cookie)?.[1] ?? "";
    expect(JSON.stringify(sessions.mock.calls)).not.toContain(value);
    expect((await harness.records()).at(-1)).toMatchObject({ action: "session.signed-in" });
  });

  it("takes a code once: not again within its time, and not the code before it", async () => {
    const { secret } = await setUp();
    const used = await codeNow(secret);
    expect((await withCode(used)).statusCode).toBe(401);
    harness.now = harness.now.add({ seconds: 60 });
    const next = await codeNow(secret);
    harness.now = harness.now.add({ seconds: 30 });
    const both = await Promise.all([withCode(next), withCode(next)]);
    expect(both.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([200, 401]);
  });

  it("answers a wrong password, a wrong code, a missing code and an unknown e-mail with the same words", async () => {
    const { secret } = await setUp();
    harness.now = harness.now.add({ seconds: 60 });
    const totpCode = await codeNow(secret);
    const answers = [
      await post("/api/v1/session", { email, password: "wrong password", totpCode }),
      await post("/api/v1/session", { email, password, totpCode: "000000" }),
      await post("/api/v1/session", { email, password }),
      await post("/api/v1/session", { email: "nobody@example.jp", password, totpCode }),
    ];
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401, 401]);
    expect(answers.every(({ headers }) => headers["set-cookie"] === undefined)).toBe(true);
    const { items } = await harness.store.refusals.list({ limit: 10 });
    expect(items).toMatchObject([{ code: "sign-in-failed", count: 4 }]);
    // A wrong password must not use up the code of the person it belongs to.
    expect((await post("/api/v1/session", { email, password, totpCode })).statusCode).toBe(200);
  });

  it("refuses a disabled person and ends what that person had open", async () => {
    const { secret, cookie } = await setUp();
    const [person] = await harness.store.people.list();
    if (person) await harness.store.people.put({ ...person, disabled: true });
    harness.now = harness.now.add({ seconds: 60 });
    const answer = await post("/api/v1/session", { email, password, totpCode: await codeNow(secret) });
    expect(answer.statusCode).toBe(401);
    expect((await harness.ask({ url: "/api/v1/people", headers: { cookie } })).statusCode).toBe(401);
  });

  it("is limited for an address and for an e-mail", async () => {
    await harness.stop();
    harness = await createHarness(
      await openMemoryStore({ chain: "test" }),
      {},
      { limits: { ...noLimits, signInByEmail: { max: 2, seconds: 60 } } },
    );
    expect((await guessAs("a@example.jp")).statusCode).toBe(401);
    expect((await guessAs("A@example.jp")).statusCode).toBe(401);
    const held = await guessAs("a@example.jp");
    expect(held.statusCode).toBe(429);
    expect(held.headers["retry-after"]).toBeDefined();
    expect((await guessAs("b@example.jp")).statusCode).toBe(401);
    await harness.stop();
    harness = await createHarness(
      await openMemoryStore({ chain: "test" }),
      {},
      { limits: { ...noLimits, signInByAddress: { max: 1, seconds: 60 } } },
    );
    expect((await guessAs("a@example.jp")).statusCode).toBe(401);
    expect((await guessAs("b@example.jp")).statusCode).toBe(429);
  });
});

describe("a session", () => {
  it("ends after twelve hours without use", async () => {
    const { cookie, sessionHash } = await harness.signedIn("manager");
    harness.now = harness.now.add({ hours: 11 });
    expect((await sessionOf(cookie)).statusCode).toBe(200);
    harness.now = harness.now.add({ hours: 11 });
    expect((await sessionOf(cookie)).statusCode).toBe(200);
    harness.now = harness.now.add({ hours: 12 });
    expect((await sessionOf(cookie)).statusCode).toBe(401);
    expect(await harness.store.people.session(sessionHash)).toBeNull();
  });

  it("ends after seven days even in use", async () => {
    const { cookie } = await harness.signedIn("manager");
    for (let hour = 0; hour < 168; hour += 8) {
      expect((await sessionOf(cookie)).statusCode).toBe(200);
      harness.now = harness.now.add({ hours: 8 });
    }
    expect((await sessionOf(cookie)).statusCode).toBe(401);
  });

  it("ends at once when its person signs out, and the cookie is taken back", async () => {
    const { cookie } = await harness.signedIn("manager");
    const out = await harness.ask({ method: "DELETE", url: "/api/v1/session", headers: { cookie } });
    expect(out.json()).toEqual({ ok: true });
    expect(String(out.headers["set-cookie"])).toMatch(/^__Host-hinomi=;.*Max-Age=0/u);
    expect((await sessionOf(cookie)).statusCode).toBe(401);
  });
});

describe("API tokens", () => {
  it("are shown once, stored as a hash, work, and end when they are taken back", async () => {
    const { cookie } = await harness.signedIn("supervisor");
    const added = vi.spyOn(harness.store.people, "addToken");
    const made = (await post("/api/v1/tokens", { name: "監査用", scope: "read" }, cookie)).json();
    expect(made.token).toMatch(/^hnm_[A-Za-z0-9_-]{43}$/u);
    expect(JSON.stringify(added.mock.calls)).not.toContain(made.token);
    const list = await harness.ask({ url: "/api/v1/tokens", headers: { cookie } });
    expect(list.json().items).toEqual([
      { id: made.id, name: "監査用", scope: "read", createdAt: made.createdAt, lastUsedAt: null },
    ]);
    const authorization = `Bearer ${made.token}`;
    const read = async () => harness.server.inject({ url: "/api/v1/people", headers: { authorization } });
    expect((await read()).statusCode).toBe(200);
    const gone = await harness.ask({
      method: "DELETE",
      url: `/api/v1/tokens/${made.id}`,
      headers: { cookie },
    });
    expect(gone.statusCode).toBe(200);
    expect((await read()).statusCode).toBe(401);
    expect((await harness.records()).map(({ action }) => action)).toEqual(["token.made", "token.taken-back"]);
  });
});

describe("passwords", () => {
  it("fit themselves only, whatever form of Unicode they come in", async () => {
    const passwords = createPasswords();
    const hash = await passwords.hash("が火の見櫓のパスワード");
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/u);
    expect(await passwords.verify("か\u3099火の見櫓のパスワード", hash)).toBe(true);
    expect(await passwords.verify("が火の見櫓のパスワート", hash)).toBe(false);
    expect(await passwords.verify("が火の見櫓のパスワード", null)).toBe(false);
    expect(await passwords.verify("x", "$argon2id$v=19$m=99999999,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA")).toBe(
      false,
    );
  });

  it("refuses a crowd instead of queueing without end", async () => {
    const passwords = createPasswords();
    const many = await Promise.allSettled(
      Array.from({ length: 30 }, async () => passwords.verify("x", null)),
    );
    expect(many.filter(({ status }) => status === "rejected")).toHaveLength(8);
    expect(await passwords.verify("x", null)).toBe(false);
  });

  it("reads any stored text without throwing and asks for no unbounded work", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), fc.nat(), (text, memory, passes, lanes) => {
        expect(parsePhc(text)).toBeNull();
        const parsed = parsePhc(
          `$argon2id$v=19$m=${memory},t=${passes},p=${lanes}$${"A".repeat(22)}$${"A".repeat(43)}`,
        );
        expect(parsed === null || (parsed.memory <= 262_144 && parsed.passes <= 10)).toBe(true);
      }),
    );
  });
});

describe("the second factor", () => {
  it("takes the step before and after and no other", async () => {
    const secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    const at = Temporal.Instant.from("2026-11-24T07:00:10Z");
    const own = Math.floor(at.epochMilliseconds / 30_000);
    for (const offset of [-2, -1, 0, 1, 2]) {
      const code = await generate({ secret, epoch: at.epochMilliseconds / 1000 + offset * 30 });
      expect(await totpStep(secret, code, at)).toBe(Math.abs(offset) <= 1 ? own + offset : null);
    }
  });

  it("draws a square picture", () => {
    const rows = qrRows("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP").split(" ");
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.every((row) => row.length === rows.length)).toBe(true);
  });
});
