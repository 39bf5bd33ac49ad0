import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { become } from "../become.ts";
import { ensureDashboard, webRoot } from "../dashboard.ts";
import { orSay } from "../say.ts";

const collectorMain = join(import.meta.dirname, "../../collector/main.ts");

interface CollectorOptions {
  readonly data: string;
  readonly config?: string | undefined;
  readonly httpPort?: string | undefined;
  readonly agentPort?: string | undefined;
}

/** `hinomi collector`: the collector with the dashboard, without an agent for this computer. */
export function addCollectorCommands(program: Command): void {
  program
    .command("collector")
    .description("run the collector with the dashboard until it is stopped")
    .option("--data <dir>", "where everything is kept", "data")
    .option("--config <file>", "settings; default: DIR/collector.yaml where it exists")
    .option("--http-port <n>", "the dashboard's port on this computer")
    .option("--agent-port <n>", "the agents' port")
    .action(async (options: CollectorOptions) =>
      orSay(async () => {
        await ensureDashboard((line) => console.error(`hinomi: ${line}`));
        await become(collectorMain, collectorArguments(options));
      }),
    );
}

/** The arguments of `collector/main.ts` for what a person gave. */
export function collectorArguments(options: CollectorOptions): string[] {
  const data = resolve(options.data);
  const usual = join(data, "collector.yaml");
  const config = options.config ?? (existsSync(usual) ? usual : undefined);
  const args = ["--data", data, "--web", webRoot];
  if (config !== undefined) args.push("--config", resolve(config));
  if (options.httpPort !== undefined) args.push("--http-port", options.httpPort);
  if (options.agentPort !== undefined) args.push("--agent-port", options.agentPort);
  return args;
}
