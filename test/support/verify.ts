import { spawn } from "node:child_process";
import { once } from "node:events";
import { reporters, reportGates } from "./reports.ts";

/** The quick gate: every check runs, each failure is told, the exit code is the worst. Two at a time. */
const checks: readonly (readonly [string, readonly string[]])[] = [
  ["format", ["oxfmt", "--check", "."]],
  ["types", ["tsc", "-p", "."]],
  ["types of the dashboard", ["tsc", "-p", "collector/web"]],
  ["lint", ["oxlint"]],
  ["unused", ["knip"]],
  ["generated documents", ["node", "shared/catalogue.script.ts", "--check"]],
  ["unit tests and boundaries", ["vitest", "run", "--project", "unit", ...reporters("unit")]],
];

async function run(name: string, command: readonly string[]): Promise<boolean> {
  const started = performance.now();
  const [program = "", ...args] = command;
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [code] = await once(child, "close");
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? "ok  " : "FAIL"} ${name} (${seconds} s)`);
  if (code !== 0) console.log(output);
  return code === 0;
}

const waiting = checks.toReversed();
const outcomes: boolean[] = [];
await Promise.all(
  [1, 2].map(async () => {
    for (let check = waiting.pop(); check; check = waiting.pop()) outcomes.push(await run(...check));
  }),
);
// The unit tests count themselves; every other check counts as one.
const failed = checks.length - outcomes.filter(Boolean).length;
reportGates(checks.length - failed, failed);
process.exitCode = outcomes.length === checks.length && outcomes.every(Boolean) ? 0 : 1;
