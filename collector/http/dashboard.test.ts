import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openMemoryStore } from "#collector/storage/memory/index.ts";
import { mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { createHarness, type Harness, makeWebRoot } from "./harness.ts";

let harness: Harness;
beforeAll(async () => {
  const root = makeWebRoot();
  writeFileSync(path.join(root, "..", "hinomi-outside.txt"), "secret");
  writeFileSync(path.join(root, ".env.txt"), "secret");
  harness = await createHarness(await openMemoryStore({ chain: "test" }), { webRoot: root });
});
afterAll(async () => harness.stop());

const nonceOf = (policy: unknown): string => /'nonce-([^']+)'/u.exec(String(policy))?.[1] ?? "";

describe("the dashboard's page", () => {
  it("carries a nonce of its own in every answer and in its policy", async () => {
    const first = await harness.ask({ url: "/" });
    const second = await harness.ask({ url: "/" });
    const nonce = nonceOf(first.headers["content-security-policy"]);
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{24}$/u);
    expect(first.body).toContain(`nonce="${nonce}"`);
    expect(first.body).not.toContain("__CSP_NONCE__");
    expect(nonceOf(second.headers["content-security-policy"])).not.toBe(nonce);
    expect(first.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(first.headers["cache-control"]).toBe("no-store");
  });

  it("has exactly the policy that was decided", async () => {
    const { headers } = await harness.ask({ url: "/" });
    const policy = String(headers["content-security-policy"]).replace(/nonce-[^']+/u, "nonce-N");
    expect(policy).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-N'; connect-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default",
    );
  });

  it("answers every path that names no file", async () => {
    for (const url of ["/endpoints/e-1", "/setup", "/index.html", "/?x=1", "/%E7%81%AB"]) {
      const answer = await harness.ask({ url });
      expect(answer.statusCode).toBe(200);
      expect(answer.body).toContain("火の見");
    }
  });

  it("never stands in for an API that is not there", async () => {
    for (const url of ["/api", "/api/v2/endpoints", "/healthz/x"]) {
      expect((await harness.ask({ url })).statusCode).toBe(404);
    }
  });

  it("says how to build the dashboard where it is missing", async () => {
    const bare = await createHarness(await openMemoryStore({ chain: "test" }), {
      webRoot: path.join(tmpdir(), "hinomi-no-such-directory"),
    });
    const answer = await bare.ask({ url: "/" });
    expect(answer.statusCode).toBe(503);
    expect(answer.json().error.message).toContain("npm run build");
    await bare.stop();
  });
});

describe("the dashboard's files", () => {
  it("are kept for ever under their hashed names, and compressed where the browser takes it", async () => {
    const plain = await harness.ask({ url: "/assets/index-AbCd1234.js" });
    expect(plain.statusCode).toBe(200);
    expect(plain.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(plain.headers["content-type"]).toMatch(/javascript/u);
    const packed = await harness.ask({
      url: "/assets/index-AbCd1234.js",
      headers: { "accept-encoding": "gzip, br" },
    });
    expect(packed.headers["content-encoding"]).toBe("br");
    expect(packed.headers["content-type"]).toMatch(/javascript/u);
    expect(brotliDecompressSync(packed.rawPayload).toString()).toBe(plain.body);
  });

  it("are asked for again under other names, and are not found where there is none", async () => {
    expect((await harness.ask({ url: "/favicon.svg" })).headers["cache-control"]).toBe("no-cache");
    const missing = await harness.ask({ url: "/assets/none-AbCd1234.js" });
    expect(missing.statusCode).toBe(404);
    expect(missing.headers["cache-control"]).toBe("no-store");
  });

  it.each([
    "/../hinomi-outside.txt",
    "/..%2fhinomi-outside.txt",
    "/%2e%2e/hinomi-outside.txt",
    "/assets/../../hinomi-outside.txt",
    "/assets/..%2f..%2fhinomi-outside.txt",
    "/assets/%252e%252e%252f%252e%252e%252fhinomi-outside.txt",
    "//hinomi-outside.txt",
    "/..\\hinomi-outside.txt",
    "/assets/index-AbCd1234.js%00.txt",
    "/.env.txt",
    "/assets/",
  ])("cannot be left by %s", async (url) => {
    const answer = await harness.ask({ url });
    expect([200, 400, 403, 404]).toContain(answer.statusCode);
    expect(answer.body).not.toContain("secret");
  });

  it("do not include what a link inside would point to when the root itself is a link", async () => {
    const holder = mkdtempSync(path.join(tmpdir(), "hinomi-link-"));
    symlinkSync(makeWebRoot(), path.join(holder, "web"));
    const linked = await createHarness(await openMemoryStore({ chain: "test" }), {
      webRoot: path.join(holder, "web"),
    });
    expect((await linked.ask({ url: "/assets/index-AbCd1234.js" })).statusCode).toBe(200);
    await linked.stop();
  });
});
