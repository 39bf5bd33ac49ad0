import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openMemoryStore } from "#collector/storage/memory/index.ts";
import { openSqliteStore } from "#collector/storage/sqlite/index.ts";
import { storeContract } from "./store.contract.ts";

storeContract("SQLite", async () => {
  const directory = await mkdtemp(join(tmpdir(), "hinomi-store-"));
  const store = await openSqliteStore({ path: join(directory, "hinomi.db"), chain: "c1" });
  return {
    store,
    end: async () => {
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
});

storeContract("memory", async () => {
  const store = await openMemoryStore({ chain: "c1" });
  return { store, end: async () => store.close() };
});
