import type { Database } from "./database.ts";
import type { GroupCommit } from "./group-commit.ts";

/** What every port's file works with. */
export interface Engine extends Pick<GroupCommit, "read" | "write"> {
  readonly db: Database;
}
