import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StoreError } from "../port.ts";
import { openSqliteStore, restoreSqlite } from "./index.ts";

const now = (): Temporal.Instant => Temporal.Instant.from("2026-11-24T09:05:00Z");

describe("backup and restore", () => {
  let directory = "";
  const file = (name: string): string => join(directory, name);
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "hinomi-backup-"));
  });
  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  const withStore = async <T>(
    work: (store: Awaited<ReturnType<typeof openSqliteStore>>) => Promise<T>,
  ): Promise<T> => {
    const store = await openSqliteStore({ path: file("hinomi.db"), chain: "c1" });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  };
  const restore = async (force = false): Promise<string | null> =>
    restoreSqlite({ from: file("copy/backup.db"), to: file("hinomi.db"), force, now });

  it("copies a store while it is written, into one file that is whole", async () => {
    await withStore(async (store) => {
      const fill = Array.from({ length: 3000 }, async (_, i) =>
        store.settings.put(`k${String(i)}`, "x".repeat(500)),
      );
      await Promise.all(fill);
      const writing = (async () => {
        for (let i = 0; i < 200; i += 1) await store.settings.put(`during-${String(i)}`, "y");
      })();
      await store.backup(file("copy/backup.db"));
      await writing;
    });
    expect(await readdir(file("copy"))).toEqual(["backup.db"]);
    const db = new DatabaseSync(file("copy/backup.db"), { readOnly: true });
    expect(db.prepare("SELECT count(*) AS n FROM settings WHERE key LIKE 'k%'").get()).toEqual({ n: 3000 });
    expect(db.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
    db.close();
  });

  it("replaces an older backup only by a whole one", async () => {
    await withStore(async (store) => {
      await store.settings.put("a", "1");
      await store.backup(file("copy/backup.db"));
      await store.settings.put("a", "2");
      await store.backup(file("copy/backup.db"));
      await writeFile(file("blocked"), "");
      await expect(store.backup(file("blocked/backup.db"))).rejects.toBeInstanceOf(StoreError);
    });
    await rm(file("hinomi.db"));
    expect(await restore()).toBeNull();
    expect(await withStore(async (store) => store.settings.get("a"))).toBe("2");
  });

  it("brings back what was, and keeps aside what stood there", async () => {
    await withStore(async (store) => {
      await store.settings.put("a", "then");
      await store.backup(file("copy/backup.db"));
      await store.settings.put("a", "now");
    });
    await expect(restore()).rejects.toThrow("--force");
    expect(await withStore(async (store) => store.settings.get("a"))).toBe("now");
    const aside = await restore(true);
    expect(aside).toBe(file("hinomi.db.replaced-20261124T090500Z"));
    expect(await withStore(async (store) => store.settings.get("a"))).toBe("then");
    const kept = new DatabaseSync(aside ?? "", { readOnly: true });
    expect(kept.prepare("SELECT value FROM settings WHERE key = 'a'").get()).toEqual({ value: "now" });
    kept.close();
  });

  it("does not restore under a running collector", async () => {
    await withStore(async (store) => {
      await store.backup(file("copy/backup.db"));
      await expect(restore(true)).rejects.toMatchObject({ code: "locked" });
      await store.settings.put("a", "1");
    });
  });

  it("does not restore what is damaged, missing or newer, and leaves the store as it was", async () => {
    await expect(restore()).rejects.toThrow("no backup");
    await withStore(async (store) => store.backup(file("copy/backup.db")));
    const before = await readFile(file("hinomi.db"));
    const db = new DatabaseSync(file("copy/backup.db"));
    db.exec("UPDATE meta SET schema_version = 999");
    db.close();
    await expect(restore(true)).rejects.toMatchObject({ code: "newer-schema" });
    await writeFile(file("copy/backup.db"), (await readFile(file("copy/backup.db"))).fill(0, 8192));
    await expect(restore(true)).rejects.toMatchObject({ code: "damaged" });
    expect(await readFile(file("hinomi.db"))).toEqual(before);
  });
});
