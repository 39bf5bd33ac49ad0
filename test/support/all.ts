import { spawnSync } from "node:child_process";
import { reporters } from "./reports.ts";

/** `npm test`: the quick gate, then contracts, gates and a real browser. Both always run; the exit code is the worst. */
const parts: readonly (readonly [string, ...string[]])[] = [
  ["node", "test/support/verify.ts"],
  ["vitest", "run", "--project", "whole", ...reporters("whole")],
];
for (const [program, ...args] of parts) {
  const { status } = spawnSync(program, args, { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
