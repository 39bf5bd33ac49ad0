import type { Database } from "./database.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { RecordChain } from "./record-chain.ts";

/** What every port's file works with. */
export interface Engine extends Pick<GroupCommit, "read" | "write"> {
  readonly db: Database;
  readonly chain: RecordChain;
}
