import { hostname } from "node:os";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { enrol } from "#agent/adapters/enrol-client.ts";
import { become } from "../become.ts";
import { CliError, inTerminalLanguage, orSay } from "../say.ts";

const agentMain = join(import.meta.dirname, "../../agent/main.ts");
/** Where an agent of its own keeps its state. */
const agentData = "data/agent";

/** `hinomi enrol` and `hinomi agent`. */
export function addAgentCommands(program: Command): void {
  program
    .command("enrol")
    .description("make this computer known to a collector, with a one-time code from 設定")
    .argument("<code>", "the code, as the dashboard shows it")
    .requiredOption("--url <url>", "the collector's dashboard, for example https://watch.example.jp:8443")
    .option("--data <dir>", "where the agent keeps its state", agentData)
    .option("--server", "this computer is a server, not a terminal", false)
    .option(
      "--own",
      "this computer belongs to the organisation or the firm (否: it was lent, and gets no agent)",
      false,
    )
    .action(async (code: string, options: { url: string; data: string; server: boolean; own: boolean }) =>
      orSay(async () => {
        if (!options.own) {
          throw new CliError(
            {
              ja: "この端末は組合または自社のものですか。そうであれば --own を付けてもう一度実行してください。委託元などから借りている端末には入れません。",
              en: "Does this computer belong to the cooperative or to your firm? If so, run it again with --own. A computer lent by somebody else gets no agent.",
            },
            2,
          );
        }
        const result = await enrol({
          url: options.url,
          code,
          dataDirectory: resolve(options.data),
          hostname: hostname(),
          kind: options.server ? "server" : "terminal",
        });
        console.log(`ENROLLED ${result.endpointId}`);
        console.log(
          inTerminalLanguage({
            ja: "次に hinomi agent で監視を始めます。",
            en: "Now start it with: hinomi agent",
          }),
        );
      }),
    );

  program
    .command("agent")
    .description("run the agent of this enrolled computer until it is stopped")
    .option("--data <dir>", "where the agent keeps its state", agentData)
    .option("--config <file>", "the agent's settings")
    .action(async (options: { data: string; config?: string }) => {
      const args = ["--data", resolve(options.data)];
      if (options.config !== undefined) args.push("--config", resolve(options.config));
      await become(agentMain, args);
    });
}
