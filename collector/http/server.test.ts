import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openMemoryStore } from "#collector/storage/memory/index.ts";
import { createHarness, type Harness } from "./harness.ts";
import { office } from "./sample-rows.ts";

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness(await openMemoryStore({ chain: "test" }));
});
afterEach(async () => harness.stop());

describe("the people's port", () => {
  it("tells an unknown visitor that nobody is signed in and that the first account is open", async () => {
    const answer = await harness.ask({ url: "/api/v1/session" });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      person: null,
      setupOpen: true,
      version: "0.1.0",
      organisation: "試験組合",
      may: [],
      authorities: [],
      chairs: [],
    });
  });

  it("answers unknown addresses of the API in both languages", async () => {
    const answer = await harness.ask({ url: "/api/v1/nothing" });
    expect(answer.statusCode).toBe(404);
    expect(answer.json().error).toMatchObject({ code: "not-found", field: null });
    expect(answer.json().error.messageJa).toMatch(/見つかりません/u);
  });

  it("names the methods an address takes", async () => {
    const answer = await harness.ask({ method: "PUT", url: "/api/v1/session" });
    expect(answer.statusCode).toBe(405);
    expect(answer.headers["allow"]).toBe("DELETE, GET, HEAD, POST");
  });

  it("refuses a body that is not JSON, broken JSON, a huge body and a wrong field, each in a sentence", async () => {
    const { cookie } = await harness.signedIn("manager");
    const post = async (payload: string, type = "application/json") =>
      harness.ask({
        method: "POST",
        url: "/api/v1/sites",
        headers: { cookie, "content-type": type },
        payload,
      });
    expect((await post("a=1", "application/x-www-form-urlencoded")).statusCode).toBe(415);
    expect((await post("plain", "text/plain")).statusCode).toBe(415);
    expect((await post("{")).statusCode).toBe(400);
    expect((await post("")).statusCode).toBe(400);
    expect((await post("null")).statusCode).toBe(400);
    expect((await post('{"__proto__":{"a":1}}')).statusCode).toBe(400);
    expect((await post("[".repeat(200_000))).statusCode).toBe(400);
    expect((await post(`${"[".repeat(100_000)}${"]".repeat(100_000)}`)).statusCode).toBe(400);
    expect((await post(JSON.stringify({ name: "x".repeat(300_000), kind: "office" }))).statusCode).toBe(413);
    const wrong = await post('{"name":"支所","kind":"castle"}');
    expect(wrong.statusCode).toBe(400);
    expect(wrong.json().error).toMatchObject({ code: "bad-request", field: "kind" });
    const unknown = await post('{"name":"支所","kind":"office","extra":1}');
    expect(unknown.statusCode).toBe(400);
    expect(await harness.store.registers.sites()).toEqual([]);
    for (const answer of [wrong, unknown]) expect(answer.json().error.messageJa).toBeTruthy();
  });

  it("refuses a cursor that no page gave, with a sentence", async () => {
    const { cookie } = await harness.signedIn("manager");
    for (const list of ["endpoints", "incidents", "usb-devices", "lan-devices", "refusals"]) {
      const answer = await harness.ask({ url: `/api/v1/${list}?cursor=nonsense`, headers: { cookie } });
      expect(answer.statusCode).toBe(400);
      expect(answer.json().error).toMatchObject({ field: "cursor" });
    }
  });

  it("answers addresses that cannot be decoded", async () => {
    const { cookie } = await harness.signedIn("manager");
    for (const url of ["/api/v1/endpoints/%zz", "/%E0%A4%A", `/api/v1/endpoints/${"a".repeat(2000)}`]) {
      const answer = await harness.ask({ url, headers: { cookie } });
      expect([400, 404]).toContain(answer.statusCode);
      expect(answer.json().error.messageJa).toBeTruthy();
      expect(answer.headers["x-content-type-options"]).toBe("nosniff");
    }
  });

  it("says that the store is gone instead of answering anything, and healthz says it too", async () => {
    const { cookie } = await harness.signedIn("manager");
    const { StoreError } = await import("#collector/storage/port.ts");
    const gone = new StoreError("failed", "the disk is gone");
    vi.spyOn(harness.store.people, "session").mockRejectedValue(gone);
    vi.spyOn(harness.store, "ping").mockRejectedValue(gone);
    const answer = await harness.ask({ url: "/api/v1/endpoints", headers: { cookie } });
    expect(answer.statusCode).toBe(503);
    expect(answer.headers["retry-after"]).toBe("10");
    expect(answer.json().error.code).toBe("store-failed");
    const health = await harness.ask({ url: "/healthz" });
    expect(health.statusCode).toBe(503);
    expect(health.json()).toEqual({ ok: false, version: "0.1.0", store: "failed" });
  });

  it("does not show our own mistakes, but logs them", async () => {
    const { cookie } = await harness.signedIn("manager");
    vi.spyOn(harness.store.people, "session").mockRejectedValue(new Error("secret path /var/lib/x"));
    const answer = await harness.ask({ url: "/api/v1/endpoints", headers: { cookie } });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain("secret");
    expect(harness.logged).toContain("a request failed");
  });

  it("tags what it answers and says when nothing changed, but for the time of looking", async () => {
    const { cookie } = await harness.signedIn("manager");
    const first = await harness.ask({ url: "/api/v1/sites", headers: { cookie } });
    const tag = String(first.headers["etag"]);
    expect(tag).toMatch(/^W\/"/u);
    harness.now = harness.now.add({ seconds: 1 });
    const again = async () =>
      harness.ask({ url: "/api/v1/sites", headers: { cookie, "if-none-match": `"x", ${tag}` } });
    const same = await again();
    expect(same.statusCode).toBe(304);
    expect(same.body).toBe("");
    expect(same.headers["etag"]).toBe(tag);
    await harness.store.registers.putSite(office);
    expect((await again()).statusCode).toBe(200);
  });

  it("answers HEAD like GET without a body", async () => {
    const { cookie } = await harness.signedIn("manager");
    const answer = await harness.ask({ method: "HEAD", url: "/api/v1/sites", headers: { cookie } });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toBe("");
    expect((await harness.ask({ method: "HEAD", url: "/api/v1/sites" })).statusCode).toBe(401);
  });

  it("describes itself as OpenAPI 3.1 with every refusal declared", async () => {
    const answer = await harness.ask({ url: "/api/openapi.json" });
    const description = answer.json();
    expect(description.openapi).toBe("3.1.0");
    const decide = description.paths["/api/v1/usb-devices/{id}"].put;
    expect(Object.keys(decide.responses)).toEqual(
      expect.arrayContaining(["200", "400", "401", "403", "404", "409", "413", "415", "429", "500", "503"]),
    );
    expect(decide.parameters[0]).toMatchObject({ name: "id", in: "path", required: true });
    expect(description.paths["/*"]).toBeUndefined();
    expect(decide.security).toEqual([{ session: [] }, { token: ["write"] }]);
    expect(decide.description).toContain("usb-forbid");
    expect(answer.body).not.toContain(String.raw`\\P{`);
    const operations = Object.values(description.paths).flatMap((path) => Object.values(path ?? {}));
    expect(operations.length).toBeGreaterThan(60);
    for (const { operationId, summary, description: who, responses } of operations) {
      expect([operationId, summary, who].every(Boolean)).toBe(true);
      expect(Object.keys(responses)).toEqual(
        expect.arrayContaining(["200", "400", "401", "429", "500", "503"]),
      );
    }
  });
});
