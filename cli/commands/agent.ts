import { join, resolve } from "node:path";
import type { Command } from "commander";
import { become } from "../become.ts";

const agentRoom = join(import.meta.dirname, "../../agent");

/** `hinomi enrol` and `hinomi agent`. */
export function addAgentCommands(program: Command): void {
  program
    .command("enrol")
    .description("make this computer known to a collector, with a one-time code from 設定")
    .argument("<code>", "the code, as the dashboard shows it")
    .requiredOption("--url <url>", "the collector's dashboard, for example https://watch.example.jp:8443")
    .option("--data <dir>", "where the agent keeps its state", "data/agent")
    .option("--server", "this computer is a server, not a terminal", false)
    .option(
      "--own",
      "it belongs to the organisation or the firm; a computer that was lent gets no agent",
      false,
    )
    .action(async (code: string, options: { url: string; data: string; server: boolean; own: boolean }) => {
      const args = [code, "--url", options.url, "--data", options.data];
      if (options.server) args.push("--server");
      if (options.own) args.push("--own");
      await become(join(agentRoom, "enrol-main.ts"), args);
    });

  program
    .command("agent")
    .description("run the agent of this enrolled computer until it is stopped")
    .option("--data <dir>", "where the agent keeps its state", "data/agent")
    .option("--config <file>", "the agent's settings")
    .action(async (options: { data: string; config?: string }) => {
      const args = ["--data", resolve(options.data)];
      if (options.config !== undefined) args.push("--config", resolve(options.config));
      await become(join(agentRoom, "main.ts"), args);
    });
}
