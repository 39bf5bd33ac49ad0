import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSqliteStore, type SqliteStore } from "./index.ts";

const script = fileURLToPath(new URL("append-loop.script.ts", import.meta.url));
const rounds = 20;

/** Runs the appending program, kills it in the middle, and answers the highest mark it acknowledged for each computer. */
async function killedRun(path: string, from: number, afterMs: number): Promise<Map<string, number>> {
  const child = spawn(process.execPath, [script, path, String(from)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  await once(child.stdout, "data");
  await wait(afterMs);
  child.kill("SIGKILL");
  await once(child, "close");
  const acknowledged = new Map<string, number>();
  // A last line cut by the kill was never told to anybody.
  for (const [, endpointId, mark] of output.matchAll(/^(pc\d) (\d+)\n/gmu))
    acknowledged.set(endpointId ?? "", Number(mark));
  return acknowledged;
}

async function numbers(store: SqliteStore, endpointId: string): Promise<number[]> {
  const found: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.observations.history(endpointId, { limit: 1000, cursor });
    found.push(...page.items.map((one) => one.seq));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return found.toReversed();
}

describe("a collector that is killed while it stores", () => {
  let directory = "";
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "hinomi-kill-"));
  });
  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  it(
    "keeps every acknowledged observation, each once, in an unbroken row",
    { timeout: 120_000 },
    async () => {
      const path = join(directory, "hinomi.db");
      let next = 1;
      for (let round = 0; round < rounds; round += 1) {
        const acknowledged = await killedRun(path, next, (round * 7) % 40);
        const store = await openSqliteStore({ path, chain: "c1" });
        const marks: number[] = [];
        for (const [endpointId, mark] of acknowledged) {
          const highWater = await store.observations.highWater(endpointId, "aaaaaaaa");
          expect(highWater).toBeGreaterThanOrEqual(mark);
          const stored = await numbers(store, endpointId);
          // Each round starts where the furthest computer stood, so rows break between rounds and nowhere else.
          const thisRound = stored.filter((seq) => seq >= next);
          expect(thisRound).toEqual(Array.from({ length: highWater - next + 1 }, (_, i) => next + i));
          expect(new Set(stored).size).toBe(stored.length);
          marks.push(highWater);
        }
        await store.close();
        next = Math.max(next, ...marks) + 1;
      }
      expect(next).toBeGreaterThan(rounds);
    },
  );
});
