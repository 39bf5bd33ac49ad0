import { Command } from "commander";
import { addAgentCommands } from "./commands/agent.ts";
import { addCollectorCommands } from "./commands/collector.ts";
import { addStoreCommands } from "./commands/store.ts";
import { addVerifyCommand } from "./commands/verify.ts";
import { version } from "./version.ts";

/** `hinomi`: one command for everything that is done at a terminal. */
const program = new Command("hinomi")
  .description("火の見: watches an office's computers and network, and proves that it watched")
  .version(version)
  .showHelpAfterError("(hinomi --help shows every command)")
  .addHelpText(
    "after",
    `
Examples:
  hinomi collector --data /var/lib/hinomi            run the collector with the dashboard
  hinomi enrol CODE --url https://watch.example.jp --own   make this computer known to it
  hinomi agent                                       run the agent of an enrolled computer
  hinomi token --data /var/lib/hinomi --scope read   print a token for the API
  hinomi backup --data /var/lib/hinomi --to FILE     copy the store while it runs
  hinomi verify --data /var/lib/hinomi               check that no record was changed

The whole watch for one office in one command: npm start`,
  );
addCollectorCommands(program);
addAgentCommands(program);
addStoreCommands(program);
addVerifyCommand(program);
await program.parseAsync();
