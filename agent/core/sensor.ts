import type { FailureCode, Reading } from "#shared/facts/reading.ts";
import type { FactName } from "#shared/facts/index.ts";
import type { Platform } from "#shared/model/endpoint.ts";
import type { NetworkSetting } from "#shared/protocol/messages.ts";

/** The outcome of a program that ran to its end. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A long-lived program whose lines are read as they come. */
export interface LineStream {
  readonly lines: AsyncIterable<string>;
  stop(): void;
}

/** One UDP datagram as heard. */
export interface Datagram {
  readonly bytes: Uint8Array;
  readonly from: string;
  readonly interface?: string | undefined;
}

/**
 * The only way a sensor touches the machine. Every method rejects with a {@link ProbeError} and never hangs: `signal`
 * ends it. Paths are absolute; commands are a program and its arguments, never a shell line.
 */
export interface Probe {
  readonly platform: Platform;
  /** Runs a program with LC_ALL=C, a timeout and bounded output (8 MiB). A non-zero exit is a result, not an error. */
  run(
    command: readonly [string, ...string[]],
    signal: AbortSignal,
    options?: { readonly timeoutMs?: number; readonly input?: string },
  ): Promise<CommandResult>;
  /** Starts a program and yields its lines until it ends or `signal` fires. */
  stream(command: readonly [string, ...string[]], signal: AbortSignal): LineStream;
  readFile(path: string, signal: AbortSignal): Promise<string>;
  /** The first `bytes` bytes of a file. */
  readHead(path: string, bytes: number, signal: AbortSignal): Promise<Uint8Array>;
  listDirectory(path: string, signal: AbortSignal): Promise<readonly string[]>;
  /** Where a symbolic link points, as an absolute path. */
  resolveLink(path: string, signal: AbortSignal): Promise<string>;
  stat(
    path: string,
    signal: AbortSignal,
  ): Promise<{ readonly modifiedAt: string; readonly sizeBytes: number; readonly directory: boolean } | null>;
  /** Sends bytes to a Unix socket and reads the answer to its end. */
  askSocket(path: string, request: string, signal: AbortSignal): Promise<string>;
  /** Sends an empty datagram to each address and port 9, at most `perSecond` a second. */
  touchAddresses(addresses: readonly string[], perSecond: number, signal: AbortSignal): Promise<void>;
  /** Hears broadcast datagrams on a port until `signal` fires. Rejects with `denied` where the port cannot be bound. */
  hear(port: number, onDatagram: (datagram: Datagram) => void, signal: AbortSignal): Promise<void>;
  /**
   * Fast, additional sign that something on USB changed; returns the state it reached. Never rejects. `onStopped` is
   * called when it ran and has stopped before `signal` fired.
   */
  usbAssist(
    onChange: () => void,
    signal: AbortSignal,
    onStopped?: () => void,
  ): Promise<"running" | "stopped" | "unavailable">;
  /** Size and free space, in bytes, of the file system that holds `path`; never asked of a network mount. */
  diskSpace(
    path: string,
    signal: AbortSignal,
  ): Promise<{ readonly sizeBytes: number; readonly freeBytes: number }>;
  /** Static host facts by systeminformation, loaded late and kept for a day. */
  hostFacts(signal: AbortSignal): Promise<unknown>;
  /** The wall clock: UTC, ISO 8601 with milliseconds. */
  now(): string;
  /** Milliseconds of a clock that only counts up and stands still while the computer sleeps; on Linux it counts from boot. */
  monotonicMs(): number;
}

/** Why the machine did not answer. `code` goes into the reading, `message` is for people. */
export class ProbeError extends Error {
  readonly code: FailureCode;
  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ProbeError";
    this.code = code;
  }
}

/** Asks and understands: `read` touches the machine through the probe, `parse` is pure. */
export interface Reader<T> {
  read(probe: Probe, context: SensorContext, signal: AbortSignal): Promise<string>;
  /** Never throws for any text; nonsense is `failed`, never an empty `ok`. */
  parse(raw: string): Reading<T>;
}

/** What a sensor may know about its surroundings. */
export interface SensorContext {
  /** 監視対象ネットワーク and nothing else may be looked at. */
  readonly networks: readonly NetworkSetting[];
  readonly proposeNetworks: boolean;
  /** What the agent knows of itself at this moment. */
  readonly agent: {
    readonly version: string;
    readonly startedAt: string;
    /** Observations waiting to be sent. */
    readonly outboxPending: number;
    readonly outboxBytes: number;
  };
}

/** Events of a fact, beside its snapshots. Runs until `signal` fires; restarts are the caller's. */
export type Watch = (probe: Probe, tools: WatchTools, signal: AbortSignal) => Promise<void>;

export interface WatchTools {
  context(): SensorContext;
  /** Reports an event; resolves when it is durable in the outbox. */
  event(body: unknown, at?: string): Promise<void>;
  /** Asks for a snapshot soon, for example after an event. */
  look(): void;
  /** State that outlives a restart, one small JSON text per sensor; null before the first save. */
  load(): string | null;
  save(state: string): void;
  log(level: "info" | "warn", message: string): void;
}

export interface Sensor<T = unknown> {
  readonly fact: FactName;
  /** When a snapshot is taken: a cron expression with per-host jitter in seconds; one is always taken at start. */
  readonly cadence: { readonly cron: string; readonly jitterSeconds: number; readonly timeoutMs: number };
  readonly readers: Partial<Record<Platform, Reader<T>>>;
  readonly watches: Partial<Record<Platform, Watch>>;
  /** What must differ before a snapshot is sent again; without it everything in the value counts. */
  fingerprint?(value: T): string;
  /** After how many seconds an unchanged snapshot is sent all the same; without it after a day. */
  readonly refreshSeconds?: number;
}
