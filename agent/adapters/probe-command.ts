import { spawn, type ChildProcess } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { createInterface } from "node:readline";
import { ProbeError, type CommandResult, type LineStream, type Probe } from "#agent/core/sensor.ts";

/** Most bytes of output a program may print before it is ended. */
const maxOutputBytes = 8 * 1024 * 1024;
const maxErrorBytes = 64 * 1024;
const defaultTimeoutMs = 30_000;
/** How long a program that has ended may leave its output open, for example through a child that stayed behind. */
const drainMs = 1000;

const systemDirectories = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
const onWindows = process.platform === "win32";

/** Nothing of the agent's own environment but what programs need: no secret, no NODE_OPTIONS, no translated output. */
const childEnvironment = (): NodeJS.ProcessEnv => {
  if (onWindows) return { ...process.env, NODE_OPTIONS: "" };
  const kept = ["PATH", "HOME", "TZ", "TMPDIR"].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), LC_ALL: "C", LANG: "C" };
};

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

/** The absolute path of a program; a relative entry of PATH is never searched, since anybody could fill it. */
const locate = async (program: string): Promise<string> => {
  const candidates = isAbsolute(program)
    ? [program]
    : [...(process.env["PATH"] ?? "").split(delimiter), ...(onWindows ? [] : systemDirectories)]
        .filter((directory) => isAbsolute(directory))
        .flatMap((directory) =>
          onWindows
            ? [join(directory, program), join(directory, `${program}.exe`)]
            : [join(directory, program)],
        );
  let denied: unknown;
  for (const path of candidates) {
    try {
      await access(path, constants.X_OK);
      return path;
    } catch (error) {
      if (codeOf(error) === "EACCES") denied = error;
    }
  }
  if (denied !== undefined)
    throw new ProbeError("denied", `The agent may not run ${program}.`, { cause: denied });
  throw new ProbeError("command-missing", `The program ${program} is not installed.`);
};

/** Ends a program and everything it started; SIGKILL, because a hung program ignores politeness. */
const killGroup = (child: ChildProcess): void => {
  if (child.pid === undefined) return;
  try {
    if (onWindows) child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    // ESRCH: the whole group is gone already, which is what was wanted.
    if (codeOf(error) !== "ESRCH") child.kill("SIGKILL");
  }
};

const startError = (program: string, error: Error): ProbeError => {
  const code = codeOf(error);
  if (code === "ENOENT")
    return new ProbeError("command-missing", `The program ${program} is not installed.`, { cause: error });
  if (code === "EACCES" || code === "EPERM")
    return new ProbeError("denied", `The agent may not run ${program}.`, { cause: error });
  return new ProbeError("command-failed", `${program} could not be started: ${error.message}`, {
    cause: error,
  });
};

const ended = (signal: AbortSignal): ProbeError =>
  new ProbeError("timeout", "The look was ended before the program answered.", { cause: signal.reason });

/** Runs programs in a group of their own, so that a hung one dies with all its children. */
const runCommand: Probe["run"] = async (command, signal, options) => {
  const [program, ...args] = command;
  const timeoutMs = options?.timeoutMs ?? defaultTimeoutMs;
  if (signal.aborted) throw ended(signal);
  const path = await locate(program);
  const { promise, resolve, reject } = Promise.withResolvers<CommandResult>();
  const child = spawn(path, args, {
    cwd: onWindows ? undefined : "/",
    env: childEnvironment(),
    detached: !onWindows,
    windowsHide: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  let settled = false;
  const finish = (outcome: CommandResult | ProbeError): void => {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    clearTimeout(drain);
    signal.removeEventListener("abort", onAbort);
    // Whatever the group left running keeps no pipe and no process of ours.
    killGroup(child);
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    if (outcome instanceof ProbeError) reject(outcome);
    else resolve(outcome);
  };
  const onAbort = (): void => finish(ended(signal));
  const timer = setTimeout(
    () => finish(new ProbeError("timeout", `${program} did not answer within ${timeoutMs / 1000} s.`)),
    timeoutMs,
  );
  let drain: NodeJS.Timeout | undefined;
  signal.addEventListener("abort", onAbort, { once: true });

  const out: Buffer[] = [];
  const err: Buffer[] = [];
  let outBytes = 0;
  let errBytes = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    outBytes += chunk.length;
    if (outBytes > maxOutputBytes)
      finish(new ProbeError("command-failed", `${program} printed more than ${maxOutputBytes} bytes.`));
    else out.push(chunk);
  });
  child.stderr.on("data", (chunk: Buffer) => {
    if (errBytes < maxErrorBytes) err.push(chunk.subarray(0, maxErrorBytes - errBytes));
    errBytes += chunk.length;
  });
  const result = (code: number | null, by: NodeJS.Signals | null): CommandResult | ProbeError =>
    code === null
      ? new ProbeError("command-failed", `${program} was ended by ${by ?? "a signal"}.`)
      : { code, stdout: Buffer.concat(out).toString("utf8"), stderr: Buffer.concat(err).toString("utf8") };
  child.on("error", (error) => finish(startError(program, error)));
  child.on("exit", (code, by) => {
    drain = setTimeout(() => finish(result(code, by)), drainMs);
  });
  child.on("close", (code, by) => finish(result(code, by)));
  // A program that does not read its input closes the pipe; its answer still counts.
  child.stdin.on("error", () => undefined);
  child.stdin.end(options?.input ?? "");
  return promise;
};

/** Where it exists, `setpriv` ends a long-lived program together with an agent that is killed. */
const tetherPath = "/usr/bin/setpriv";

const tethered = async (path: string, args: readonly string[]): Promise<readonly [string, string[]]> => {
  if (process.platform !== "linux") return [path, [...args]];
  try {
    await access(tetherPath, constants.X_OK);
    return [tetherPath, ["--pdeathsig", "KILL", "--", path, ...args]];
  } catch {
    return [path, [...args]];
  }
};

const streamCommand: Probe["stream"] = ([program, ...args], signal): LineStream => {
  const stopped = new AbortController();
  const over = AbortSignal.any([signal, stopped.signal]);
  const lines = async function* lines(): AsyncGenerator<string> {
    if (over.aborted) return;
    const [file, argv] = await tethered(await locate(program), args);
    const child = spawn(file, argv, {
      cwd: onWindows ? undefined : "/",
      env: childEnvironment(),
      detached: !onWindows,
      windowsHide: true,
      stdio: ["ignore", "pipe", "ignore"],
    });
    const reader = createInterface({ input: child.stdout, crlfDelay: Infinity });
    let exited = false;
    const end = (): void => {
      // Later its number may belong to somebody else's program.
      if (!exited) killGroup(child);
      // A destroyed stream never ends, so the reader must be told; it would wait for ever.
      reader.close();
      child.stdout.destroy();
    };
    child.once("exit", () => {
      killGroup(child);
      exited = true;
    });
    let failure: ProbeError | undefined;
    child.on("error", (error) => {
      failure = startError(program, error);
      end();
    });
    over.addEventListener("abort", end, { once: true });
    try {
      if (over.aborted) return;
      for await (const line of reader) {
        if (over.aborted) return;
        yield line;
      }
      if (failure !== undefined) throw failure;
    } finally {
      over.removeEventListener("abort", end);
      end();
    }
  };
  return { lines: lines(), stop: () => stopped.abort() };
};

/** The part of the probe that runs programs. */
export const createCommandProbe = (): Pick<Probe, "run" | "stream"> => ({
  run: runCommand,
  stream: streamCommand,
});
