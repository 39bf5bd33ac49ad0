import { appendFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createClock } from "#agent/adapters/clock.ts";
import { loadIdentity } from "#agent/adapters/identity.ts";
import { createSqliteOutbox } from "#agent/adapters/sqlite-outbox.ts";
import { createUplink } from "#agent/adapters/uplink.ts";
import { healthObservation } from "#agent/core/outbox.ts";

/**
 * The agent's outbox and uplink under load: DIRECTORY LEDGER [UNTIL]. Makes observations without a pause, each with a
 * mark of its own, and writes the mark to the ledger once the outbox said that it is durable. Ends by kill -9, or when
 * a line arrives on stdin: then it makes no more and stays until everything was acknowledged.
 */
const [directory = "", ledger = ""] = process.argv.slice(2);
const clock = createClock();
const log = () => {};
const identity = loadIdentity(directory);
const outbox = createSqliteOutbox({
  file: join(directory, "outbox.sqlite"),
  now: clock.now,
  monotonicMs: clock.monotonicMs,
  log,
});
const uplink = createUplink({
  identity,
  outbox,
  clock,
  log,
  hostname: hostname(),
  platform: "linux",
  version: "0.0.0-load",
  addresses: identity.addresses,
  makeRequest: () => Promise.reject(new Error("a computer under load renews nothing")),
  host: { health: () => [], onSettings: () => {}, onConnected: () => {}, onForgotten: () => {} },
  backoff: { shortestMs: 50, longestMs: 500 },
});
const over = new AbortController();
const carrying = uplink.run(over.signal);

const enough = new AbortController();
process.stdin.once("data", () => enough.abort());
for (let count = 0; !enough.signal.aborted; count += 1) {
  const mark = `${process.pid}-${count}`;
  await outbox.append(
    healthObservation({ type: "config-loaded", detail: mark, from: null, to: null }, clock.now()),
  );
  appendFileSync(ledger, `${mark}\n`);
  await sleep(2);
}
while (outbox.pending() > 0) await sleep(20);
console.log(JSON.stringify({ lastSeq: outbox.lastSeq(), epoch: outbox.epoch }));
over.abort();
await carrying;
await outbox.close();
process.exit(0);
