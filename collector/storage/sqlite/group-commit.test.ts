import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StoreError } from "../port.ts";
import { createGroupCommit, type GroupCommit } from "./group-commit.ts";

describe("writes of one moment", () => {
  let db = new DatabaseSync(":memory:");
  let commits: GroupCommit = createGroupCommit(db);
  /** How often a transaction was begun, seen by SQLite's own authorizer. */
  let begun = 0;

  beforeEach(() => {
    db = new DatabaseSync(":memory:");
    db.exec("CREATE TABLE t (a INTEGER PRIMARY KEY)");
    commits = createGroupCommit(db);
    begun = 0;
  });
  afterEach(() => {
    if (db.isOpen) db.close();
  });

  const insert = async (a: number): Promise<number> =>
    commits.write(() => {
      if (!db.isTransaction) throw new Error("there is no transaction");
      begun += 1;
      db.prepare("INSERT INTO t VALUES (?)").run(a);
      return a;
    });
  const slow = async (a: number): Promise<number> =>
    commits.write(() => {
      const until = performance.now() + 4;
      while (performance.now() < until);
      db.prepare("INSERT INTO t VALUES (?)").run(a);
      return a;
    });
  const rows = (): unknown[] =>
    db
      .prepare("SELECT a FROM t ORDER BY a")
      .all()
      .map((row) => row["a"]);

  it("share a commit, and each gets its own answer after it", async () => {
    const writes = Promise.all([insert(1), insert(2), insert(3)]);
    expect(rows()).toEqual([]);
    expect(await writes).toEqual([1, 2, 3]);
    expect(rows()).toEqual([1, 2, 3]);
    expect(begun).toBe(3);
    expect(db.isTransaction).toBe(false);
  });

  it("fail alone: neither the ones before nor the ones after are lost", async () => {
    const answers = await Promise.allSettled([insert(1), insert(2), insert(2), insert(3)]);
    expect(answers.map((one) => one.status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
    expect(rows()).toEqual([1, 2, 3]);
    expect(answers[2]).toMatchObject({ reason: expect.any(StoreError) });
  });

  it("undo what a failing one had begun", async () => {
    const half = commits.write(() => {
      db.prepare("INSERT INTO t VALUES (7)").run();
      throw new RangeError("no");
    });
    const answers = await Promise.allSettled([insert(1), half, insert(2)]);
    expect(answers[1]).toMatchObject({ reason: expect.any(RangeError) });
    expect(rows()).toEqual([1, 2]);
    await expect(commits.write(() => db.prepare("INSERT INTO t VALUES (1)").run())).rejects.toBeInstanceOf(
      StoreError,
    );
    expect(rows()).toEqual([1, 2]);
  });

  it("wait for nobody when one comes alone", async () => {
    await Promise.all(Array.from({ length: 500 }, async (_, i) => insert(i)));
    const took: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      await wait(60);
      const started = performance.now();
      await insert(1000 + i);
      took.push(performance.now() - started);
    }
    // The machine may be busy with something else now and then; a window would be there every time.
    expect(Math.min(...took)).toBeLessThan(9);
  });

  it("all arrive, however many they are", async () => {
    await Promise.all(Array.from({ length: 5000 }, async (_, i) => insert(i)));
    expect(rows()).toHaveLength(5000);
  });

  it("hold the event loop for a bounded time, however long their work is", async () => {
    let turns = 0;
    const counting = setInterval(() => {
      turns += 1;
    }, 0);
    await Promise.all(Array.from({ length: 50 }, async (_, i) => slow(i)));
    clearInterval(counting);
    expect(turns).toBeGreaterThan(3);
    expect(rows()).toHaveLength(50);
  });

  it("are committed by the end, and refused after it", async () => {
    const last = insert(1);
    commits.close();
    expect(await last).toBe(1);
    await expect(insert(2)).rejects.toBeInstanceOf(StoreError);
    await expect(commits.read(rows)).rejects.toBeInstanceOf(StoreError);
  });
});
