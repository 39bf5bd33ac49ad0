import { existsSync, renameSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { hostname } from "node:os";
import { enrol } from "#agent/adapters/enrol-client.ts";
import { identityFile } from "#agent/adapters/identity-files.ts";
import { loadIdentity } from "#agent/adapters/identity.ts";
import { ensureAgentBundle, shippedAgent } from "./agent-bundle.ts";
import { house } from "./built.ts";
import { type Part, PartFailed, startPart } from "./children.ts";
import { collectorArguments } from "./commands/collector.ts";
import { ensureDashboard } from "./dashboard.ts";
import { CliError, inTerminalLanguage, orSay } from "./say.ts";

/** `npm start`: the whole watch for one office in one command. */
const options = {
  data: { type: "string", default: "data" },
  config: { type: "string" },
  "http-port": { type: "string" },
  "agent-port": { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

const usage = `npm start -- [--data DIR] [--http-port N] [--agent-port N] [--config FILE]

  --data DIR       where everything is kept (default: data)
  --http-port N    the dashboard's port on this computer (default: 8610)
  --agent-port N   the agents' port (default: 8611)
  --config FILE    settings; default: DIR/collector.yaml where it exists

Starts the collector with the dashboard, and an agent for this computer. Ctrl-C stops both.`;

function readArguments(): { values: ReturnType<typeof parseArgs<{ options: typeof options }>>["values"] } {
  try {
    return parseArgs({ options });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError({ ja: `${reason}\n\n${usage}`, en: `${reason}\n\n${usage}` }, 2, { cause: error });
  }
}

/** Who this computer is to its collector, as its agent has it; null where it was never enrolled. */
function enrolledAs(agentData: string): string | null {
  if (!existsSync(identityFile(agentData))) return null;
  try {
    return loadIdentity(agentData).endpointId;
  } catch {
    // The agent itself says what is wrong with its files.
    return null;
  }
}

/** Enrols this computer over loopback, once; an interrupted enrolment goes on with the same key. */
async function enrolThisComputer(url: string, code: string | null, dataDirectory: string): Promise<void> {
  if (code === null) return;
  // The store is new, or older than this identity: with the same key the computer enrols anew.
  const identity = identityFile(dataDirectory);
  if (existsSync(identity)) renameSync(identity, `${identity}.unknown-to-collector`);
  await enrol({ url, code, dataDirectory, hostname: hostname(), kind: "server" });
}

async function watchOver(agent: () => Part, stopping: AbortSignal): Promise<void> {
  let pause = 1_000;
  let part = agent();
  stopping.addEventListener("abort", () => void part.stop());
  for (;;) {
    const started = Date.now();
    const { code, signal } = await part.ended;
    if (stopping.aborted) return;
    pause = Date.now() - started > 60_000 ? 1_000 : Math.min(pause * 2, 60_000);
    console.error(`hinomi: the agent ended (${signal ?? code}); it starts again in ${pause / 1000} s`);
    try {
      await sleep(pause, undefined, { signal: stopping });
    } catch {
      return;
    }
    part = agent();
  }
}

const tell = (line: string): void => console.error(`hinomi: ${line}`);

await orSay(async () => {
  const { values } = readArguments();
  if (values.help) {
    console.log(usage);
    return;
  }
  const data = resolve(values.data);
  const agentData = join(data, "agent");
  await ensureDashboard(tell);
  await ensureAgentBundle(tell);

  const { config, "http-port": httpPort, "agent-port": agentPort } = values;
  const args = collectorArguments({ data, config, httpPort, agentPort });
  args.push("--with-agent");
  const known = enrolledAs(agentData);
  if (known !== null) args.push("--agent-id", known);

  const stopping = new AbortController();
  const collector = startPart({ name: "collector", main: join(house, "collector/main.ts") }, args);
  const stop = () => stopping.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop).once("SIGHUP", stop);
  stopping.signal.addEventListener("abort", () => {
    // A second Ctrl-C while stopping means it.
    process.once("SIGINT", () => process.exit(130));
  });

  let ready;
  try {
    ready = await collector.message("collector-ready");
  } catch (error) {
    if (stopping.signal.aborted) return;
    // The collector said its sentence itself.
    process.exitCode = error instanceof PartFailed ? error.exitCode : 1;
    return;
  }

  let watching: Promise<void> = Promise.resolve();
  try {
    await enrolThisComputer(ready.url, ready.localCode, agentData);
    const agentArgs = ["--data", agentData, "--address", `127.0.0.1:${ready.agentPort}`];
    const agentConfig = join(data, "agent.yaml");
    if (existsSync(agentConfig)) agentArgs.push("--config", agentConfig);
    watching = watchOver(() => startPart(shippedAgent, agentArgs), stopping.signal);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const words = {
      ja: `このコンピュータの監視を始められませんでした: ${reason}`,
      en: `this computer cannot be watched yet: ${reason}`,
    };
    console.error(`hinomi: ${inTerminalLanguage(words)}`);
  }
  console.log(`READY ${ready.url} setup=${ready.setup ?? "done"}`);

  await Promise.race([
    collector.ended,
    new Promise((done) => stopping.signal.addEventListener("abort", done)),
  ]);
  if (!stopping.signal.aborted) {
    const { code, signal } = await collector.ended;
    console.error(
      `hinomi: the collector ended by itself (${signal ?? code}); nothing stored is lost. Start it again.`,
    );
    process.exitCode = 1;
    stopping.abort();
  }
  // The agent first, so that its word of farewell still reaches the collector.
  await watching;
  await collector.stop();
});
