import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createCheckpointer } from "#collector/records/checkpoints.ts";
import { backupAtKey, StoreError } from "#collector/storage/port.ts";
import { openSqliteStore, type SqliteStore } from "#collector/storage/sqlite/index.ts";
import { type BackupOptions, type Backups, createBackups } from "./backup.ts";
import { filesBelow } from "./backup-copy.ts";
import { RestoreError, restoreFolder } from "./backup-restore.ts";

const posix = process.platform !== "win32";
const asRoot = process.getuid?.() === 0;
const mode = (path: string): number => statSync(path).mode & 0o777;
const silent = { info() {}, warn() {}, error() {} };

describe("the nightly backup", () => {
  let root = "";
  let now = Temporal.Instant.from("2026-11-24T17:30:00Z");
  let store: SqliteStore;
  const path = (name: string): string => join(root, name);
  const nightly = (): string => path("data/backups/hinomi-20261124T173000Z");
  const restore = (to: string, force = false): Promise<string[]> =>
    restoreFolder({ from: nightly(), dataDirectory: path(to), force, now: () => now });
  const backups = (more: Partial<BackupOptions> = {}): Backups =>
    createBackups({
      store,
      settings: store.settings,
      dataDirectory: path("data"),
      directory: null,
      keep: 3,
      now: () => now,
      log: silent,
      ...more,
    });
  const act = (action: string) => ({
    at: now.toString(),
    actor: { kind: "machine" as const, id: null, name: "火の見" },
    action,
    subject: null,
    detail: {},
  });

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), "hinomi-nightly-"));
    now = Temporal.Instant.from("2026-11-24T17:30:00Z");
    mkdirSync(path("data/authority/certificates"), { recursive: true });
    writeFileSync(path("data/authority/authority.pem"), "the authority's key\n");
    writeFileSync(path("data/authority/certificates/a.pem"), "a certificate\n");
    writeFileSync(path("data/collector-id"), "col_0123456789abcdef\n");
    writeFileSync(path("data/policy.yaml"), "policy: ours\n");
    store = await openSqliteStore({ path: path("data/hinomi.db"), chain: "col_0123456789abcdef" });
    await store.records.append(act("one"));
    const checkpointer = await createCheckpointer({
      records: store.records,
      directory: path("data/records"),
      chain: "col_0123456789abcdef",
      now: () => now,
    });
    await checkpointer.make();
  });
  afterEach(async () => {
    await store.close();
    chmodSync(root, 0o700);
    rmSync(root, { recursive: true });
  });

  it("holds everything to come back on a new machine, for the owner alone", async () => {
    await backups().run();
    const folder = path("data/backups/hinomi-20261124T173000Z");
    expect(readdirSync(path("data/backups"))).toEqual(["hinomi-20261124T173000Z"]);
    expect(filesBelow(folder)).toEqual([
      "SHA256SUMS",
      "authority/authority.pem",
      "authority/certificates/a.pem",
      "collector-id",
      "hinomi.db",
      "policy.yaml",
      "records/checkpoints/2026-11-24T173000.000Z.json",
      "records/public-key.pem",
      "records/signing-key.pem",
    ]);
    expect(await backups().state()).toEqual({
      lastAt: "2026-11-24T17:30:00.000Z",
      place: "same-disk",
      failures: 0,
      lastError: null,
    });
    expect((await store.records.head())?.payload).toMatchObject({ action: "backup.made", subject: folder });
    if (!posix) return;
    const modes = filesBelow(folder).map((file) => mode(join(folder, file)));
    expect(new Set(modes)).toEqual(new Set([0o600]));
    expect([
      mode(folder),
      mode(join(folder, "records/checkpoints")),
      mode(join(folder, "authority")),
    ]).toEqual([0o700, 0o700, 0o700]);
  });

  it("keeps as many as asked for, and touches nothing else in the place", async () => {
    mkdirSync(path("second"));
    writeFileSync(path("second/letter.txt"), "not ours");
    mkdirSync(path("second/.hinomi-20261101T173000Z.part"));
    for (let night = 0; night < 5; night += 1) {
      await backups({ directory: path("second") }).run();
      now = now.add({ hours: 24 });
    }
    expect(readdirSync(path("second")).sort()).toEqual([
      "hinomi-20261126T173000Z",
      "hinomi-20261127T173000Z",
      "hinomi-20261128T173000Z",
      "letter.txt",
    ]);
    expect(existsSync(path("data/backups"))).toBe(false);
  });

  it("makes two within one second, and calls at one time after each other", async () => {
    const two = backups();
    await Promise.all([two.run(), two.run()]);
    expect(readdirSync(path("data/backups"))).toEqual([
      "hinomi-20261124T173000Z",
      "hinomi-20261124T173000Z-1",
    ]);
  });

  it("takes settings that lie elsewhere", async () => {
    writeFileSync(path("ours.yaml"), "organisation: x\n");
    await backups({ configFile: path("ours.yaml") }).run();
    const copy = path("data/backups/hinomi-20261124T173000Z/collector.yaml");
    expect(readFileSync(copy, "utf8")).toBe("organisation: x\n");
  });

  it("counts failures, says why, and forgets them when one works", async () => {
    const missing = backups({ directory: path("not-mounted") });
    expect((await missing.state()).place).toBe("none");
    await missing.run();
    await missing.run();
    const state = await missing.state();
    expect(state).toMatchObject({ lastAt: null, place: "none", failures: 2 });
    expect(state.lastError).toContain("置き場所がありません");
    expect(existsSync(path("not-mounted"))).toBe(false);
    mkdirSync(path("not-mounted"));
    await missing.run();
    expect(await missing.state()).toMatchObject({ place: "same-disk", failures: 0, lastError: null });
    expect(await store.settings.get(backupAtKey)).toBe("2026-11-24T17:30:00.000Z");
  });

  it.each([
    ["a full place", new StoreError("full", "The disk is full."), "空きがありません"],
    ["a full place", Object.assign(new Error("no space"), { code: "ENOSPC" }), "空きがありません"],
    ["a read-only place", Object.assign(new Error("read-only"), { code: "EROFS" }), "書き込めません"],
    ["a copy that is not whole", new StoreError("damaged", "It is damaged."), "It is damaged."],
  ])("leaves nothing behind of %s", async (_, error, reason) => {
    const failing = backups({
      store: {
        records: store.records,
        backup: async (to) => {
          writeFileSync(`${to}.part`, "half");
          throw error;
        },
      },
    });
    await failing.run();
    expect(readdirSync(path("data/backups"))).toEqual([]);
    const state = await failing.state();
    expect(state).toMatchObject({ lastAt: null, failures: 1 });
    expect(state.lastError).toContain(reason);
  });

  it("is told where a file stands in its place", async () => {
    writeFileSync(path("second"), "a file");
    const blocked = backups({ directory: path("second") });
    await blocked.run();
    expect(await blocked.state()).toMatchObject({ place: "none", failures: 1 });
  });

  it.skipIf(asRoot || !posix)("is told where the place cannot be written", async () => {
    mkdirSync(path("second"), { mode: 0o500 });
    const blocked = backups({ directory: path("second") });
    await blocked.run();
    expect((await blocked.state()).lastError).toContain("書き込めません");
  });

  it("does not stop the collector where even the failure cannot be kept", async () => {
    const settings = {
      ...store.settings,
      put: async () => {
        throw new StoreError("full", "The disk is full.");
      },
    };
    await backups({ directory: path("missing"), settings }).run();
    expect(await store.settings.get(backupAtKey)).toBeNull();
  });

  describe("brought back", () => {
    it("is a whole installation on a new machine", async () => {
      await backups().run();
      expect(await restore("new")).toEqual([]);
      const files = filesBelow(nightly()).filter((name) => name !== "SHA256SUMS");
      expect(filesBelow(path("new")).filter((name) => name !== "hinomi.db.lock")).toEqual(files);
      const db = new DatabaseSync(path("new/hinomi.db"), { readOnly: true });
      expect(db.prepare("SELECT count(*) AS n FROM records").get()).toEqual({ n: 1 });
      db.close();
      expect(mode(path("new/records/signing-key.pem"))).toBe(posix ? 0o600 : 0o666);
    });

    it("replaces nothing unless it is told to, and then keeps it aside", async () => {
      await backups().run();
      await restore("new");
      writeFileSync(path("new/collector-id"), "col_ffffffffffffffff\n");
      await expect(restore("new")).rejects.toBeInstanceOf(RestoreError);
      expect(readFileSync(path("new/collector-id"), "utf8")).toBe("col_ffffffffffffffff\n");
      const kept = await restore("new", true);
      expect(kept).toEqual(
        ["hinomi.db", "records", "authority", "collector-id", "policy.yaml"].map(
          (name) => `${path("new")}/${name}.replaced-20261124T173000Z`,
        ),
      );
      expect(readFileSync(path("new/collector-id"), "utf8")).toBe("col_0123456789abcdef\n");
      expect(readFileSync(path("new/collector-id.replaced-20261124T173000Z"), "utf8")).toContain("ffff");
    });

    it("is refused where it is not as it was written, or no backup at all", async () => {
      await backups().run();
      writeFileSync(join(nightly(), "collector-id"), "col_ffffffffffffffff\n");
      await expect(restore("new")).rejects.toThrow(/collector-id/u);
      rmSync(join(nightly(), "collector-id"));
      await expect(restore("new")).rejects.toThrow(/collector-id/u);
      rmSync(join(nightly(), "SHA256SUMS"));
      await expect(restore("new")).rejects.toThrow(/no backup/u);
      expect(existsSync(path("new"))).toBe(false);
    });

    it("is refused beside a running collector, and nothing has moved", async () => {
      await backups().run();
      await expect(restore("data", true)).rejects.toMatchObject({ code: "locked" });
      expect(readdirSync(path("data")).filter((name) => /restoring|replaced/u.test(name))).toEqual([]);
    });
  });
});
