import { assemble, type SqliteStore } from "./assemble.ts";
import { openForCollector, openForTool } from "./open.ts";
import { migrations } from "./schema/migrations/index.ts";

export type { SqliteStore } from "./assemble.ts";
export { restoreSqlite, type Restore } from "./backup.ts";

export interface OpenSqlite {
  /** The file; it and its directory are made where they do not exist. */
  readonly path: string;
  /** The name of this collector's chain of records. */
  readonly chain: string;
  /**
   * `collector` (the default) takes the store for itself and migrates it; `tool` works beside a running collector for
   * the length of a command and never makes or changes a schema.
   */
  readonly role?: "collector" | "tool";
  /** Noted in a new store: the program's name and version. */
  readonly createdBy?: string;
  readonly now?: () => Temporal.Instant;
}

/**
 * Opens the embedded store. Every write resolves after its commit is on disk; writes of one moment share a commit.
 * @throws StoreError with what to do: another collector has it, it is damaged, from a newer Hinomi or not writable.
 */
export async function openSqliteStore(options: OpenSqlite): Promise<SqliteStore> {
  const { path, chain, role = "collector", createdBy = "hinomi", now = Temporal.Now.instant } = options;
  const file =
    role === "collector"
      ? openForCollector(path, migrations, createdBy, now())
      : openForTool(path, migrations);
  return assemble(file.db, chain, () => {
    file.close();
  });
}
