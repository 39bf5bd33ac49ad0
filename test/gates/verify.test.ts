import { spawnSync } from "node:child_process";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBackups } from "#collector/app/keeping/backup.ts";
import { restoreFolder } from "#collector/app/keeping/backup-restore.ts";
import { canonicalJson } from "#collector/records/port.ts";
import { openSqliteStore } from "#collector/storage/sqlite/index.ts";
import { at, entry } from "#test/contracts/store/samples.ts";
import { type Verdict, verifyStore } from "../../cli/verify/verify.ts";
import {
  chain,
  createCopies,
  type Installation,
  makeInstallation,
  newestOf,
  withDatabase,
} from "./verify-installation.ts";

const root = mkdtempSync(join(tmpdir(), "hinomi-verify-"));
let made: Installation;
const copies = createCopies(() => made);
beforeAll(async () => {
  made = await makeInstallation(root);
});
afterAll(() => {
  copies.end();
  rmSync(root, { recursive: true });
});

const command = (...args: readonly string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync("node", ["cli/hinomi.ts", "verify", ...args], { encoding: "utf8" });
const verdictOf = (...args: readonly string[]): Verdict & { readonly status: number | null } => {
  const { status, stdout } = command("--json", ...args);
  return { status, ...(JSON.parse(stdout) as Verdict) };
};
const look = (data: string): Verdict => verifyStore({ data, store: null, checkpoint: null, publicKey: null });
const record = (index: number) => ({ kind: "record", chain, index });
const row = (table: string, id: string) => ({ kind: "row", table, id });
/** The last record of the collector's own chain. */
const last = (): number =>
  withDatabase(join(made.data, "hinomi.db"), (db) =>
    Number(db.prepare("SELECT max(idx) AS n FROM records WHERE chain = ?").get(chain)?.["n"]),
  );

const night = Temporal.Instant.from("2026-11-26T17:30:00Z");

describe("hinomi verify of an untouched store", () => {
  it("exits 0, says what it checked, and leaves no trace", () => {
    const before = readdirSync(made.data).sort();
    const { status, stdout } = command("--data", made.data);
    expect(stdout).toContain("すべて合っています");
    expect(stdout).toContain("Everything holds");
    expect(status).toBe(0);
    expect(readdirSync(made.data).sort()).toEqual(before);
    const verdict = verdictOf("--data", made.data, "--checkpoint", made.line);
    expect(verdict).toMatchObject({ status: 0, holds: true, chains: 2, checkpoints: 2, filesLookedAt: true });
    expect(verdict.records).toBe(last() + 1);
    expect(verdict.rows).toEqual({
      incident_events: { proved: 3, before: 0 },
      gaps: { proved: 2, before: 0 },
      reports: { proved: 1, before: 0 },
      media: { proved: 1, before: 0 },
      lan_devices: { proved: 1, before: 0 },
      deliveries: { proved: 2, before: 0 },
    });
  });

  it("holds while a collector has it open and has written to its log only", async () => {
    const place = copies.take();
    const store = await openSqliteStore({ path: join(place, "hinomi.db"), chain });
    await store.records.append(entry("viewed"));
    const verdict = look(place);
    await store.close();
    expect(verdict).toMatchObject({ holds: true, records: look(made.data).records + 1 });
  });

  it("holds for a database alone with a key from elsewhere, and for the line in a file", () => {
    const file = join(root, "line.txt");
    writeFileSync(file, `${made.line.replaceAll(" ", "\r\n")}\r\n`);
    const alone = [
      "--store",
      join(made.data, "hinomi.db"),
      "--public-key",
      join(made.data, "records/public-key.pem"),
    ];
    expect(verdictOf(...alone, "--checkpoint", file)).toMatchObject({ status: 0, filesLookedAt: false });
  });

  it("holds for a nightly copy as it lies, and for what is brought back of it", async () => {
    const place = copies.take();
    const store = await openSqliteStore({ path: join(place, "hinomi.db"), chain });
    const log = { info() {}, warn() {}, error() {} };
    const options = {
      store,
      settings: store.settings,
      dataDirectory: place,
      directory: null,
      keep: 2,
      now: () => night,
      log,
    };
    await createBackups(options).run();
    await store.close();
    const folder = join(place, "backups/hinomi-20261126T173000Z");
    expect(look(folder)).toMatchObject({ holds: true, checkpoints: 2, filesLookedAt: true });
    await restoreFolder({ from: folder, dataDirectory: join(place, "new"), force: false, now: () => night });
    expect(look(join(place, "new"))).toMatchObject({ holds: true, checkpoints: 2 });
    expect(command("--data", folder, "--checkpoint", made.line).status).toBe(0);
  });

  it("counts rows of the time before rows were proved, and knows those that came later", async () => {
    const place = mkdtempSync(join(root, "old-"));
    const path = join(place, "hinomi.db");
    copyFileSync("test/fixtures/schema-0001.db", path);
    expect(look(place)).toMatchObject({ holds: true, rows: {} });
    const store = await openSqliteStore({ path, chain: "c1" });
    const medium = (await store.registers.media({ limit: 1 })).items[0];
    await store.registers.decideMedium(medium?.id ?? "", {
      right: "forbidden",
      endpointIds: [],
      managementNumber: null,
      user: null,
      note: null,
      expiresAt: null,
      decidedBy: "山田",
      decidedAt: "2026-12-01T00:00:00.000Z",
    });
    await store.close();
    const { holds, rows } = look(place);
    expect(holds).toBe(true);
    expect(rows["media"]?.proved).toBe(1);
    expect(rows["incident_events"]?.before).toBeGreaterThan(0);
    withDatabase(path, (db) =>
      db.exec(`INSERT INTO incident_events (id, incident_id, document)
        SELECT 'new', incident_id, json_set(document, '$.id', 'new', '$.recordedAt', '2026-12-02T00:00:00.000Z')
        FROM incident_events LIMIT 1`),
    );
    expect(look(place).faults).toMatchObject([{ code: "unproved", place: row("incident_events", "new") }]);
  });

  it("exits 2 where it is used wrongly, in both languages", () => {
    for (const args of [
      ["--data", join(root, "nowhere")],
      ["--data", made.data, "--checkpoint", made.line.slice(0, 200)],
      ["--data", made.data, "--checkpoint", join(root, "no-such-file")],
      ["--data", made.data, "--public-key", join(made.data, "collector-id")],
      ["--data", made.data, "--public-key", join(made.data, "hinomi.db")],
      ["--colour"],
    ]) {
      const { status, stderr } = command(...args);
      expect([status, stderr.trim().length > 0]).toEqual([2, true]);
    }
    expect(command("--data", join(root, "nowhere")).stderr).toMatch(/がありません[\s\S]*There is no/u);
  });
});

/** Swaps what stands in two rows of the records. */
const swap = (db: DatabaseSync, a: number, b: number): void => {
  db.exec(
    `UPDATE records SET idx = idx + 1000 WHERE chain = '${chain}' AND idx IN (${String(a)}, ${String(b)})`,
  );
  db.exec(`UPDATE records SET idx = ${String(b)} WHERE idx = ${String(a + 1000)}`);
  db.exec(`UPDATE records SET idx = ${String(a)} WHERE idx = ${String(b + 1000)}`);
};

const damages: readonly [string, (db: DatabaseSync) => unknown, () => readonly unknown[]][] = [
  [
    "one byte of a payload",
    (db) =>
      db.exec(
        `UPDATE records SET payload = replace(payload, '点検', '点験') WHERE idx = 1 AND chain = '${chain}'`,
      ),
    () => [{ code: "payload", place: record(1) }],
  ],
  [
    "one byte of a case's event",
    (db) =>
      db.exec(`UPDATE incident_events SET document = replace(document, 'f1', 'f3') WHERE id = 'i1-opened'`),
    () => [{ code: "row-changed", place: row("incident_events", "i1-opened") }],
  ],
  [
    "a deleted record",
    (db) => db.exec(`DELETE FROM records WHERE idx = 1 AND chain = '${chain}'`),
    () => [
      { code: "missing", place: record(2) },
      { code: "index", place: record(2) },
    ],
  ],
  [
    "a deleted event of a case",
    (db) => db.exec(`DELETE FROM incident_events WHERE id = 'i1-closed'`),
    () => [{ code: "row-deleted", place: row("incident_events", "i1-closed") }],
  ],
  [
    "a cut tail",
    (db) => db.exec(`DELETE FROM records WHERE chain = '${chain}' AND idx > ${String(last() - 2)}`),
    () => [{ code: "tail", place: row("records", String(last())) }],
  ],
  [
    "two swapped records",
    (db) => {
      swap(db, last() - 1, last());
    },
    () =>
      expect.arrayContaining([
        expect.objectContaining({ code: "index", place: record(last()) }),
        expect.objectContaining({ code: "index", place: record(last() - 1) }),
      ]),
  ],
  [
    "a decision turned from forbidden to allowed",
    (db) => db.exec(`UPDATE media SET decision = 'allowed' WHERE decision = 'forbidden'`),
    () => [{ code: "row-changed", place: row("media", made.mediumId) }],
  ],
  [
    "a decision put on another medium",
    (db) => {
      db.exec("UPDATE media SET register_key = 'x' WHERE decision = 'forbidden'");
    },
    () => [{ code: "row-changed", place: row("media", made.mediumId) }],
  ],
  [
    "a medium allowed by hand",
    (db) =>
      db.exec(
        `UPDATE media SET decision = 'allowed', decided_by = '山田', decided_at = '${at(60)}' WHERE decided_at IS NULL`,
      ),
    () => [{ code: "unproved", place: { kind: "row", table: "media" } }],
  ],
  [
    "a device allowed by hand, with no time",
    (db) => db.exec("UPDATE lan_devices SET decision = 'allowed' WHERE decided_at IS NULL"),
    () => [{ code: "unproved", place: { kind: "row", table: "lan_devices" } }],
  ],
  [
    "a deleted gap",
    (db) => db.exec("DELETE FROM gaps WHERE id = 'g1'"),
    () => [{ code: "row-deleted", place: row("gaps", "g1") }],
  ],
  [
    "a gap made shorter in the column alone",
    (db) => db.exec(`UPDATE gaps SET to_at = '${at(110)}' WHERE id = 'g1'`),
    () => [{ code: "row-changed", place: row("gaps", "g1") }],
  ],
  [
    "a notice that failed told as sent",
    (db) => db.exec("UPDATE deliveries SET state = 'sent', last_error = NULL WHERE id = 'd2'"),
    () => [{ code: "row-changed", place: row("deliveries", "d2") }],
  ],
  [
    "a content deleted with its salt and no word of it",
    (db) => db.exec(`UPDATE records SET payload = NULL, salt = NULL WHERE idx = 1 AND chain = '${chain}'`),
    () => [{ code: "deleted", place: record(1) }],
  ],
  [
    "a content deleted alone",
    (db) => db.exec(`UPDATE records SET payload = NULL WHERE idx = 1 AND chain = '${chain}'`),
    () => [{ code: "half-deleted", place: record(1) }],
  ],
  [
    "the records of the terminal deleted whole",
    (db) => db.exec("DELETE FROM records WHERE chain = 'tool'"),
    () =>
      expect.arrayContaining([
        expect.objectContaining({ code: "missing" }),
        expect.objectContaining({ code: "head" }),
      ]),
  ],
  [
    "a deleted checkpoint",
    (db) => db.exec("DELETE FROM checkpoints WHERE no = 1"),
    () =>
      expect.arrayContaining([
        expect.objectContaining({ code: "checkpoint-previous" }),
        expect.objectContaining({ code: "checkpoint-not-in-store" }),
      ]),
  ],
  [
    "two events of a case in another order",
    (db) => {
      db.exec("UPDATE incident_events SET no = 9 WHERE no = 1");
      db.exec("UPDATE incident_events SET no = 1 WHERE no = 2");
      db.exec("UPDATE incident_events SET no = 2 WHERE no = 9");
    },
    () => [{ code: "row-order", place: row("incident_events", "i1-opened") }],
  ],
];

describe("hinomi verify of a store that somebody changed", () => {
  it.each(damages)("names %s", (_, damage, faults) => {
    const place = copies.take();
    withDatabase(join(place, "hinomi.db"), damage);
    const verdict = verdictOf("--data", place);
    expect(verdict.status).toBe(1);
    expect(verdict.holds).toBe(false);
    const wanted = faults();
    expect(verdict.faults).toMatchObject(wanted);
  });

  it("says it in both languages, with the place", () => {
    const { status, stdout } = command(
      "--data",
      copies.change("UPDATE records SET payload = replace(payload, '点検', '点験') WHERE no = 1"),
    );
    expect(status).toBe(1);
    expect(stdout).toContain(`× 記録 ${chain} の1番：内容が要約値と合いません`);
    expect(stdout).toContain(`record 1 of chain ${chain}: its content does not fit its digest`);
    expect(stdout).toContain("1 things do not hold");
  });

  it("knows yesterday's copy beside newer checkpoints, and by the line of a mail", () => {
    const place = copies.take();
    copyFileSync(made.yesterday, join(place, "hinomi.db"));
    const verdict = verdictOf("--data", place);
    expect(verdict.status).toBe(1);
    expect(verdict.faults.map((fault) => fault.code)).toEqual(["checkpoint-not-in-store", "head"]);
    expect(verdict.faults[1]?.en).toContain("an older copy of the store was restored");
    // Without the files it holds by itself, and only what left the house can tell.
    const alone = ["--store", made.yesterday, "--public-key", join(made.data, "records/public-key.pem")];
    expect(verdictOf(...alone).status).toBe(0);
    expect(verdictOf(...alone, "--checkpoint", made.line).faults.map((fault) => fault.code)).toEqual([
      "checkpoint-not-in-store",
      "head",
    ]);
  });

  it("knows a checkpoint forged with another key, also where the public key was replaced too", () => {
    const place = copies.take();
    const keys = generateKeyPairSync("ed25519");
    const forged = withDatabase(join(place, "hinomi.db"), (db) => {
      const { signature: _, ...newest } = newestOf(db);
      const der = keys.publicKey.export({ type: "spki", format: "der" });
      const unsigned = { ...newest, key: createHash("sha256").update(der).digest("hex") };
      const signature = sign(null, Buffer.from(canonicalJson(unsigned)), keys.privateKey).toString("base64");
      const document = canonicalJson({ ...unsigned, signature });
      db.prepare("UPDATE checkpoints SET signature = ?, document = ? WHERE no = 2").run(signature, document);
      return document;
    });
    const name = readdirSync(join(place, "records/checkpoints")).sort().at(-1) ?? "";
    writeFileSync(join(place, "records/checkpoints", name), forged);
    expect(verdictOf("--data", place)).toMatchObject({
      status: 1,
      faults: [{ code: "foreign-key", place: { kind: "checkpoint", source: "hinomi.db checkpoints 2" } }],
    });
    const safe = join(made.data, "records/public-key.pem");
    writeFileSync(
      join(place, "records/public-key.pem"),
      keys.publicKey.export({ type: "spki", format: "pem" }),
    );
    expect(look(place).faults.map((fault) => fault.code)).toEqual(["foreign-key"]);
    expect(verdictOf("--data", place, "--public-key", safe).faults.map((fault) => fault.code)).toEqual([
      "key-replaced",
      "foreign-key",
    ]);
  });

  it("knows a checkpoint whose words were changed under its signature", () => {
    const place = copies.take();
    withDatabase(join(place, "hinomi.db"), (db) => {
      const newest = newestOf(db);
      const later = canonicalJson({ ...newest, at: "2026-11-26T10:00:00.000Z" });
      db.prepare("UPDATE checkpoints SET document = ? WHERE no = 2").run(later);
    });
    expect(look(place).faults.map((fault) => fault.code)).toEqual(["signature", "checkpoint-not-in-store"]);
  });

  it("does not take a missing key for a proof", () => {
    const place = copies.take();
    rmSync(join(place, "records"), { recursive: true });
    expect(look(place).faults.map((fault) => fault.code)).toEqual(["no-public-key", "no-public-key"]);
  });

  it("tells of a file that SQLite itself cannot read", () => {
    const place = copies.take();
    const bytes = readFileSync(join(place, "hinomi.db"));
    writeFileSync(
      join(place, "hinomi.db"),
      Buffer.concat([bytes.subarray(0, 100), Buffer.alloc(bytes.length - 100, 7)]),
    );
    expect(verdictOf("--data", place)).toMatchObject({ status: 1, faults: [{ code: "damaged" }] });
  });
});
