import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verifyLink } from "#collector/records/port.ts";
import type { RecordEntry } from "../port.ts";
import { openSqliteStore, type SqliteStore } from "./index.ts";

const entry = (action: string): RecordEntry => ({
  at: "2026-11-24T09:00:00.000Z",
  actor: { kind: "person", id: "p1", name: "山田" },
  action,
  subject: "p1",
  detail: {},
});

describe("records in one file", () => {
  let directory = "";
  let path = "";
  let stores: SqliteStore[] = [];
  const open = async (chain: string, role: "collector" | "tool"): Promise<SqliteStore> => {
    const store = await openSqliteStore({ path, chain, role });
    stores.push(store);
    return store;
  };
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "hinomi-records-"));
    path = join(directory, "hinomi.db");
  });
  afterEach(async () => {
    for (const store of stores) await store.close();
    stores = [];
    await rm(directory, { recursive: true });
  });

  it("of two programs are one chain: each goes on where the other wrote", async () => {
    const collector = await open("c1", "collector");
    const tool = await open("c1", "tool");
    for (const [i, store] of [collector, tool, tool, collector, tool].entries())
      expect((await store.records.append(entry(`act-${String(i)}`))).index).toBe(i + 1);
    const records = (await collector.records.list({ limit: 9 })).items.toReversed();
    expect(records.map((one, i) => verifyLink(records[i - 1] ?? null, one))).toEqual(records.map(() => null));
  });

  it("of two chains have one head each, by the chains' names", async () => {
    const later = await open("c2", "collector");
    const earlier = await open("c1", "tool");
    await later.records.append(entry("a"));
    await earlier.records.append(entry("b"));
    const headOf2 = await later.records.append(entry("c"));
    const headOf1 = await earlier.records.append(entry("d"));
    expect(await later.records.heads()).toEqual([headOf1, headOf2]);
    expect(await later.records.head()).toEqual(headOf2);
  });

  it("whose payload was deleted with its salt are no longer found by what they said", async () => {
    const store = await open("c1", "collector");
    for (const action of ["view", "view"]) await store.records.append(entry(action));
    const db = new DatabaseSync(path);
    db.exec("UPDATE records SET payload = NULL, salt = NULL WHERE idx = 1");
    db.close();
    expect((await store.records.list({ limit: 9, action: "view" })).items).toMatchObject([{ index: 2 }]);
    expect((await store.records.list({ limit: 9 })).items).toMatchObject([
      { index: 2 },
      { index: 1, payload: null },
    ]);
  });
});
