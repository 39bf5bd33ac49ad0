import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openMemoryStore } from "#collector/storage/memory/index.ts";
import type { Role } from "#shared/model/role.ts";
import { createHarness, type Harness } from "../harness.ts";

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness(await openMemoryStore({ chain: "test" }));
});
afterEach(async () => harness.stop());

const get = async (url: string, chair: Role) =>
  harness.ask({ url: `/api/v1/${url}`, headers: { cookie: (await harness.signedIn(chair)).cookie } });

describe("the records", () => {
  it("keep that somebody looked, before anything is shown", async () => {
    const answer = (await get("records?action=records.viewed", "supervisor")).json();
    expect(answer.items).toMatchObject([
      {
        chain: "test",
        index: 1,
        actor: "人1",
        action: "records.viewed",
        detail: { action: "records.viewed", subject: null, further: false },
      },
    ]);
    const [first] = (await get("records?limit=1", "supervisor")).json().items;
    expect(first).toMatchObject({ index: 2, actor: "人2" });
  });

  it("show an auditor pseudonyms, and nobody else's names in the detail", async () => {
    const { cookie } = await harness.signedIn("supervisor");
    await harness.ask({
      method: "POST",
      url: "/api/v1/people",
      headers: { cookie },
      payload: { name: "氷見 一郎", email: "himi@example.jp" },
    });
    const seen = await get("records?action=person.entered", "auditor");
    expect(seen.body).not.toMatch(/氷見|人1|himi@/u);
    expect(seen.json().items).toMatchObject([{ actor: "p-1", action: "person.entered" }]);
    const full = await get("records?action=person.entered", "supervisor");
    expect(full.json().items).toMatchObject([{ actor: "人1", detail: { name: "氷見 一郎" } }]);
  });

  it("open to nobody whom the policy does not name, and the refusal is no look", async () => {
    for (const chair of ["manager", "chief", "maintainer", "staff"] as const)
      expect((await get("records", chair)).statusCode).toBe(403);
    const authorization = await harness.token("write");
    const program = await harness.ask({ url: "/api/v1/records", headers: { authorization } });
    expect(program.json().error.code).toBe("person-only");
    expect(await harness.records()).toEqual([]);
  });
});

describe("checkpoints, summaries and the policy", () => {
  it("are shown as they were signed, with the line that is printed", async () => {
    const head = { chain: "test", index: 1, hash: "a".repeat(64) };
    await harness.store.records.append({
      at: "2026-11-24T06:00:00.000Z",
      actor: { kind: "machine", id: null, name: "火の見（自動検知）" },
      action: "test",
      subject: null,
      detail: {},
    });
    await harness.store.records.putCheckpoint({
      version: 1,
      at: "2026-11-24T06:00:00.000Z",
      chain: "test",
      heads: [head],
      previous: null,
      key: "b".repeat(64),
      signature: "c2ln",
    });
    const { items } = (await get("checkpoints", "board")).json();
    expect(items).toMatchObject([{ heads: [head], text: "HINOMI1 test 2026-11-24T06:00:00.000Z" }]);
  });

  it("answer with nothing where nothing was made yet, and 404 for a paper that is none", async () => {
    expect((await get("reports", "board")).json()).toMatchObject({ items: [], next: null });
    expect((await get("reports/weekly-2026-11-16", "auditor")).statusCode).toBe(404);
    expect((await get("reports", "maintainer")).statusCode).toBe(403);
  });

  it("are the policy in force, with where it was read from", async () => {
    const { policy, source } = (await get("policy", "staff")).json();
    expect(source).toBe("policy.yaml");
    expect(policy.authorities["usb-forbid"].roles).toEqual(["supervisor"]);
  });
});
