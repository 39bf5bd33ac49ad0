import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StoreError } from "../port.ts";
import { openSqliteStore, type SqliteStore } from "./index.ts";

const program = (path: string, role: string): string => `
  const { openSqliteStore } = await import(${JSON.stringify(new URL("index.ts", import.meta.url).href)});
  try {
    const store = await openSqliteStore({ path: ${JSON.stringify(path)}, chain: "c2", role: "${role}" });
    await store.settings.put("b", await store.settings.get("a"));
    await store.close();
    console.log("opened");
  } catch (error) { console.log(error.code); }`;

/** Opens the store in a process of its own and answers what came of it. */
const run = (path: string, role: string): string =>
  spawnSync(process.execPath, ["--input-type=module", "-e", program(path, role)], {
    encoding: "utf8",
  }).stdout.trim();

describe("opening the SQLite store", () => {
  let directory = "";
  let path = "";
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "hinomi-open-"));
    path = join(directory, "hinomi.db");
  });
  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  const open = async (): Promise<SqliteStore> => openSqliteStore({ path, chain: "c1" });

  const refusal = async (opening: Promise<SqliteStore> = open()): Promise<StoreError> => {
    const answer = await opening.then(
      async (store) => store.close(),
      (error: unknown) => error,
    );
    expect(answer).toBeInstanceOf(StoreError);
    return answer as StoreError;
  };

  const made = async (rows = 0): Promise<void> => {
    const store = await open();
    for (let i = 0; i < rows; i += 1) await store.settings.put(`key-${String(i)}`, "x".repeat(400));
    await store.close();
  };

  const contents = async (): Promise<Record<string, string>> =>
    Object.fromEntries(
      await Promise.all(
        (await readdir(directory))
          .filter((name) => !name.endsWith(".lock"))
          .sort()
          .map(async (name) => [name, (await readFile(join(directory, name))).toString("base64")] as const),
      ),
    );

  it("makes a file that only its owner reads, and finds what was stored at the next start", async () => {
    const first = await open();
    await first.settings.put("organisation", "○○水道");
    await first.close();
    expect((await stat(path)).mode & 0o077).toBe(0);
    expect(await readdir(directory)).toEqual(["hinomi.db", "hinomi.db.lock"]);
    const second = await open();
    expect(await second.settings.get("organisation")).toBe("○○水道");
    await second.close();
  });

  it("makes the directory it is told", async () => {
    path = join(directory, "a", "b", "hinomi.db");
    await made();
    expect((await stat(path)).isFile()).toBe(true);
  });

  it("refuses a second collector in this process, and lets it in when the first has ended", async () => {
    const first = await open();
    const error = await refusal();
    expect(error.code).toBe("locked");
    expect(error.message).toContain(String(process.pid));
    await first.settings.put("still", "here");
    await first.close();
    await made();
  });

  it("refuses a second collector in another process, and tools are let in", async () => {
    const first = await open();
    await first.settings.put("a", "1");
    expect(run(path, "collector")).toBe("locked");
    expect(run(path, "tool")).toBe("opened");
    expect(await first.settings.get("b")).toBe("1");
    await first.close();
    expect(run(path, "collector")).toBe("opened");
  });

  it("makes no store for a tool", async () => {
    const error = await refusal(openSqliteStore({ path, chain: "c1", role: "tool" }));
    expect(error.message).toContain("no store");
    expect(await readdir(directory)).toEqual([]);
  });

  it("leaves a store of a newer Hinomi untouched, byte for byte", async () => {
    await made(20);
    const db = new DatabaseSync(path);
    db.exec("UPDATE meta SET schema_version = 999");
    db.exec("PRAGMA journal_mode = WAL");
    db.close();
    const before = await contents();
    const error = await refusal();
    expect(error.code).toBe("newer-schema");
    expect(error.message).toContain("newer");
    expect(await contents()).toEqual(before);
    expect((await refusal(openSqliteStore({ path, chain: "c1", role: "tool" }))).code).toBe("newer-schema");
  });

  it("leaves a newer store untouched whose last change is still in its log", async () => {
    await made();
    const writer = new DatabaseSync(path);
    writer.exec("PRAGMA wal_autocheckpoint = 0");
    writer.exec("UPDATE meta SET schema_version = 999");
    // A copy taken under the open writer is what a killed one leaves behind.
    const left = { db: await readFile(path), wal: await readFile(`${path}-wal`) };
    writer.close();
    path = join(directory, "left.db");
    await writeFile(path, left.db);
    await writeFile(`${path}-wal`, left.wal);
    expect((await refusal()).code).toBe("newer-schema");
    expect(await readFile(path)).toEqual(left.db);
    expect(await readFile(`${path}-wal`)).toEqual(left.wal);
  });

  it.each([
    ["text", async (file: string) => writeFile(file, "this is not a database\n".repeat(500))],
    ["nothing at all", async (file: string) => writeFile(file, "")],
    ["a cut tail", async (file: string) => truncate(file, 40 * 1024)],
    [
      "pages of noise",
      async (file: string) => {
        const bytes = await readFile(file);
        bytes.fill(0xa5, 4096, 12 * 4096);
        await writeFile(file, bytes);
      },
    ],
    [
      "another program's tables",
      async (file: string) => {
        await rm(file);
        const db = new DatabaseSync(file);
        db.exec("CREATE TABLE t (a)");
        db.close();
      },
    ],
  ])("says that a store is damaged that holds %s, and overwrites nothing", async (_name, harm) => {
    await made(200);
    await harm(path);
    const before = await contents();
    const error = await refusal();
    expect(error.code).toBe("damaged");
    expect(error.message).toContain("hinomi restore");
    expect(await contents()).toEqual(before);
  });

  it("makes no new store beside the log of a missing one", async () => {
    await writeFile(`${path}-wal`, "a log");
    const error = await refusal();
    expect(error.code).toBe("damaged");
    expect(error.message).toContain("-wal");
    expect(await readdir(directory)).not.toContain("hinomi.db");
  });

  it("goes on after a start that was cut off while it made the store", async () => {
    await mkdir(directory, { recursive: true });
    await writeFile(`${path}.new`, "half a store");
    await made();
    expect(await readdir(directory)).not.toContain("hinomi.db.new");
  });

  it("says where it cannot write", async () => {
    const file = join(directory, "file");
    await writeFile(file, "");
    path = join(file, "hinomi.db");
    const error = await refusal();
    expect(error.code).toBe("not-writable");
    expect(error.message).toContain(path);
  });
});
