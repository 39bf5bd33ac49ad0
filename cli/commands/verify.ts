import { resolve } from "node:path";
import type { Command } from "commander";
import { UsageProblem } from "../verify/findings.ts";
import { verdictLines } from "../verify/say.ts";
import { verifyStore } from "../verify/verify.ts";

interface Options {
  readonly data?: string | undefined;
  readonly store?: string | undefined;
  readonly checkpoint?: string | undefined;
  readonly publicKey?: string | undefined;
  readonly json: boolean;
}

const pathOrNull = (path: string | undefined): string | null => (path === undefined ? null : resolve(path));

/** `hinomi verify`: exits 0 only if all holds, 1 where something does not, 2 where it could not look. */
export function addVerifyCommand(program: Command): void {
  program
    .command("verify")
    .description(
      "check that no record was changed, deleted or cut off, with none of the collector's own code",
    )
    .option("--data <dir>", "the collector's data directory, or the folder of a backup")
    .option("--store <file>", "a database that lies elsewhere")
    .option(
      "--checkpoint <text>",
      "the line of a mail or paper that begins with HINOMI1, or a file that holds it",
    )
    .option("--public-key <file>", "the records' public key, from a place that nobody could change")
    .option("--json", "for programs", false)
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? 0 : 2);
    })
    .action((options: Options) => {
      try {
        const verdict = verifyStore({
          data:
            options.data === undefined && options.store === undefined
              ? resolve("data")
              : pathOrNull(options.data),
          store: pathOrNull(options.store),
          checkpoint: options.checkpoint ?? null,
          publicKey: pathOrNull(options.publicKey),
        });
        console.log(options.json ? JSON.stringify(verdict) : verdictLines(verdict).join("\n"));
        process.exitCode = verdict.holds ? 0 : 1;
      } catch (error) {
        if (!(error instanceof UsageProblem)) throw error;
        console.error(`hinomi: ${error.words.ja}\nhinomi: ${error.words.en}`);
        process.exitCode = 2;
      }
    });
}
