import { parseArgs } from "node:util";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pino } from "pino";
import { z } from "zod";
import { startCollector } from "./app/collector.ts";
import { StartupProblem, startupProblem } from "./app/startup-problem.ts";
import { loadCollectorConfig } from "./config.ts";

// Whatever is written from here on is for this account alone.
process.umask(0o077);

/** The collector as a process: settings → start → serve until a signal → stop. */
const options = {
  data: { type: "string" },
  config: { type: "string" },
  web: { type: "string" },
  "http-port": { type: "string" },
  "agent-port": { type: "string" },
  "with-agent": { type: "boolean", default: false },
  "agent-id": { type: "string" },
} as const;

function portOf(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new StartupProblem(
    {
      ja: `${option} には0から65535の番号を指定してください。`,
      en: `${option} takes a number from 0 to 65535.`,
    },
    2,
  );
}

/** Tells the starter over its private channel, or the terminal where there is none. */
function tell(message: Readonly<Record<string, unknown>>, line: string): void {
  if (process.send) process.send(message);
  else console.log(line);
}

try {
  const { values } = parseArgs({ options });
  const version = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))).version;
  const file = values.config === undefined ? null : resolve(values.config);
  const read = loadCollectorConfig(file);
  const httpPort = portOf(values["http-port"], "--http-port");
  const agentPort = portOf(values["agent-port"], "--agent-port");
  const config = {
    ...read,
    people: { ...read.people, "http-port": httpPort ?? read.people["http-port"] },
    agents: { ...read.agents, port: agentPort ?? read.agents.port },
  };
  const log = pino(
    { level: config.log === "info" && process.send ? "warn" : config.log },
    pino.destination(2),
  );
  const collector = await startCollector({
    config,
    configFile: file,
    dataDirectory: resolve(values.data ?? "data"),
    webRoot: resolve(values.web ?? "dist/web"),
    version,
    log,
  });

  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    collector.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "the collector did not stop cleanly");
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", stop).on("SIGTERM", stop).on("SIGHUP", stop).on("disconnect", stop);
  const localCode = values["with-agent"] ? await collector.localCode(values["agent-id"] ?? null) : null;
  const ready = {
    type: "collector-ready",
    url: collector.url,
    setup: collector.setupLink,
    localCode,
    agentPort: collector.agentPort,
  };
  tell(ready, `READY ${collector.url} setup=${collector.setupLink ?? "done"}`);
} catch (error) {
  const problem = startupProblem(error);
  const locale = process.env["LC_ALL"] ?? process.env["LC_MESSAGES"] ?? process.env["LANG"] ?? "";
  console.error(`hinomi: ${locale.startsWith("ja") ? problem.words.ja : problem.words.en}`);
  process.exitCode = problem.exitCode;
  // Without this, a channel to the starter would keep the process alive.
  process.disconnect?.();
}
