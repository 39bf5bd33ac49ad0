import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocketServer } from "ws";
import { bundleAgent } from "#agent/bundle.script.ts";
import type { RouteOutput } from "#shared/api/routes.ts";
import { enrolComputer, makeCode } from "#test/support/agent-process.ts";
import { freePort, makeToken, openApi, startCollectorOnly } from "#test/support/hinomi.ts";
import { type Bench, round } from "./bench.ts";
import { figuresOf, slopePerMinute } from "./process-figures.ts";

const settleSeconds = 60;
const sampleSeconds = 10;

interface Watched {
  readonly name: string;
  readonly process: ChildProcess;
  readonly samples: { minute: number; rss: number; anon: number; cpu: number }[];
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error("it has no process");
  return child.pid;
}

async function started(name: string, args: readonly string[], word: string): Promise<Watched> {
  const child = spawn("node", [...args], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const limit = AbortSignal.timeout(60_000);
  while (!output.includes(word)) {
    if (child.exitCode !== null || limit.aborted) throw new Error(`${name} did not start:\n${output}`);
    await sleep(50);
  }
  return { name, process: child, samples: [] };
}

/** The shipped bundle, idle with all its sensors and children, beside a bare Node process with one `ws` connection. */
export const agentFootprint: Bench = async ({ minutes = 10, tell }) => {
  const directory = await mkdtemp(join(tmpdir(), "hinomi-footprint-"));
  const bundle = await bundleAgent();
  const [httpPort, agentPort] = [await freePort(), await freePort()];
  const data = join(directory, "collector");
  const collector = await startCollectorOnly({ data, httpPort, agentPort });
  const echo = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(echo, "listening");
  const address = echo.address();
  const port = typeof address === "string" || address === null ? 0 : address.port;
  const watched: Watched[] = [];
  try {
    const api = openApi(collector.url, await makeToken(data, "write"));
    const site = (await api.get<RouteOutput<"listSites">>("/api/v1/sites")).items[0];
    if (!site) throw new Error("no site");
    const state = join(directory, "agent");
    await enrolComputer(collector.url, await makeCode(api, site.id), state);
    watched.push(await started("agent", [bundle, "--data", state], "AGENT READY"));
    watched.push(
      await started("bare", ["test/bench/baseline/bare-agent.mjs", `ws://127.0.0.1:${port}`], "READY"),
    );

    await sleep(settleSeconds * 1000);
    const begin = performance.now();
    for (let minute = 0; minute <= minutes; minute = (performance.now() - begin) / 60_000) {
      for (const each of watched) {
        const { rssMib, anonMib, cpuSeconds } = figuresOf(pidOf(each.process));
        each.samples.push({ minute, rss: rssMib, anon: anonMib, cpu: cpuSeconds });
      }
      await sleep(sampleSeconds * 1000);
    }
    const [agent, bare] = watched.map((each) => summary(each));
    tell({
      minutes,
      ...agent,
      baseline: bare,
      ratio: round((agent?.rss_mib ?? Number.NaN) / (bare?.rss_mib ?? Number.NaN)),
    });
  } finally {
    for (const each of watched) each.process.kill("SIGTERM");
    echo.close();
    await collector.stop();
    await rm(directory, { recursive: true, force: true });
  }
};

function summary({ samples }: Watched) {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last) throw new Error("nothing was measured");
  const highest = (key: "rss" | "anon") => Math.max(...samples.map((sample) => sample[key]));
  const slope = slopePerMinute(samples.map(({ minute, anon }) => ({ minute, value: anon })));
  return {
    rss_mib: round(highest("rss"), 1),
    anon_mib: round(highest("anon"), 1),
    anon_growth_mib_per_hour: round(slope * 60),
    cpu_s_per_min: round((last.cpu - first.cpu) / (last.minute - first.minute), 3),
  };
}
