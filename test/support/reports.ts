import { mkdirSync, writeFileSync } from "node:fs";
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

/** Writes down how many checks of the quick gate passed, in the form of vitest's reports. */
export function reportGates(passed: number, failed: number): void {
  if (reportsDirectory === undefined) return;
  mkdirSync(reportsDirectory, { recursive: true });
  const report = {
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: 0,
    numTodoTests: 0,
    numTotalTests: passed + failed,
    success: failed === 0,
  };
  writeFileSync(join(reportsDirectory, "gates.json"), JSON.stringify(report));
}
