import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Api } from "./hinomi.ts";

const run = promisify(execFile);

/** An agent as its user starts it, on some computer of a lab. */
export interface RunningAgent {
  readonly endpointId: string;
  readonly process: ChildProcess;
  readonly output: () => string;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Asks the dashboard's API for a one-time code for a site. */
export async function makeCode(api: Api, siteId: string): Promise<string> {
  return (await api.send<{ code: string }>("POST", "/api/v1/enrolment-codes", { siteId })).code;
}

/** Enrols a computer with the command a person runs. */
export async function enrolComputer(
  url: string,
  code: string,
  data: string,
  within: readonly string[] = [],
): Promise<string> {
  const [program, ...rest] = [
    ...within,
    "node",
    "cli/hinomi.ts",
    "enrol",
    code,
    "--url",
    url,
    "--data",
    data,
    "--own",
  ];
  const { stdout } = await run(program, rest);
  const id = /^ENROLLED (\S+)$/mu.exec(stdout)?.[1];
  if (id === undefined) throw new Error(`not enrolled:\n${stdout}`);
  return id;
}

/** Starts the agent of an enrolled computer and waits until it is connected. */
export async function startAgent(data: string, within: readonly string[] = []): Promise<RunningAgent> {
  const [program, ...rest] = [...within, "node", "agent/main.ts", "--data", data];
  const child = spawn(program, rest, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const limit = AbortSignal.timeout(60_000);
  for (;;) {
    const endpointId = /^AGENT READY (\S+)$/mu.exec(output)?.[1];
    if (endpointId !== undefined) {
      return {
        endpointId,
        process: child,
        output: () => output,
        async stop(signal = "SIGTERM") {
          if (child.exitCode !== null || child.signalCode !== null) return;
          child.kill(signal);
          await once(child, "exit");
        },
      };
    }
    if (child.exitCode !== null || limit.aborted) {
      child.kill("SIGKILL");
      throw new Error(`the agent did not connect (${child.exitCode}):\n${output}`);
    }
    await sleep(50);
  }
}
