import { constants } from "node:fs";
import { open, readdir, readlink, stat, statfs } from "node:fs/promises";
import { connect } from "node:net";
import { dirname, resolve as resolvePath } from "node:path";
import { ProbeError, type Probe } from "#agent/core/sensor.ts";
import { createCommandProbe } from "./probe-command.ts";

const maxFileBytes = 8 * 1024 * 1024;
const maxAnswerBytes = 1024 * 1024;
const socketTimeoutMs = 10_000;

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

const absentCodes = new Set(["ENOENT", "ENOTDIR", "ENODEV", "ENXIO", "ESRCH", "ELOOP"]);
const isAbsent = (error: unknown): boolean => absentCodes.has(codeOf(error));

const fileError = (path: string, error: unknown): ProbeError => {
  if (error instanceof ProbeError) return error;
  const code = codeOf(error);
  if (isAbsent(error)) return new ProbeError("source-absent", `${path} does not exist.`, { cause: error });
  if (code === "EACCES" || code === "EPERM")
    return new ProbeError("denied", `The agent may not read ${path}.`, { cause: error });
  return new ProbeError("command-failed", `${path} could not be read (${code || String(error)}).`, {
    cause: error,
  });
};

/** Gives up when the signal fires, even where the kernel does not: a read from a dead network mount never returns. */
const within = async <T>(path: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
  const stopped = Promise.withResolvers<never>();
  const onAbort = (): void =>
    stopped.reject(new ProbeError("timeout", `${path} did not answer in time.`, { cause: signal.reason }));
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([stopped.promise, signal.aborted ? stopped.promise : work()]);
  } catch (error) {
    throw fileError(path, error);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
};

/** Reads at most `limit` bytes; files of /proc say size 0, so only reading tells their length. */
const readUpTo = async (path: string, limit: number): Promise<Buffer> => {
  // Without O_NONBLOCK, opening a pipe that somebody put in the file's place would block a thread for ever.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const chunks: Buffer[] = [];
    let total = 0;
    while (total < limit) {
      const chunk = Buffer.alloc(Math.min(65_536, limit - total));
      const { bytesRead } = await file.read(chunk, 0, chunk.length, null);
      if (bytesRead === 0) break;
      chunks.push(chunk.subarray(0, bytesRead));
      total += bytesRead;
    }
    return Buffer.concat(chunks);
  } finally {
    await file.close();
  }
};

const askSocket: Probe["askSocket"] = async (path, request, signal) => {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  if (signal.aborted)
    throw new ProbeError("timeout", `${path} was not asked in time.`, { cause: signal.reason });
  const socket = connect(path);
  const chunks: Buffer[] = [];
  let total = 0;
  const finish = (failure: ProbeError | null): void => {
    signal.removeEventListener("abort", onAbort);
    socket.destroy();
    if (failure === null) resolve(Buffer.concat(chunks).toString("utf8"));
    else reject(failure);
  };
  const onAbort = (): void =>
    finish(new ProbeError("timeout", `${path} did not answer in time.`, { cause: signal.reason }));
  signal.addEventListener("abort", onAbort, { once: true });
  const timer = setTimeout(
    () => finish(new ProbeError("timeout", `${path} did not answer within ${socketTimeoutMs / 1000} s.`)),
    socketTimeoutMs,
  );
  socket.on("connect", () => socket.write(request));
  socket.on("data", (chunk: Buffer) => {
    total += chunk.length;
    if (total > maxAnswerBytes)
      finish(new ProbeError("command-failed", `${path} answered with more than ${maxAnswerBytes} bytes.`));
    else chunks.push(chunk);
  });
  socket.on("end", () => finish(null));
  socket.on("error", (error) =>
    finish(
      codeOf(error) === "ECONNREFUSED"
        ? new ProbeError("source-absent", `Nothing listens on ${path}.`, { cause: error })
        : fileError(path, error),
    ),
  );
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
};

/** The part of the probe that Node itself answers: programs, files, directories and sockets of this machine. */
export const createSystemProbe = (): Omit<
  Probe,
  "platform" | "touchAddresses" | "hear" | "usbAssist" | "hostFacts"
> => ({
  ...createCommandProbe(),
  readFile: async (path, signal) =>
    within(path, signal, async () => {
      const bytes = await readUpTo(path, maxFileBytes + 1);
      if (bytes.length > maxFileBytes)
        throw new ProbeError("command-failed", `${path} is larger than ${maxFileBytes} bytes.`);
      return bytes.toString("utf8");
    }),
  readHead: async (path, bytes, signal) =>
    within(path, signal, async () => new Uint8Array(await readUpTo(path, Math.min(bytes, maxFileBytes)))),
  listDirectory: async (path, signal) => within(path, signal, async () => (await readdir(path)).sort()),
  resolveLink: async (path, signal) =>
    within(path, signal, async () => resolvePath(dirname(path), await readlink(path))),
  stat: async (path, signal) =>
    within(path, signal, async () => {
      try {
        const found = await stat(path);
        return {
          modifiedAt: Temporal.Instant.fromEpochMilliseconds(Math.trunc(found.mtimeMs)).toString({
            smallestUnit: "millisecond",
          }),
          sizeBytes: found.size,
          directory: found.isDirectory(),
        };
      } catch (error) {
        if (isAbsent(error)) return null;
        throw error;
      }
    }),
  diskSpace: async (path, signal) =>
    within(path, signal, async () => {
      const found = await statfs(path);
      return { sizeBytes: found.blocks * found.bsize, freeBytes: found.bavail * found.bsize };
    }),
  askSocket,
  now: () => Temporal.Now.instant().toString({ smallestUnit: "millisecond" }),
  monotonicMs: () => Number(process.hrtime.bigint() / 1_000_000n),
});
