import { setTimeout as delay } from "node:timers/promises";
import type { RawData, WebSocket } from "ws";
import { closeCodes, type CollectorMessage, type RefusalCode } from "#shared/protocol/messages.ts";
import { readFrame, type AgentFrame } from "./frames.ts";
import type { AgentLimits } from "./limits.ts";
import type { DeviceIdentity, Log } from "./port.ts";
import type { RefusalRecorder } from "./refusals.ts";
import type { Throttle } from "./throttle.ts";

/** A frame that was read but not yet looked at. */
interface Waiting {
  readonly bytes: Buffer;
  readonly binary: boolean;
  readonly receivedAt: Temporal.Instant;
}

/** Ends the handling of a connection: the agent is told why, it is counted, and the socket is closed. */
export class Refused extends Error {
  readonly code: RefusalCode;
  /** Whether coming back is of no use before a person did something. */
  readonly fatal: boolean;
  constructor(code: RefusalCode, message: string, fatal = false, options?: ErrorOptions) {
    super(message, options);
    this.name = "Refused";
    this.code = code;
    this.fatal = fatal;
  }
}

export interface ConnectionDeps {
  readonly socket: WebSocket;
  readonly identity: DeviceIdentity;
  readonly peer: string;
  readonly limits: AgentLimits;
  readonly now: () => Temporal.Instant;
  readonly log: Log;
  readonly refusals: RefusalRecorder;
  readonly throttle: Throttle;
  /** Handles one frame; a {@link Refused} ends the connection, any other error counts as the collector's own fault. */
  readonly handle: (
    frame: AgentFrame,
    connection: AgentConnection,
    receivedAt: Temporal.Instant,
  ) => Promise<void>;
  readonly closed: (connection: AgentConnection) => void;
}

export interface AgentConnection {
  readonly identity: DeviceIdentity;
  readonly peer: string;
  /** Whether it still takes frames. */
  isOpen(): boolean;
  send(message: CollectorMessage): void;
  /** Counts a refusal that the connection survives. */
  note(code: RefusalCode, detail: string): Promise<void>;
  /** Tells the agent that it is refused, and closes. */
  cut(code: RefusalCode, message: string, fatal: boolean): void;
  close(code: number, reason: string): void;
  /** The first frame was accepted: the time for it no longer runs. */
  greeted(): void;
  /** Drops the peer if it did not answer the last ping, and asks again. */
  ping(): void;
  /** Resolves when no frame is being handled any more. */
  idle(): Promise<void>;
}

/** Time a closing peer has to take the last message before the socket is destroyed, in milliseconds. */
const lastWordMs = 1000;
/** Control frames one connection may send between two of our pings. */
const mostControlFrames = 200;
/** Frames waiting to be handled before the socket is paused; a window of single observations fits. */
const mostWaitingFrames = 1024;

const bufferOf = (data: RawData): Buffer =>
  Buffer.isBuffer(data) ? data : Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);

/**
 * One agent's socket: frames are handled strictly one after another, the socket is paused while too much waits, and
 * whatever goes wrong ends this connection only.
 */
export function createAgentConnection(deps: ConnectionDeps): AgentConnection {
  const { socket, identity, peer, limits, now, log, refusals, throttle } = deps;
  const waiting: Waiting[] = [];
  const life = new AbortController();
  let waitingBytes = 0;
  let running: Promise<void> | null = null;
  let answered = true;
  let controlFrames = 0;
  let faults = 0;

  const isOpen = (): boolean => !life.signal.aborted && socket.readyState === socket.OPEN;
  const note = (code: RefusalCode, detail: string): Promise<void> =>
    refusals.add({ endpointId: identity.endpointId, peer, code, detail });

  function send(message: CollectorMessage): void {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > limits.outboundBytes) {
      log.warn(
        { endpointId: identity.endpointId },
        "an agent does not read what it is sent; its connection is dropped",
      );
      socket.terminate();
      return;
    }
    socket.send(JSON.stringify(message), ignoreSendError);
  }

  function close(code: number, reason: string): void {
    if (life.signal.aborted) return;
    life.abort();
    clearTimeout(helloTimer);
    waiting.length = 0;
    waitingBytes = 0;
    socket.resume();
    socket.close(code, reason);
    setTimeout(() => socket.terminate(), lastWordMs).unref();
  }

  function cut(code: RefusalCode, message: string, fatal: boolean): void {
    if (!isOpen()) return;
    if (code !== "unavailable") void note(code, message.slice(0, 500));
    send({ type: "refused", code, message: message.slice(0, 500), fatal });
    close(code === "unavailable" ? closeCodes.unavailable : closeCodes.refused, code);
  }

  /** Tells a fault and goes on, slower each time; after too many the connection is cut. */
  async function fault(code: RefusalCode, detail: string): Promise<void> {
    faults += 1;
    if (faults >= limits.faults) throw new Refused(code, detail);
    await note(code, detail);
    send({ type: "refused", code, message: detail, fatal: false });
    await delay(200 * faults, undefined, { signal: life.signal });
  }

  async function handleOne(frame: Waiting): Promise<void> {
    const wait = throttle.take(frame.bytes.length);
    if (wait === "cut") throw new Refused("too-fast", "More was sent than one computer may send; slow down.");
    if (wait > 0) {
      socket.pause();
      await delay(wait, undefined, { signal: life.signal });
    }
    if (frame.binary) throw new Refused("bad-frame", "not a text frame");
    const read = readFrame(frame.bytes.toString("utf8"));
    if (read.ok) {
      await deps.handle(read.frame, api, frame.receivedAt);
    } else if (read.mayHoldObservations || read.code === "protocol-version") {
      throw new Refused(read.code, read.detail);
    } else {
      await fault(read.code, read.detail);
    }
  }

  async function run(): Promise<void> {
    try {
      for (let frame = waiting.shift(); frame !== undefined && isOpen(); frame = waiting.shift()) {
        waitingBytes -= frame.bytes.length;
        await handleOne(frame);
      }
      if (isOpen() && socket.isPaused) socket.resume();
    } catch (error) {
      if (life.signal.aborted) return;
      if (error instanceof Refused) {
        if (error.code !== "unavailable") throttle.penalise();
        cut(error.code, error.message, error.fatal);
      } else {
        log.error({ err: error, endpointId: identity.endpointId }, "an agent's frame could not be handled");
        cut("unavailable", "The collector cannot do this now; try again later.", false);
      }
    } finally {
      running = null;
    }
  }

  const helloTimer = setTimeout(() => {
    cut("no-hello", "The first frame did not come in time.", false);
  }, limits.helloMs);

  socket.on("message", (data, binary) => {
    answered = true;
    if (life.signal.aborted) return;
    const bytes = bufferOf(data);
    waiting.push({ bytes, binary, receivedAt: now() });
    waitingBytes += bytes.length;
    if (waitingBytes >= limits.queuedBytes || waiting.length >= mostWaitingFrames) socket.pause();
    running ??= run();
  });
  const control = (): void => {
    answered = true;
    controlFrames += 1;
    if (controlFrames > mostControlFrames) cut("too-fast", "Too many control frames.", false);
  };
  socket.on("pong", control);
  socket.on("ping", (data) => {
    control();
    if (isOpen() && socket.bufferedAmount <= limits.outboundBytes) socket.pong(data);
  });
  socket.on("error", (error) => {
    // ws answers a broken frame with its own close code; what is left is to count it.
    const code = "code" in error && typeof error.code === "string" ? error.code : "";
    if (code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH") void note("too-large", "a frame larger than the limit");
    else if (code.startsWith("WS_ERR_")) void note("bad-frame", code);
    else return;
    throttle.penalise();
    setTimeout(() => socket.terminate(), lastWordMs).unref();
  });
  socket.on("close", () => {
    life.abort();
    clearTimeout(helloTimer);
    waiting.length = 0;
    deps.closed(api);
  });

  const api: AgentConnection = {
    identity,
    peer,
    isOpen,
    send,
    note,
    cut,
    close,
    greeted: () => clearTimeout(helloTimer),
    ping() {
      controlFrames = 0;
      // While our own reading is paused, silence says nothing about the peer.
      if (!answered && !socket.isPaused) {
        socket.terminate();
        return;
      }
      answered = false;
      if (socket.readyState === socket.OPEN) socket.ping(ignoreSendError);
    },
    async idle() {
      await running;
    },
  };
  return api;
}

/** A failed send is followed by the socket's own `close`, which is where it is dealt with. */
function ignoreSendError(): void {}
