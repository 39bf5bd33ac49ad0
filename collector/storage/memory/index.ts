import { DatabaseSync } from "node:sqlite";
import type { Store } from "../port.ts";
import { assemble } from "../sqlite/assemble.ts";
import { tune } from "../sqlite/open.ts";
import { migrate } from "../sqlite/schema/migrate.ts";
import { migrations } from "../sqlite/schema/migrations/index.ts";

/** A store for tests that lives as long as the process: the SQLite store without a file. Nothing of it is durable. */
export async function openMemoryStore(options: { readonly chain: string }): Promise<Store> {
  const db = new DatabaseSync(":memory:");
  tune(db);
  migrate(db, migrations, "memory", null);
  return assemble(db, options.chain, () => {
    db.close();
  });
}
