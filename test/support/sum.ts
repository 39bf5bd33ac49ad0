import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/**
 * Adds up the reports of every part and prints the one line that counts. A part that is missing, ran nothing or
 * failed makes the exit code 1. Arguments: the folder, then the parts.
 */
const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  numTotalTests: z.number(),
  success: z.boolean(),
});

const [directory = "reports", ...parts] = process.argv.slice(2);
let [passed, failed, skipped] = [0, 0, 0];
for (const part of parts) {
  let read: z.infer<typeof report>;
  try {
    read = report.parse(JSON.parse(readFileSync(join(directory, `${part}.json`), "utf8")));
  } catch (error) {
    console.log(`${part}: no report (${error instanceof Error ? error.message : String(error)})`);
    failed += 1;
    continue;
  }
  passed += read.numPassedTests;
  failed += read.numFailedTests;
  skipped += read.numPendingTests + read.numTodoTests;
  console.log(`${part}: ${read.numPassedTests} of ${read.numTotalTests}`);
  if (read.numPassedTests === 0 || (!read.success && read.numFailedTests === 0)) failed += 1;
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 && parts.length > 0 ? 0 : 1;
