import { parseArgs } from "node:util";
import { becomeSmall } from "./adapters/small-process.ts";
import { explain } from "./core/log.ts";
import { runAgent } from "./run.ts";

// Whatever is written from here on is for this account alone.
process.umask(0o077);

/** node agent/main.ts --data DIR [--config FILE] [--address HOST:PORT] */
const usage = "usage: hinomi agent --data DIR [--config FILE] [--address HOST:PORT]";
const exitCodes = { failed: 1, usage: 2, notEnrolled: 3 };

/** A parent that started this process with a channel hears it there as well. */
const tellParent = (message: object): void => {
  if (process.connected) process.send?.(message);
};

function leave(message: string, exitCode: number): never {
  tellParent({ type: "failed", message, exitCode });
  process.stderr.write(`hinomi agent: ${message}\n`);
  process.exit(exitCode);
}

function readArguments() {
  try {
    const options = {
      data: { type: "string" },
      config: { type: "string" },
      address: { type: "string" },
      help: { type: "boolean" },
    } as const;
    return parseArgs({ options }).values;
  } catch (error) {
    return leave(`${explain(error)}; ${usage}`, exitCodes.usage);
  }
}

becomeSmall();
const values = readArguments();
if (values.help) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}

const stopping = new AbortController();
const stop = (): void => stopping.abort();
process.on("SIGTERM", stop).on("SIGINT", stop).on("SIGHUP", stop);
// The starter died: nobody would ever stop this process.
if (process.connected) process.on("disconnect", stop);
process.on("uncaughtException", (error) => leave(`it ended with an error of its own: ${explain(error)}`, 1));

try {
  await runAgent(
    {
      data: values.data ?? null,
      configFile: values.config ?? null,
      address: values.address ?? null,
      writeLog: (line) => process.stderr.write(line),
      onReady(endpointId) {
        if (process.connected) tellParent({ type: "agent-ready", endpointId });
        else process.stdout.write(`AGENT READY ${endpointId}\n`);
      },
    },
    stopping.signal,
  );
  // A channel or a worker that still holds on must not keep an ended agent alive.
  process.exit(0);
} catch (error) {
  const notEnrolled = error instanceof Error && "code" in error && error.code === "not-enrolled";
  const message = error instanceof Error ? error.message : explain(error);
  leave(message, notEnrolled ? exitCodes.notEnrolled : exitCodes.failed);
}
