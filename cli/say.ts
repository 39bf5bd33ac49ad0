import type { Wording } from "#shared/model/common.ts";

/** A failure that a person can mend: one sentence in the language of the terminal, and an exit code. */
export class CliError extends Error {
  readonly exitCode: number;
  constructor(words: Wording, exitCode = 1, options?: ErrorOptions) {
    super(inTerminalLanguage(words), options);
    this.name = "CliError";
    this.exitCode = exitCode;
  }
}

/** Japanese where the terminal's locale is Japanese, English elsewhere. */
export function inTerminalLanguage(words: Wording): string {
  const locale = process.env["LC_ALL"] ?? process.env["LC_MESSAGES"] ?? process.env["LANG"] ?? "";
  return locale.startsWith("ja") ? words.ja : words.en;
}

/** Runs a command; a failure becomes one sentence on stderr and an exit code that is not 0. */
export async function orSay(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.exitCode = error instanceof CliError ? error.exitCode : 1;
    console.error(`hinomi: ${error instanceof Error ? error.message : String(error)}`);
  }
}
