import { type ChildProcess, fork } from "node:child_process";
import { z } from "zod";

/** What a child says over its private channel. Secrets go this way, never over a command line or a log. */
const childMessage = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("collector-ready"),
    url: z.string(),
    setup: z.string().nullable(),
    agentPort: z.number(),
    localCode: z
      .string()
      .nullable()
      .describe("An enrolment code for this computer, where one was asked for."),
  }),
  z.object({ type: z.literal("agent-ready"), endpointId: z.string() }),
  z.object({ type: z.literal("failed"), message: z.string(), exitCode: z.number() }),
]);
type ChildMessage = z.infer<typeof childMessage>;

/** A part of Hinomi that runs as a process of its own, so that one can end without the other. */
export interface Part {
  readonly name: string;
  readonly process: ChildProcess;
  /** Resolves with the first message of that type; rejects when the part ends before. */
  message<T extends ChildMessage["type"]>(type: T): Promise<Extract<ChildMessage, { type: T }>>;
  /** Resolves when the process has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Asks it to end, and after 10 seconds ends it. */
  stop(): Promise<void>;
}

/** A program of ours, and how Node is started for it. */
export interface Program {
  readonly name: "agent" | "collector";
  readonly main: string;
  readonly execArgv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts a part. It stands in a process group of its own: a Ctrl-C reaches the starter alone, which then ends the parts
 * in order. When the starter itself dies, the channel closes and the part stops by itself.
 */
export function startPart({ name, main, execArgv = [], env = {} }: Program, args: readonly string[]): Part {
  const child = fork(main, [...args], {
    detached: true,
    execArgv: [...execArgv],
    env: { ...process.env, ...env },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = new Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>(
    (done) => {
      child.once("exit", (code, signal) => done({ code, signal }));
    },
  );
  const message = <T extends ChildMessage["type"]>(type: T): Promise<Extract<ChildMessage, { type: T }>> =>
    new Promise((resolve, reject) => {
      child.on("message", (raw: unknown) => {
        const said = childMessage.safeParse(raw);
        if (!said.success) return;
        if (isType(said.data, type)) resolve(said.data);
        else if (said.data.type === "failed")
          reject(new PartFailed(name, said.data.message, said.data.exitCode));
      });
      void ended.then(({ code, signal }) =>
        reject(new PartFailed(name, `the ${name} ended before it was ready (${signal ?? code})`, code ?? 1)),
      );
    });
  return {
    name,
    process: child,
    message,
    ended,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      const patience = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(patience);
    },
  };
}

const isType = <T extends ChildMessage["type"]>(
  said: ChildMessage,
  type: T,
): said is Extract<ChildMessage, { type: T }> => said.type === type;

/** A part could not start; `message` is its own sentence. */
export class PartFailed extends Error {
  readonly part: string;
  readonly exitCode: number;
  constructor(part: string, message: string, exitCode: number) {
    super(message);
    this.name = "PartFailed";
    this.part = part;
    this.exitCode = exitCode === 0 ? 1 : exitCode;
  }
}
