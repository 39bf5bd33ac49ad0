import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** Where a run keeps its machine-readable reports; unset outside of a whole run. */
const reportsDirectory = process.env["HINOMI_REPORTS"];

/** Arguments that make vitest write `NAME.json` beside what it prints. */
export function reporters(name: string): readonly string[] {
  if (reportsDirectory === undefined) return ["--reporter=default"];
  mkdirSync(reportsDirectory, { recursive: true });
  return [
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${join(reportsDirectory, `${name}.json`)}`,
  ];
}
