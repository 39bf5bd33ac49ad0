import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noEffects } from "#collector/storage/port.ts";
import { openSqliteStore, type SqliteStore } from "#collector/storage/sqlite/index.ts";
import type { Stamp } from "#shared/model/case-route.ts";
import { incidentState, type IncidentEvent } from "#shared/model/incident.ts";
import { severity } from "#shared/model/severity.ts";
import {
  at,
  enrol,
  entry,
  event,
  opened,
  person,
  sighting,
  stick,
  stranger,
} from "#test/contracts/store/samples.ts";
import { type Verdict, verifyStore } from "../../cli/verify/verify.ts";
import {
  chain,
  createCopies,
  type Installation,
  makeInstallation,
  withDatabase,
} from "./verify-installation.ts";

const root = mkdtempSync(join(tmpdir(), "hinomi-follows-"));
const gateway = "02:00:00:00:00:fe";
const carriedAway = "02:00:00:00:00:fd";
const replaced = "02:00:00:00:00:fc";
let made: Installation;
const copies = createCopies(() => made);

/** What the installation lacks: a network whose router was exchanged twice, and work of the calendar. */
async function thirdDay(store: SqliteStore): Promise<void> {
  await store.registers.putNetwork({
    id: "net-1",
    name: "事務局LAN",
    siteId: "office",
    mode: "watching",
    subnets: ["192.0.2.0/24"],
    gatewayMacs: [gateway],
    createdAt: at(0),
    learningUntil: null,
  });
  await store.records.append({
    ...entry("network.changed"),
    subject: "net-1",
    detail: { before: { gatewayMacs: [replaced] }, after: { gatewayMacs: [carriedAway] } },
  });
  await store.effects.apply({
    ...noEffects,
    lanDevices: [gateway, carriedAway, replaced].map((mac) => stranger(mac, { rightIfNew: "fixed" })),
    incidentEvents: [
      opened("i3", "f3", at(300), {
        rule: "gateway-changed",
        data: { networkId: "net-1", mac: gateway, knownMacs: carriedAway },
      }),
    ],
    jobs: [
      { job: "weekly", occurrence: "2026-11-23", at: at(0) },
      { job: "digest", occurrence: "2026-11-24", at: at(0) },
      { job: "look-at-all", occurrence: "2026-11-24T09:00:00Z", at: at(0) },
    ],
  });
}

beforeAll(async () => {
  made = await makeInstallation(root);
  writeFileSync(join(made.data, "collector-id"), `${chain}\n`);
  const store = await openSqliteStore({ path: join(made.data, "hinomi.db"), chain });
  await thirdDay(store);
  await store.close();
});
afterAll(() => {
  copies.end();
  rmSync(root, { recursive: true });
});

const look = (data: string): Verdict => verifyStore({ data, store: null, checkpoint: null, publicKey: null });
const row = (table: string, id: string) => ({ kind: "row", table, id });
const caseRow = (code: string, id: string) => [{ code, place: row("incidents", id) }];

/** Changes of the case i2 alone, by somebody who knows the form of its row. */
const caseChanges: readonly (readonly [string, string])[] = [
  ["a case made less grave", "document = json_set(document, '$.severity', 'info')"],
  ["a case closed by hand", "document = json_set(document, '$.state', 'closed'), unfinished = 0"],
  ["a case received by hand", `document = json_set(document, '$.receivedAt', '${at(30)}')`],
  ["a case of another number", "number = 'R8-99', document = json_set(document, '$.number', 'R8-99')"],
  ["a case of another number in the column alone", "number = 'R8-99'"],
  ["another matter", "fingerprint = 'f9', document = json_set(document, '$.fingerprint', 'f9')"],
  ["a case of another site", "site_id = 'firm-1'"],
  ["a deadline in the column alone", `next_due_at = '${at(9)}'`],
  ["a document that is none", "document = '{'"],
];

const future = (job: string, occurrence: string): string =>
  `INSERT INTO jobs VALUES ('${job}', '${occurrence}', '${at(0)}')`;
const fault = (code: string, table: string, id: string) => [{ code, place: row(table, id) }];

const damages: readonly (readonly [name: string, sql: string, faults: () => readonly unknown[]])[] = [
  [
    "open cases told as finished",
    "UPDATE incidents SET unfinished = 0",
    () => [...caseRow("case-changed", "i2"), ...caseRow("case-changed", "i3")],
  ],
  ...caseChanges.map(
    ([name, change]) =>
      [name, `UPDATE incidents SET ${change} WHERE id = 'i2'`, () => caseRow("case-changed", "i2")] as const,
  ),
  ["a deleted case", "DELETE FROM incidents WHERE id = 'i1'", () => caseRow("case-deleted", "i1")],
  [
    "a case put in by hand",
    `INSERT INTO incidents (id, number, rule, fingerprint, unfinished, arrived_at, document)
     SELECT 'i9', 'R8-0099', rule, 'f9', 1, arrived_at, document FROM incidents WHERE id = 'i1'`,
    () => caseRow("case-eventless", "i9"),
  ],
  [
    "a trigger",
    "CREATE TRIGGER quiet AFTER INSERT ON deliveries BEGIN DELETE FROM deliveries; END",
    () => fault("trigger", "sqlite_schema", "quiet"),
  ],
  [
    "a view",
    "CREATE VIEW everybody AS SELECT * FROM people",
    () => fault("view", "sqlite_schema", "everybody"),
  ],
  ["a table taken out", "DROP TABLE designations", () => fault("no-table", "designations", "*")],
  [
    "a table of the proved ones taken out",
    "DROP TABLE reports",
    () => [...fault("no-table", "reports", "*"), { code: "row-deleted", place: { table: "reports" } }],
  ],
  [
    "a stranger made fixed equipment",
    "UPDATE lan_devices SET decision = 'fixed' WHERE mac = '02:00:00:00:00:11'",
    () => [{ code: "decided-by-nobody", place: { kind: "row", table: "lan_devices" } }],
  ],
  [
    "a decided medium with another serial number",
    "UPDATE media SET serial = 'AA02' WHERE decision = 'forbidden'",
    () => fault("row-changed", "media", made.mediumId),
  ],
  [
    "weekly work noted as done in the future",
    future("weekly", "2026-11-30"),
    () => fault("job-ahead", "jobs", "weekly 2026-11-30"),
  ],
  [
    "hourly work noted as done in the future",
    future("look-at-all", "2026-12-24T09:00:00Z"),
    () => fault("job-ahead", "jobs", "look-at-all 2026-12-24T09:00:00Z"),
  ],
  [
    "work of a name that stands after every date",
    future("weekly", "zzzz"),
    () => fault("job-unreadable", "jobs", "weekly zzzz"),
  ],
];

/** Records and checkpoints, with the numbers they were given, as if there had never been any. */
const wipe = (db: DatabaseSync): void => {
  for (const table of ["records", "checkpoints"]) {
    db.exec(`DELETE FROM ${table}`);
    db.exec(`DELETE FROM sqlite_sequence WHERE name = '${table}'`);
  }
};

describe("what follows from the rows that are proved", () => {
  it("holds in a store with gateways past and present and work of the calendar", () => {
    expect(look(made.data).faults).toEqual([]);
  });

  it.each(damages)("names %s", (_, damage, faults) => {
    const place = copies.take();
    withDatabase(join(place, "hinomi.db"), (db) => db.exec(damage));
    const verdict = look(place);
    expect(verdict.holds).toBe(false);
    expect(verdict.faults).toMatchObject(faults());
  });

  it("names records and checkpoints wiped together, with their files, and with the collector's name or without", () => {
    const place = copies.take();
    withDatabase(join(place, "hinomi.db"), wipe);
    rmSync(join(place, "records/checkpoints"), { recursive: true });
    const gone = { code: "records-gone", place: row("records", "*") };
    const silent = { code: "chain-gone", place: { kind: "record", chain, index: 1 } };
    expect(look(place).faults.slice(0, 2)).toMatchObject([gone, silent]);
    rmSync(join(place, "collector-id"));
    expect(look(place).faults[0]).toMatchObject(gone);
  });

  it("names a collector's chain that is not there, while another is", () => {
    const place = copies.take();
    writeFileSync(join(place, "collector-id"), "col_fedcba9876543210\n");
    expect(look(place).faults).toMatchObject([
      { code: "chain-gone", place: { kind: "record", chain: "col_fedcba9876543210", index: 1 } },
    ]);
  });

  it("holds for a collector that nobody has set up yet, with its own agent and a signing key", async () => {
    const place = mkdtempSync(join(root, "fresh-"));
    cpSync(join(made.data, "records"), join(place, "records"), { recursive: true });
    rmSync(join(place, "records/checkpoints"), { recursive: true });
    writeFileSync(join(place, "collector-id"), `${chain}\n`);
    const store = await openSqliteStore({ path: join(place, "hinomi.db"), chain });
    await enrol(store, "pc1");
    await store.close();
    const path = join(place, "hinomi.db");
    withDatabase(path, (db) => db.exec("UPDATE endpoints SET local = 1"));
    expect(look(place).faults).toEqual([]);
    withDatabase(path, (db) => db.exec("UPDATE endpoints SET local = 0"));
    expect(look(place).faults.map(({ code }) => code)).toEqual(["records-gone", "chain-gone"]);
  });
});

const stamp: Stamp = {
  role: "supervisor",
  personId: "p1",
  name: "佐藤",
  deputy: false,
  means: "telephone",
  at: at(40),
  recordedAt: at(80),
};
const changes = fc.oneof<fc.Arbitrary<IncidentEvent["change"]>[]>(
  fc
    .constantFrom(...incidentState.options)
    .map((state) => ({ type: "state-set" as const, state, reason: "確認" })),
  fc
    .constantFrom(...severity.options)
    .map((grade) => ({ type: "severity-set" as const, severity: grade, reason: "再評価" })),
  fc.constantFrom<IncidentEvent["change"]>(
    { type: "repeated", data: { serial: "x" } },
    { type: "ended", data: {} },
    { type: "received", means: "screen", stamps: [] },
    { type: "received", means: "telephone", stamps: [{ leg: "main", index: 0, stamp }] },
    { type: "handled", text: "回収した" },
    { type: "commented", text: "連絡済み" },
    { type: "closing-noted", cause: "紛失", measure: "回収", prevention: "周知" },
  ),
);

const decision: Parameters<SqliteStore["registers"]["decideMedium"]>[1] = {
  right: "forbidden",
  endpointIds: [],
  managementNumber: null,
  user: null,
  note: null,
  expiresAt: null,
  decidedBy: "山田",
  decidedAt: at(90),
};

describe("a store that nobody touched", () => {
  it("holds, whatever its cases went through, and each of them is bound to its events", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(changes, { maxLength: 8 }), { minLength: 1, maxLength: 4 }),
        async (stories) => {
          const place = mkdtempSync(join(root, "story-"));
          const path = join(place, "hinomi.db");
          const store = await openSqliteStore({ path, chain });
          await enrol(store, "pc1");
          await store.people.put(person("p1"));
          await store.effects.apply({
            ...noEffects,
            media: [
              sighting(stick("AA01")),
              sighting(stick("0000", { serialQuality: "shared" })),
              sighting({ ...stick("AA02"), key: "0781:5581:", serial: null, serialQuality: "missing" }),
            ],
            incidentEvents: stories.flatMap((story, which) => {
              const id = `i${String(which)}`;
              return [
                opened(id, `f${String(which)}`, at(20)),
                ...story.map((change, no) => event(`${id}-${String(no)}`, id, change, at(60 + no))),
              ];
            }),
          });
          for (const { id } of (await store.registers.media({ limit: 10 })).items)
            await store.registers.decideMedium(id, decision);
          await store.close();
          expect(look(place).faults).toEqual([]);
          withDatabase(path, (db) => db.exec("UPDATE incidents SET unfinished = 1 - unfinished"));
          expect(look(place).faults.map(({ code }) => code)).toEqual(stories.map(() => "case-changed"));
          rmSync(place, { recursive: true });
        },
      ),
      { numRuns: 25 },
    );
  });
});
