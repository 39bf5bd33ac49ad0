import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { checkpointText } from "#collector/records/checkpoint-text.ts";
import { type Checkpointer, createCheckpointer } from "#collector/records/checkpoints.ts";
import { noEffects } from "#collector/storage/port.ts";
import { openSqliteStore, type SqliteStore } from "#collector/storage/sqlite/index.ts";
import type { Checkpoint } from "#shared/model/checkpoint.ts";
import {
  at,
  closed,
  delivery,
  enrol,
  entry,
  opened,
  person,
  sighting,
  stick,
  stranger,
} from "#test/contracts/store/samples.ts";
import { gap, report } from "#test/contracts/store/watch-samples.ts";

export const chain = "col_0123456789abcdef";

/** A data directory as a collector leaves it after two days, and what lay beside it. */
export interface Installation {
  readonly data: string;
  /** A copy of the database after the first day. */
  readonly yesterday: string;
  /** The line that the mail of the second day bore. */
  readonly line: string;
  /** The medium that was forbidden, and the device that was allowed. */
  readonly mediumId: string;
  readonly deviceId: string;
}

const common = { expiresAt: null, decidedBy: "山田", decidedAt: at(50), note: "点検" } as const;

async function firstDay(store: SqliteStore): Promise<{ mediumId: string; deviceId: string }> {
  await enrol(store, "pc1");
  await store.people.put(person("p1"));
  await store.records.append(entry("signed-in"));
  await store.effects.apply({
    ...noEffects,
    media: [sighting(stick("AA01")), sighting(stick("AA02"))],
    lanDevices: [stranger("02:00:00:00:00:10"), stranger("02:00:00:00:00:11")],
    incidentEvents: [opened("i1", "f1"), opened("i2", "f2", at(21))],
    deliveries: [delivery("d1", "i1"), delivery("d2", "i2")],
    gaps: [gap("g1"), gap("g2", { from: at(3), subject: "sensor", fact: "patch" })],
  });
  const medium = (await store.registers.media({ limit: 10, search: "AA01" })).items[0];
  const device = (await store.registers.lanDevices({ limit: 10, search: "00:10" })).items[0];
  if (!medium || !device) throw new Error("the registers are empty");
  await store.registers.decideMedium(medium.id, {
    ...common,
    right: "forbidden",
    endpointIds: ["pc1"],
    managementNumber: "M-01",
    user: "佐藤",
  });
  await store.registers.decideLanDevice(device.id, {
    ...common,
    right: "allowed",
    kind: "プリンタ",
    place: "受付",
  });
  return { mediumId: medium.id, deviceId: device.id };
}

async function secondDay(store: SqliteStore): Promise<void> {
  await store.effects.apply({
    ...noEffects,
    incidentEvents: [closed("i1")],
    gaps: [gap("g1", { to: at(200), cause: "network-cut", explainedAt: at(210) })],
    reports: [report("2026-11-16")],
  });
  const failing = { state: "waiting", dueAt: at(90), lastError: "550 no such user", at: at(70) } as const;
  await store.notifications.attempted("d2", failing, null);
  await store.notifications.attempted("d1", { ...failing, state: "sent", lastError: null }, null);
}

/** The same store with records of another program beside the collector's own. */
async function fromTheTerminal(path: string): Promise<void> {
  const tool = await openSqliteStore({ path, chain: "tool", role: "tool" });
  await tool.records.append(entry("token.created"));
  await tool.close();
}

export async function makeInstallation(root: string): Promise<Installation> {
  const data = join(root, "data");
  const path = join(data, "hinomi.db");
  const yesterday = join(root, "yesterday.db");
  let now = Temporal.Instant.from("2026-11-24T10:00:00Z");
  const open = async (): Promise<[SqliteStore, Checkpointer]> => {
    const store = await openSqliteStore({ path, chain });
    const options = { records: store.records, directory: join(data, "records"), chain, now: () => now };
    return [store, await createCheckpointer(options)];
  };
  const [store, first] = await open();
  const ids = await firstDay(store);
  await fromTheTerminal(path);
  await first.make();
  await store.backup(yesterday);
  await store.close();

  now = now.add({ hours: 24 });
  const [again, second] = await open();
  await secondDay(again);
  const made = await second.make();
  // What happens behind the newest checkpoint is proved by the chain alone.
  await again.records.append(entry("viewed"));
  await again.records.append(entry("exported"));
  await again.close();
  if (made === null) throw new Error("no checkpoint was made");
  return { data, yesterday, line: checkpointText(made), ...ids };
}

/** Copies of an installation, each to be changed by one test. */
export function createCopies(of: () => Installation): {
  take(): string;
  change(sql: string, ...values: (string | number)[]): string;
  end(): void;
} {
  const places: string[] = [];
  const take = (): string => {
    const place = mkdtempSync(join(tmpdir(), "hinomi-verify-copy-"));
    places.push(place);
    cpSync(of().data, place, { recursive: true });
    return place;
  };
  return {
    take,
    change(sql, ...values) {
      const place = take();
      withDatabase(join(place, "hinomi.db"), (db) => db.prepare(sql).run(...values));
      return place;
    },
    end() {
      for (const place of places.splice(0)) rmSync(place, { recursive: true });
    },
  };
}

/** Opens a database as somebody with an editor would: no rule of the store holds. */
export function withDatabase<T>(path: string, work: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  try {
    return work(db);
  } finally {
    db.close();
  }
}

export const newestOf = (db: DatabaseSync): Checkpoint =>
  JSON.parse(
    String(db.prepare("SELECT document FROM checkpoints ORDER BY no DESC").get()?.["document"]),
  ) as Checkpoint;
