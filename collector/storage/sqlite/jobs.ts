import type { Effects, JobStore } from "../port.ts";
import { textOrNull } from "./columns.ts";
import type { Database } from "./database.ts";
import type { Engine } from "./engine.ts";
import { moment } from "./texts.ts";

/** Notes work as done inside the caller's transaction; the first time stays. */
export function writeJobs(db: Database, jobs: Effects["jobs"]): void {
  for (const one of jobs)
    db.run(
      "INSERT INTO jobs (job, occurrence, at) VALUES (?, ?, ?) ON CONFLICT (job, occurrence) DO NOTHING",
      one.job,
      one.occurrence,
      moment(one.at),
    );
}

export function createJobs({ db, read }: Engine): JobStore {
  return {
    done: async (job, occurrence) =>
      read(() => {
        const row = db.get("SELECT 1 FROM jobs WHERE job = ? AND occurrence = ?", job, occurrence);
        return row !== undefined;
      }),
    last: async (job) =>
      read(() => {
        const row = db.get("SELECT max(occurrence) AS occurrence FROM jobs WHERE job = ?", job);
        return row ? textOrNull(row, "occurrence") : null;
      }),
  };
}
