import {
  ProbeError,
  type CommandResult,
  type Datagram,
  type LineStream,
  type Probe,
} from "#agent/core/sensor.ts";
import type { Platform } from "#shared/model/endpoint.ts";

type Answer<T> = T | ProbeError;

/** One recorded answer of a program: its text, its whole result, the error of its start, or a function of the ask. */
export type FakeCommand =
  | string
  | CommandResult
  | ProbeError
  | ((command: readonly string[], input: string | undefined) => string | CommandResult | ProbeError);

interface FakeStat {
  readonly modifiedAt: string;
  readonly sizeBytes?: number;
  readonly directory?: boolean;
}

/** Everything a fake machine answers. Whatever is not recorded here is absent, as on a real machine. */
export interface FakeMachine {
  readonly platform?: Platform;
  /** By the whole command line joined with single blanks, or by the program alone when its arguments do not matter. */
  readonly commands?: Readonly<Record<string, FakeCommand>>;
  /** Lines of long-lived programs, by command line or program; an async iterable may keep on giving. */
  readonly streams?: Readonly<Record<string, readonly string[] | AsyncIterable<string> | ProbeError>>;
  readonly files?: Readonly<Record<string, Answer<string | Uint8Array>>>;
  /** Listings that do not follow from `files`, `links` and `stats`. */
  readonly directories?: Readonly<Record<string, Answer<readonly string[]>>>;
  readonly links?: Readonly<Record<string, Answer<string>>>;
  readonly stats?: Readonly<Record<string, Answer<FakeStat | null>>>;
  readonly sockets?: Readonly<Record<string, Answer<string> | ((request: string) => Answer<string>)>>;
  readonly diskSpace?: Readonly<
    Record<string, Answer<{ readonly sizeBytes: number; readonly freeBytes: number }>>
  >;
  /** Datagrams heard on a port, in order; then hearing lasts until its signal fires. */
  readonly datagrams?: Readonly<Record<number, readonly Datagram[] | ProbeError>>;
  readonly usbAssist?: "running" | "stopped" | "unavailable";
  readonly hostFacts?: unknown;
  readonly now?: string | (() => string);
  readonly monotonicMs?: () => number;
}

/** A probe over a fake machine, with a notebook of what was asked. */
export interface FakeProbe extends Probe {
  /** Command lines in the order they were run or streamed. */
  readonly asked: readonly string[];
  /** Addresses touched, in order. */
  readonly touched: readonly string[];
  /** Changes what the machine answers from now on; each given key is merged over what was there. */
  change(machine: FakeMachine): void;
  /** Says on the fast USB sign that something changed. */
  usbChanged(): void;
}

const merge = (old: FakeMachine, next: FakeMachine): FakeMachine => ({
  ...old,
  ...next,
  commands: { ...old.commands, ...next.commands },
  streams: { ...old.streams, ...next.streams },
  files: { ...old.files, ...next.files },
  directories: { ...old.directories, ...next.directories },
  links: { ...old.links, ...next.links },
  stats: { ...old.stats, ...next.stats },
  sockets: { ...old.sockets, ...next.sockets },
  diskSpace: { ...old.diskSpace, ...next.diskSpace },
  datagrams: { ...old.datagrams, ...next.datagrams },
});

const absent = (path: string): ProbeError => new ProbeError("source-absent", `${path} does not exist.`);
const missing = (program: string): ProbeError =>
  new ProbeError("command-missing", `The program ${program} is not installed.`);

const ended = async (signal: AbortSignal): Promise<void> => {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
};

const give = async <T>(signal: AbortSignal, answer: Answer<T>): Promise<T> => {
  if (signal.aborted) throw new ProbeError("timeout", "The look was ended.", { cause: signal.reason });
  if (answer instanceof ProbeError) throw answer;
  return answer;
};

/** What stands directly below a directory, as the recorded paths have it. */
const childrenOf = (directory: string, paths: Iterable<string>): string[] => {
  const prefix = directory.endsWith("/") ? directory : `${directory}/`;
  const names = new Set<string>();
  for (const path of paths) {
    const name = path.startsWith(prefix) ? path.slice(prefix.length).split("/")[0] : undefined;
    if (name !== undefined && name !== "") names.add(name);
  }
  return [...names].sort();
};

/**
 * A {@link Probe} that answers from recordings. An ask that was not recorded rejects with `command-missing` or
 * `source-absent`; directories follow from the recorded paths; an aborted signal rejects with `timeout`.
 */
export const createFakeProbe = (recorded: FakeMachine = {}): FakeProbe => {
  let machine = recorded;
  const asked: string[] = [];
  const touched: string[] = [];
  const usbListeners = new Set<() => void>();

  const paths = (): string[] => [
    ...Object.keys(machine.files ?? {}),
    ...Object.keys(machine.links ?? {}),
    ...Object.keys(machine.stats ?? {}),
    ...Object.keys(machine.sockets ?? {}),
    ...Object.keys(machine.directories ?? {}),
  ];
  const now = (): string =>
    typeof machine.now === "function" ? machine.now() : (machine.now ?? "2026-11-24T00:00:00.000Z");

  return {
    asked,
    touched,
    change: (next) => {
      machine = merge(machine, next);
    },
    usbChanged: () => {
      for (const listener of usbListeners) listener();
    },
    platform: recorded.platform ?? "linux",
    run: async (command, signal, options) => {
      const line = command.join(" ");
      asked.push(line);
      const found = machine.commands?.[line] ?? machine.commands?.[command[0]];
      const answer = typeof found === "function" ? found(command, options?.input) : found;
      if (answer === undefined) throw missing(command[0]);
      const result = await give(signal, answer);
      return typeof result === "string" ? { code: 0, stdout: result, stderr: "" } : result;
    },
    stream: (command, signal): LineStream => {
      const line = command.join(" ");
      asked.push(line);
      const answer = machine.streams?.[line] ?? machine.streams?.[command[0]];
      const stopped = new AbortController();
      const over = AbortSignal.any([signal, stopped.signal]);
      const lines = async function* lines(): AsyncGenerator<string> {
        if (answer === undefined) throw missing(command[0]);
        if (answer instanceof ProbeError) throw answer;
        for await (const text of answer) {
          if (over.aborted) return;
          yield text;
        }
      };
      return { lines: lines(), stop: () => stopped.abort() };
    },
    readFile: async (path, signal) => {
      const content = await give(signal, machine.files?.[path] ?? absent(path));
      return typeof content === "string" ? content : new TextDecoder().decode(content);
    },
    readHead: async (path, bytes, signal) => {
      const content = await give(signal, machine.files?.[path] ?? absent(path));
      return (typeof content === "string" ? new TextEncoder().encode(content) : content).subarray(0, bytes);
    },
    listDirectory: async (path, signal) => {
      const listed = machine.directories?.[path];
      if (listed !== undefined) return give(signal, listed);
      const names = childrenOf(path, paths());
      return give(signal, names.length > 0 ? names : absent(path));
    },
    resolveLink: async (path, signal) => give(signal, machine.links?.[path] ?? absent(path)),
    stat: async (path, signal) => {
      const known = machine.stats?.[path];
      if (known === null) return give(signal, null);
      if (known !== undefined) {
        const found = await give(signal, known);
        return found === null
          ? null
          : {
              modifiedAt: found.modifiedAt,
              sizeBytes: found.sizeBytes ?? 0,
              directory: found.directory ?? false,
            };
      }
      const content = machine.files?.[path];
      if (content instanceof ProbeError) throw content;
      if (content !== undefined)
        return give(signal, { modifiedAt: now(), sizeBytes: content.length, directory: false });
      if (machine.sockets?.[path] !== undefined)
        return give(signal, { modifiedAt: now(), sizeBytes: 0, directory: false });
      const directory = childrenOf(path, paths()).length > 0 || machine.directories?.[path] !== undefined;
      return give(signal, directory ? { modifiedAt: now(), sizeBytes: 0, directory: true } : null);
    },
    askSocket: async (path, request, signal) => {
      const answer = machine.sockets?.[path];
      return give(signal, (typeof answer === "function" ? answer(request) : answer) ?? absent(path));
    },
    diskSpace: async (path, signal) => give(signal, machine.diskSpace?.[path] ?? absent(path)),
    touchAddresses: async (addresses, _perSecond, signal) => {
      await give(signal, undefined);
      touched.push(...addresses);
    },
    hear: async (port, onDatagram, signal) => {
      const heard = machine.datagrams?.[port];
      if (heard === undefined) throw new ProbeError("denied", `UDP port ${port} cannot be bound.`);
      for (const datagram of await give(signal, heard)) onDatagram(datagram);
      await ended(signal);
    },
    usbAssist: async (onChange, signal) => {
      const state = machine.usbAssist ?? "unavailable";
      if (state === "running" && !signal.aborted) {
        usbListeners.add(onChange);
        signal.addEventListener("abort", () => usbListeners.delete(onChange), { once: true });
      }
      return state;
    },
    hostFacts: async (signal) =>
      give(
        signal,
        machine.hostFacts === undefined
          ? new ProbeError("source-absent", "The facts of this computer were not recorded.")
          : machine.hostFacts,
      ),
    now,
    monotonicMs: () => machine.monotonicMs?.() ?? Temporal.Instant.from(now()).epochMilliseconds,
  };
};
