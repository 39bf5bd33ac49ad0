import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openMemoryStore } from "#collector/storage/memory/index.ts";
import * as fc from "fast-check";
import { createHarness, type Harness } from "./harness.ts";
import { hostName } from "./hosts.ts";
import { matchesTag, weakTag } from "./etag.ts";
import { addressKey } from "./limits.ts";

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness(await openMemoryStore({ chain: "test" }), {
    allowedHosts: ["Hinomi.lan"],
    publicUrl: "https://hinomi.example.jp",
  });
});
afterEach(async () => harness.stop());

const newSite = (headers: Record<string, string>) => ({
  method: "POST" as const,
  url: "/api/v1/sites",
  headers: { host: "localhost:80", ...headers },
  payload: { name: `支所${Math.random()}`, kind: "office" },
});

describe("requests from foreign pages", () => {
  it.each([
    ["a foreign origin", "https://evil.example"],
    ["another port of this host", "http://localhost:81"],
    ["another scheme", "https://localhost:80"],
    ["a page without origin", "null"],
    ["an origin that only begins like ours", "http://localhost:80.evil.example"],
  ])("are refused: %s", async (_name, origin) => {
    const { cookie } = await harness.signedIn("manager");
    const answer = await harness.server.inject(newSite({ cookie, origin }));
    expect(answer.statusCode).toBe(403);
    expect(answer.json().error.code).toBe("foreign-origin");
    expect(await harness.store.registers.sites()).toEqual([]);
  });

  it("are refused when a cookie comes without any Origin, but not for API tokens and enrolment", async () => {
    const { cookie } = await harness.signedIn("manager");
    expect((await harness.server.inject(newSite({ cookie }))).statusCode).toBe(403);
    const withToken = await harness.server.inject(newSite({ authorization: await harness.token("write") }));
    expect(withToken.statusCode).toBe(200);
    const foreign = { authorization: await harness.token("write"), origin: "https://evil.example" };
    expect((await harness.server.inject(newSite(foreign))).statusCode).toBe(403);
    const enrolment = await harness.server.inject({
      method: "POST",
      url: "/api/v1/enrol",
      headers: { host: "localhost:80" },
      payload: {
        secret: "ABCD-EFGH-JKMN-PQRS",
        csr: "x",
        hostname: "pc-03",
        platform: "linux",
        kind: "terminal",
        agentVersion: "0.1.0",
      },
    });
    expect(enrolment.statusCode).toBe(200);
    expect((await harness.records()).at(-1)).toMatchObject({ action: "endpoint.enrolled", subject: "e-new" });
  });

  it("never acts with a cookie's rights when a token is sent along", async () => {
    const { cookie } = await harness.signedIn("supervisor");
    const answer = await harness.server.inject(
      newSite({ cookie, authorization: await harness.token("read") }),
    );
    expect(answer.statusCode).toBe(403);
    const wrong = await harness.server.inject(newSite({ cookie, authorization: "Bearer hnm_wrong" }));
    expect(wrong.statusCode).toBe(401);
  });

  it("get no permission to read across origins", async () => {
    const answer = await harness.ask({
      method: "OPTIONS",
      url: "/api/v1/sites",
      headers: { origin: "https://evil.example", "access-control-request-method": "GET" },
    });
    expect(answer.statusCode).toBe(405);
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("accept the public address, also behind a proxy that ends TLS", async () => {
    const { cookie } = await harness.signedIn("manager");
    const answer = await harness.server.inject(
      newSite({ host: "hinomi.example.jp", origin: "https://hinomi.example.jp", cookie }),
    );
    expect(answer.statusCode).toBe(200);
  });
});

describe("the host allow-list", () => {
  it.each([
    "localhost:8610",
    "127.0.0.1:8610",
    "[::1]:8610",
    "LOCALHOST",
    "hinomi.lan",
    "hinomi.example.jp:443",
  ])("answers under %s", async (host) => {
    expect((await harness.server.inject({ url: "/healthz", headers: { host } })).statusCode).toBe(200);
  });

  it.each(["evil.example", "192.168.1.5:8610", "localhost.evil.example", "127.0.0.1.nip.io", "127.0.0.2"])(
    "refuses %s, as after DNS rebinding",
    async (host) => {
      for (const url of ["/", "/api/v1/session", "/healthz", "/api/openapi.json", "/none.js"]) {
        const answer = await harness.server.inject({ url, headers: { host } });
        expect(answer.statusCode).toBe(421);
        expect(answer.json().error.messageJa).toContain("名前");
      }
    },
  );

  it.each(["a b", "x@localhost", "localhost:port", "[::1", "/"])(
    "refuses the nonsense host %s",
    async (host) => {
      expect((await harness.server.inject({ url: "/", headers: { host } })).statusCode).toBe(400);
    },
  );

  it("reads any host header without throwing, and never finds a separator in a name", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const name = hostName(text);
        expect(name === null || !/[\s/?#@]/u.test(name)).toBe(true);
      }),
    );
    expect(hostName("Example.JP.:8443")).toBe("example.jp");
  });
});

describe("headers of every answer", () => {
  it("harden pages, API and refusals alike", async () => {
    for (const url of ["/", "/api/v1/session", "/api/v1/endpoints", "/api/none", "/none.js"]) {
      const { headers } = await harness.ask({ url });
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "no-store",
      });
      expect(headers["strict-transport-security"]).toBeUndefined();
      expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    }
  });
});

describe("rate limits", () => {
  it("hold back whoever asks too often, with Retry-After and a sentence", async () => {
    await harness.stop();
    harness = await createHarness(
      await openMemoryStore({ chain: "test" }),
      {},
      { limits: { general: { max: 3, seconds: 60 } } },
    );
    const ask = async (headers = {}) => harness.ask({ url: "/api/v1/session", headers });
    for (let count = 0; count < 3; count += 1) expect((await ask()).statusCode).toBe(200);
    const answer = await ask();
    expect(answer.statusCode).toBe(429);
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    expect(answer.json().error.messageJa).toContain("秒");
    const { cookie } = await harness.signedIn("manager");
    expect((await ask({ cookie })).statusCode).toBe(200);
  });

  it("count one IPv6 network as one address", () => {
    expect(addressKey("2001:db8:1:2:aaaa::1")).toBe(addressKey("2001:db8:1:2::9"));
    expect(addressKey("2001:db8:1:3::1")).not.toBe(addressKey("2001:db8:1:2::1"));
    expect(addressKey("::ffff:192.168.0.7")).toBe("192.168.0.7");
    expect(addressKey("192.168.0.7")).not.toBe(addressKey("192.168.0.8"));
    fc.assert(
      fc.property(fc.ipV6(), (ip) => {
        expect(addressKey(ip)).not.toBe("");
      }),
    );
  });
});

describe("tags", () => {
  it("compare weakly and never throw", () => {
    const tag = weakTag('{"items":[]}');
    expect(matchesTag(tag, tag)).toBe(true);
    expect(matchesTag(tag.slice(2), tag)).toBe(true);
    expect(matchesTag("*", tag)).toBe(true);
    expect(matchesTag('"other"', tag)).toBe(false);
    expect(matchesTag(undefined, tag)).toBe(false);
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(typeof matchesTag(text, tag)).toBe("boolean");
      }),
    );
  });
});
