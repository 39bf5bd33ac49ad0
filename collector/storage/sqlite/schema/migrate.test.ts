import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { migrate, type Migration, schemaVersion } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";

const steps: readonly Migration[] = [
  {
    version: 1,
    sql: "CREATE TABLE parents (id TEXT PRIMARY KEY); CREATE TABLE rows (a TEXT REFERENCES parents (id))",
  },
  { version: 2, sql: "ALTER TABLE rows ADD COLUMN b TEXT" },
  { version: 3, sql: "UPDATE rows SET b = a || '!'" },
];

describe("the schema's way forward", () => {
  let directory = "";
  let path = "";
  let db = new DatabaseSync(":memory:");
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "hinomi-migrate-"));
    path = join(directory, "hinomi.db");
    db = new DatabaseSync(path);
    migrate(db, steps.slice(0, 1), "test", path);
    db.exec("INSERT INTO parents VALUES ('x'); INSERT INTO rows VALUES ('x')");
  });
  afterEach(async () => {
    if (db.isOpen) db.close();
    await rm(directory, { recursive: true });
  });

  it("lists each migration of its folder once, in order and without a gap", async () => {
    const folder = fileURLToPath(new URL("migrations", import.meta.url));
    const files = (await readdir(folder)).filter((name) => /^\d{4}-/u.test(name)).sort();
    expect(files.map((name) => Number(name.slice(0, 4)))).toEqual(migrations.map((one) => one.version));
    expect(migrations.map((one) => one.version)).toEqual(migrations.map((_, i) => i + 1));
  });

  it("takes every step that is missing, after a copy of what was there", async () => {
    migrate(db, steps, "test", path);
    expect(schemaVersion(db)).toBe(3);
    expect(db.prepare("SELECT a, b FROM rows").get()).toMatchObject({ a: "x", b: "x!" });
    expect(db.prepare("PRAGMA foreign_keys").get()).toMatchObject({ foreign_keys: 1 });
    const copy = new DatabaseSync(`${path}.before-v3`, { readOnly: true });
    expect(schemaVersion(copy)).toBe(1);
    expect(copy.prepare("SELECT * FROM rows").all()).toMatchObject([{ a: "x" }]);
    copy.close();
  });

  it("does nothing and copies nothing where all is done", async () => {
    migrate(db, steps.slice(0, 1), "test", path);
    expect(await readdir(directory)).toEqual(["hinomi.db"]);
  });

  it("stays at the last good version when a step fails, and can be tried again", () => {
    const broken = [
      ...steps.slice(0, 2),
      { version: 3, sql: "UPDATE rows SET b = 'half'; SELECT * FROM nowhere" },
    ];
    expect(() => {
      migrate(db, broken, "test", path);
    }).toThrow("nowhere");
    expect(schemaVersion(db)).toBe(2);
    expect(db.prepare("SELECT b FROM rows").get()).toMatchObject({ b: null });
    migrate(db, steps, "test", path);
    expect(schemaVersion(db)).toBe(3);
  });

  it("refuses a step that leaves a reference to nothing", () => {
    const broken = [...steps.slice(0, 1), { version: 2, sql: "DELETE FROM parents" }];
    expect(() => {
      migrate(db, broken, "test", path);
    }).toThrow("refers to something missing");
    expect(db.prepare("SELECT count(*) AS n FROM parents").get()).toMatchObject({ n: 1 });
  });
});
