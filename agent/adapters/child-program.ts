import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { clip } from "../core/log.ts";

/** Windows starts nothing without its own root directory; a computer may name another place for programs. */
const handedOn = ["SystemRoot", "PATH", "Path"];

/** Beside this file: the source in a checkout, the bundle's own file where the agent is installed. */
const fileOf = (name: string): string =>
  fileURLToPath(new URL(`./${name}.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url));

/**
 * Runs one of the agent's own short-lived programs in a Node process of its own and reads what it says. What it needs
 * goes in by its standard input only, never by an argument or the environment, where others could read it.
 * @throws Error with what the child said, when it ends with an error, or at `signal`.
 */
export async function runChildProgram(name: string, input: string, signal: AbortSignal): Promise<string> {
  const child = spawn(process.execPath, [fileOf(name)], {
    stdio: ["pipe", "pipe", "pipe"],
    env: Object.fromEntries(handedOn.map((key) => [key, process.env[key]])),
    windowsHide: true,
    killSignal: "SIGKILL",
    signal,
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  child.stdin.on("error", () => {
    // The child ended before it read everything; its exit code tells why.
  });
  child.stdin.end(input);
  const [code, out, complaint] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${clip(complaint.trim(), 300)}`);
  return out;
}
