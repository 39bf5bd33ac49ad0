import { z } from "zod";
import { openSqliteStore } from "./index.ts";

/**
 * Appends without end to the store named on the command line and prints a line for each acknowledgement, until it is
 * killed: the test beside it kills it and counts what is there.
 */
const [path, from] = z.tuple([z.string(), z.coerce.number()]).parse(process.argv.slice(2));
const store = await openSqliteStore({ path, chain: "c1" });
const at = "2026-11-24T09:00:00.000Z";

async function agent(endpointId: string, start: number): Promise<void> {
  for (let seq = start; ; seq += 3) {
    const observations = [seq, seq + 1, seq + 2].map((one) => ({
      seq: one,
      fact: "patch",
      schema: 1,
      kind: "reading" as const,
      at,
      durationMs: null,
      body: { status: "ok", value: { one, filler: "x".repeat(300) } },
      unread: false,
    }));
    const { highWater } = await store.observations.append({
      endpointId,
      epoch: "aaaaaaaa",
      receivedAt: at,
      observations,
      upTo: seq + 2,
    });
    process.stdout.write(`${endpointId} ${String(highWater)}\n`);
  }
}

await Promise.all(["pc0", "pc1", "pc2", "pc3"].map(async (endpointId) => agent(endpointId, from)));
