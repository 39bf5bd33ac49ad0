import { backup, type DatabaseSync } from "node:sqlite";
import type { Store } from "../port.ts";
import { createAttendance } from "./attendance.ts";
import { takeBackup } from "./backup.ts";
import { createConditionStore } from "./conditions.ts";
import { createDatabase } from "./database.ts";
import { createEffects } from "./effects.ts";
import { createEndpoints } from "./endpoints.ts";
import type { Engine } from "./engine.ts";
import { createGroupCommit } from "./group-commit.ts";
import { createIncidents } from "./incidents.ts";
import { createJobs } from "./jobs.ts";
import { createNotifications } from "./notifications.ts";
import { createObservations } from "./observations.ts";
import { createPeople } from "./people.ts";
import { createRecordChain } from "./record-chain.ts";
import { createRecords } from "./records.ts";
import { createRefusals } from "./refusals.ts";
import { createRegisters } from "./registers.ts";
import { createReports } from "./reports.ts";
import { createSettings } from "./settings.ts";
import { createUpdates } from "./updates.ts";

/** A store in one SQLite file. */
export interface SqliteStore extends Store {
  /**
   * Writes a checked copy of the store as it is now to the file `to`, while it goes on being used. The name appears
   * only when the copy is whole; a file that has the name already is replaced.
   * @throws StoreError where the copy cannot be written or is not whole.
   */
  backup(to: string): Promise<void>;
}

/** Puts the ports together over an open connection; `closeFile` ends it. */
export function assemble(handle: DatabaseSync, chain: string, closeFile: () => void): SqliteStore {
  const commits = createGroupCommit(handle);
  const db = createDatabase(handle);
  const { read, write } = commits;
  const engine: Engine = { db, read, write, chain: createRecordChain(db, chain) };
  let closed = false;
  return {
    observations: createObservations(engine),
    endpoints: createEndpoints(engine),
    registers: createRegisters(engine),
    incidents: createIncidents(engine),
    notifications: createNotifications(engine),
    effects: createEffects(engine),
    people: createPeople(engine),
    refusals: createRefusals(engine),
    records: createRecords(engine),
    conditions: createConditionStore(engine),
    attendance: createAttendance(engine),
    updates: createUpdates(engine),
    reports: createReports(engine),
    jobs: createJobs(engine),
    settings: createSettings(engine),
    ping: async () =>
      engine.read(() => {
        engine.db.get("SELECT schema_version FROM meta");
      }),
    backup: async (to) => takeBackup(async (part) => backup(handle, part), to, handle.location()),
    close: async () => {
      if (closed) return;
      closed = true;
      commits.close();
      closeFile();
    },
  };
}
