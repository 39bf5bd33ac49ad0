import { backup, type DatabaseSync } from "node:sqlite";
import type { Store } from "../port.ts";
import { takeBackup } from "./backup.ts";
import { createDatabase } from "./database.ts";
import { createEffects } from "./effects.ts";
import { createEndpoints } from "./endpoints.ts";
import type { Engine } from "./engine.ts";
import { createGroupCommit } from "./group-commit.ts";
import { createIncidents } from "./incidents.ts";
import { createNotifications } from "./notifications.ts";
import { createObservations } from "./observations.ts";
import { createPeople } from "./people.ts";
import { createRecords } from "./records.ts";
import { createRefusals } from "./refusals.ts";
import { createRegisters } from "./registers.ts";
import { createSettings } from "./settings.ts";

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
  const engine: Engine = { db: createDatabase(handle), read: commits.read, write: commits.write };
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
    records: createRecords(engine, chain),
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
