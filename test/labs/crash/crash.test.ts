import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RouteOutput } from "#shared/api/routes.ts";
import { enrolComputer, makeCode } from "#test/support/agent-process.ts";
import { freePort, makeToken, openApi, until } from "#test/support/hinomi.ts";

const rounds = 50;
let directory = "";
let data = "";
let state = "";
let ledger = "";
let ports = { http: 0, agents: 0 };
let collector: ChildProcess;
let agent: ChildProcess;

const url = () => `http://127.0.0.1:${ports.http}`;

function startCollector(): void {
  const listening = ["--http-port", `${ports.http}`, "--agent-port", `${ports.agents}`];
  collector = spawn("node", ["collector/main.ts", "--data", data, "--web", "collector/web", ...listening], {
    stdio: "ignore",
  });
}

function startAgent(): void {
  agent = spawn("node", ["test/labs/crash/loaded-agent.script.ts", state, ledger], {
    stdio: ["pipe", "pipe", "inherit"],
  });
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

const serving = () =>
  fetch(`${url()}/healthz`).then(
    (answer) => answer.ok,
    () => false,
  );

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "hinomi-crash-"));
  [data, state, ledger] = [join(directory, "data"), join(directory, "agent"), join(directory, "ledger")];
  ports = { http: await freePort(), agents: await freePort() };
  startCollector();
  await until("the collector", serving, (up) => up);
  const api = openApi(url(), await makeToken(data, "write"));
  const site = (await api.get<RouteOutput<"listSites">>("/api/v1/sites")).items[0];
  if (!site) throw new Error("no site");
  await enrolComputer(url(), await makeCode(api, site.id), state);
  startAgent();
});

afterAll(async () => {
  await kill(agent);
  await kill(collector);
  await rm(directory, { recursive: true, force: true });
});

describe("kill -9 at random moments under load", () => {
  it(`${rounds} times of the agent, the collector or both: what is stored is what was made, nothing twice`, async () => {
    const kills = { agent: 0, collector: 0 };
    for (let round = 0; round < rounds; round += 1) {
      // The processes need a second or so to come up; a kill may hit them anywhere on the way too.
      await sleep(300 + Math.random() * 2_200);
      const dice = Math.random();
      const [hitAgent, hitCollector] = [dice < 0.66, dice > 0.33];
      kills.agent += hitAgent ? 1 : 0;
      kills.collector += hitCollector ? 1 : 0;
      await Promise.all([hitAgent ? kill(agent) : null, hitCollector ? kill(collector) : null]);
      if (hitCollector) startCollector();
      if (hitAgent) startAgent();
    }
    await until("the collector", serving, (up) => up);
    await sleep(1_000);
    let said = "";
    agent.stdout?.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const ended = once(agent, "exit");
    agent.stdin?.write("enough\n");
    await ended;
    const { lastSeq } = JSON.parse(said) as { lastSeq: number };

    await kill(collector);
    const store = new DatabaseSync(join(data, "hinomi.db"));
    const rows = store
      .prepare("SELECT seq, body FROM observations WHERE fact = 'health' ORDER BY ordinal")
      .all();
    store.close();
    const marks = rows.map((row) => (JSON.parse(String(row["body"])) as { detail: string }).detail);
    const made = (await readFile(ledger, "utf8")).trim().split("\n");
    const stored = new Set(marks);
    console.log(
      JSON.stringify({ lab: "crash", rounds, kills, made: made.length, stored: rows.length, lastSeq }),
    );
    expect(made.length).toBeGreaterThan(1_000);
    expect(stored.size).toBe(marks.length);
    expect(made.filter((mark) => !stored.has(mark))).toEqual([]);
    // A kill between the outbox's word and the ledger's line leaves one more that was made.
    expect(stored.size - made.length).toBeLessThanOrEqual(kills.agent);
    expect(rows.length).toBe(lastSeq);
  });
});
