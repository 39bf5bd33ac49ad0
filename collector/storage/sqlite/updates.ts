import type { Effects, UpdateStore } from "../port.ts";
import { text } from "./columns.ts";
import type { Database } from "./database.ts";
import type { Engine } from "./engine.ts";
import { moment } from "./texts.ts";

/** Notes when updates were seen, inside the caller's transaction; the earliest time of each stays. */
export function writeUpdates(db: Database, updates: Effects["updates"]): void {
  for (const one of updates)
    db.run(
      `INSERT INTO updates (key, first_seen_at) VALUES (?, ?)
       ON CONFLICT (key) DO UPDATE SET first_seen_at = excluded.first_seen_at
         WHERE excluded.first_seen_at < first_seen_at`,
      one.key,
      moment(one.at),
    );
}

export function createUpdates({ db, read }: Engine): UpdateStore {
  return {
    firstSeen: async (keys) =>
      read(
        () =>
          new Map(
            db
              .all(
                "SELECT key, first_seen_at FROM updates WHERE key IN (SELECT value FROM json_each(?))",
                JSON.stringify(keys),
              )
              .map((row) => [text(row, "key"), text(row, "first_seen_at")]),
          ),
      ),
  };
}
