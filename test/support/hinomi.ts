import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { RouteOutput } from "#shared/api/routes.ts";

const run = promisify(execFile);

/** A whole Hinomi as its user starts it. */
export interface RunningHinomi {
  readonly url: string;
  /** The one-time link, or `done` when the first account exists. */
  readonly setup: string;
  readonly process: ChildProcess;
  readonly output: () => string;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface StartOptions {
  readonly data: string;
  readonly httpPort: number;
  readonly agentPort: number;
  readonly config?: string;
  /** Words put in front of the command, for example `ip netns exec NAME`. */
  readonly within?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
}

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Starts `npm start` and waits for its READY line; rejects with what it printed when it ends before. */
export const startHinomi = (options: StartOptions): Promise<RunningHinomi> =>
  start(["cli/start.ts"], options);

async function start(command: readonly string[], options: StartOptions): Promise<RunningHinomi> {
  const args = [
    "--data",
    options.data,
    "--http-port",
    `${options.httpPort}`,
    "--agent-port",
    `${options.agentPort}`,
  ];
  if (options.config !== undefined) args.push("--config", options.config);
  const [program = "", ...rest] = [...(options.within ?? []), "node", ...command, ...args];
  const child = spawn(program, rest, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...options.env },
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const limit = AbortSignal.timeout(options.timeoutMs ?? 120_000);
  const line = /^READY (\S+) setup=(\S+)$/mu;
  for (let ready = line.exec(output); ; ready = line.exec(output)) {
    if (ready) {
      const [, url = "", setup = ""] = ready;
      return {
        url,
        setup,
        process: child,
        output: () => output,
        async stop(signal = "SIGTERM") {
          if (child.exitCode === null && child.signalCode === null) {
            child.kill(signal);
            await once(child, "exit");
          }
          return child.exitCode;
        },
      };
    }
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${output}`);
    if (limit.aborted) {
      child.kill("SIGKILL");
      throw new Error(`no READY line:\n${output}`);
    }
    await sleep(50);
  }
}

/** Prints an API token as a person would. */
export async function makeToken(data: string, scope: "read" | "write"): Promise<string> {
  const { stdout } = await run("node", ["cli/hinomi.ts", "token", "--data", data, "--scope", scope]);
  return stdout.trim();
}

export interface Api {
  get<T>(path: string): Promise<T>;
  send<T>(method: "POST" | "PUT" | "DELETE", path: string, body: unknown): Promise<T>;
}

/** The API with a token; an answer that is not 2xx is an error with its text. */
export function openApi(url: string, token: string): Api {
  const ask = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(new URL(path, url), { ...init, headers });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  };
  return {
    get: (path) => ask(path),
    send: (method, path, body) => ask(path, { method, body: JSON.stringify(body) }),
  };
}

/** Asks again until the answer is what is waited for. */
export async function until<T>(
  what: string,
  ask: () => Promise<T>,
  good: (answer: T) => boolean,
  timeoutMs = 60_000,
): Promise<T> {
  const limit = AbortSignal.timeout(timeoutMs);
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    if (limit.aborted)
      throw new Error(`waited in vain for ${what}; last seen: ${JSON.stringify(answer)?.slice(0, 2000)}`);
    await sleep(200);
  }
}

export type Endpoints = RouteOutput<"listEndpoints">;
export type EndpointDetail = RouteOutput<"getEndpoint">;
export type Incidents = RouteOutput<"listIncidents">;
export type IncidentDetail = RouteOutput<"getIncident">;

/** Starts `hinomi collector`: the collector without an agent for this computer. */
export const startCollectorOnly = (options: StartOptions): Promise<RunningHinomi> =>
  start(["cli/hinomi.ts", "collector"], options);
