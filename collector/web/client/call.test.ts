import { afterEach, describe, expect, it, vi } from "vitest";
import { addressOf, call, CallFailure } from "./call.ts";

const answer = (status: number, body: unknown): void => {
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json(body, { status })));
};

describe("a call to the collector", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("fills the address and leaves out what is not asked for", () => {
    expect(addressOf("/api/v1/endpoints/:id", { id: "a/b" })).toBe("/api/v1/endpoints/a%2Fb");
    expect(addressOf("/x", {}, { search: "事務 局", open: "true", cursor: undefined, right: "" })).toBe(
      "/x?search=%E4%BA%8B%E5%8B%99+%E5%B1%80&open=true",
    );
  });

  it("carries the server's sentence in both languages", async () => {
    answer(409, { error: { code: "no", message: "Not now.", messageJa: "今はできません。", field: null } });
    const failure = await call("signOut", {}).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CallFailure);
    expect(failure).toMatchObject({ status: 409, sentence: { ja: "今はできません。", en: "Not now." } });
  });

  it("never takes a strange answer for a good one", async () => {
    answer(200, { fine: true });
    await expect(call("signOut", {})).rejects.toMatchObject({ code: "unreadable" });
  });

  it("tells silence apart from a refusal", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("down")));
    await expect(call("signOut", {})).rejects.toMatchObject({ status: 0, code: "no-answer" });
  });
});
