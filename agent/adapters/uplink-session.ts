import type { WebSocket } from "ws";
import { facts } from "#shared/facts/index.ts";
import type { Platform, SensorHealth } from "#shared/model/endpoint.ts";
import {
  type AgentMessage,
  type CollectorMessage,
  collectorMessage,
  maxBatch,
  protocolVersion,
} from "#shared/protocol/messages.ts";
import { clip, explain, type Log } from "../core/log.ts";
import { type Outbox, OutboxError } from "../core/outbox.ts";
import type { Clock } from "../core/schedule.ts";
import type { UplinkHost } from "../core/uplink.ts";
import type { Identity } from "./identity.ts";

/** Times of one connection, in milliseconds; a test makes them short. */
export interface SessionTimes {
  /** From opening to the collector's welcome. */
  readonly welcomeMs: number;
  /** From a heartbeat, or from a batch, to its answer. */
  readonly answerMs: number;
  /** In place of the period the collector names. */
  readonly heartbeatMs?: number;
  /** How often it looks whether a sensor fares differently than last told. */
  readonly changeMs?: number;
}
export const sessionTimes: SessionTimes = { welcomeMs: 15_000, answerMs: 30_000 };
const defaultChangeMs = 5_000;

export interface SessionDeps {
  readonly identity: Identity;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly log: Log;
  readonly host: UplinkHost;
  readonly hostname: string;
  readonly platform: Platform;
  readonly version: string;
  readonly makeRequest: (signal: AbortSignal) => Promise<string>;
  readonly times: SessionTimes;
  /** Most observations in a frame; made smaller where the collector stumbles over one. */
  readonly batchSize: () => number;
}

/** How a connection ended. */
export interface SessionEnd {
  readonly why: "lost" | "refused" | "again" | "stopped";
  readonly reason: string;
  /** Whether a person must act first. */
  readonly fatal: boolean;
  /** The collector's code of its last refusal, or null. */
  readonly refusal: string | null;
  /** How long it was welcome, in milliseconds; 0 if it never was. */
  readonly connectedMs: number;
  /** Whether anything was acknowledged. */
  readonly progressed: boolean;
}

const maxBatchBytes = 524_288;

/** Lives one connection from its opening to its end. Never rejects; the socket is closed when it resolves. */
export function runSession(socket: WebSocket, deps: SessionDeps, signal: AbortSignal): Promise<SessionEnd> {
  const { outbox, clock, identity, host, log, times } = deps;
  return new Promise((resolve) => {
    const over = new AbortController();
    const epoch = outbox.epoch;
    let welcomedMs: number | null = null;
    let window = 0;
    /** The last number of the batch under way, or null. */
    let underWay: number | null = null;
    let progressed = false;
    let refusal: { readonly code: string; readonly message: string; readonly fatal: boolean } | null = null;
    let offsetMs: number | null = null;
    let renewing = false;
    let answerTimer: NodeJS.Timeout | undefined;
    let ackTimer: NodeJS.Timeout | undefined;
    let beat: NodeJS.Timeout | undefined;
    let changeWatch: NodeJS.Timeout | undefined;
    let toldHealth = "";
    const welcomeTimer = setTimeout(() => end("lost", "no welcome in time"), times.welcomeMs);
    const stopListening = outbox.onAppend(() => sendMore());

    function end(why: SessionEnd["why"], reason: string): void {
      if (over.signal.aborted) return;
      over.abort();
      clearTimeout(welcomeTimer);
      clearTimeout(answerTimer);
      clearTimeout(ackTimer);
      clearInterval(beat);
      clearInterval(changeWatch);
      stopListening();
      signal.removeEventListener("abort", onAbort);
      if (why === "lost") socket.terminate();
      else {
        socket.close(1000);
        // A peer that does not answer the closing must not hold the socket.
        setTimeout(() => socket.terminate(), 1000).unref();
      }
      resolve({
        why: refusal !== null && why === "lost" ? "refused" : why,
        reason: refusal === null ? reason : `${refusal.code}: ${refusal.message}`,
        fatal: refusal?.fatal ?? false,
        refusal: refusal?.code ?? null,
        connectedMs: welcomedMs === null ? 0 : clock.monotonicMs() - welcomedMs,
        progressed,
      });
    }

    const onAbort = (): void => end("stopped", "the agent stops");
    const send = (message: AgentMessage): void => socket.send(JSON.stringify(message));

    /**
     * Sends what waits; called after each append and each acknowledgement. One batch is under way at a time: were a
     * second one stored after the first was refused, the collector's mark would pass over the first for ever.
     */
    function sendMore(): void {
      if (welcomedMs === null || underWay !== null || over.signal.aborted) return;
      if (outbox.epoch !== epoch) {
        end("again", "the outbox began a new epoch");
        return;
      }
      const rows = readRows(Math.min(maxBatch, window, deps.batchSize()));
      const last = rows.at(-1);
      if (last === undefined) return;
      const list = rows.map((row) => row.text).join(",");
      socket.send(`{"type":"batch","epoch":"${epoch}","observations":[${list}]}`);
      underWay = last.seq;
      ackTimer = setTimeout(() => end("lost", "no acknowledgement in time"), times.answerMs);
    }

    function readRows(count: number) {
      try {
        return outbox.peek(outbox.acknowledged(), count, maxBatchBytes);
      } catch (error) {
        log("error", "the outbox cannot be read", { reason: explain(error) });
        if (error instanceof OutboxError) end("again", "the outbox cannot be read");
        return [];
      }
    }

    function onAck(ack: Extract<CollectorMessage, { type: "ack" }>): void {
      if (ack.epoch !== epoch) return;
      outbox.acknowledge(epoch, ack.seq);
      progressed = true;
      if (underWay !== null && ack.seq >= underWay) {
        clearTimeout(ackTimer);
        underWay = null;
      }
      sendMore();
    }

    function onWelcome(welcome: Extract<CollectorMessage, { type: "welcome" }>): void {
      if (welcomedMs !== null) return;
      clearTimeout(welcomeTimer);
      if (welcome.endpointId !== identity.endpointId) {
        end("lost", `the collector takes this computer for ${welcome.endpointId}`);
        return;
      }
      if (welcome.highWater > outbox.lastSeq()) {
        log("warn", "the outbox comes from an older copy of this disk; going on under a new epoch");
        outbox.beginEpoch();
        end("again", "the outbox came from an older copy");
        return;
      }
      if (welcome.highWater < outbox.acknowledged()) {
        log("warn", "the collector knows less than it acknowledged; sending every snapshot again");
        host.onForgotten();
      }
      welcomedMs = clock.monotonicMs();
      window = welcome.window;
      offsetMs = millis(clock.now()) - millis(welcome.time);
      outbox.acknowledge(epoch, welcome.highWater);
      host.onSettings(welcome.settings);
      host.onConnected();
      log("info", "connected", { highWater: welcome.highWater, waiting: outbox.pending() });
      heartbeat();
      beat = setInterval(heartbeat, times.heartbeatMs ?? welcome.heartbeatSeconds * 1000);
      // A first look or a sensor gone blind is news; people must not wait for the next beat to read it.
      changeWatch = setInterval(() => {
        if (healthText(host.health()) !== toldHealth) heartbeat();
      }, times.changeMs ?? defaultChangeMs);
      sendMore();
    }

    function heartbeat(): void {
      const sensors = [...host.health()];
      toldHealth = healthText(sensors);
      send({
        type: "heartbeat",
        sentAt: clock.now(),
        pending: outbox.pending(),
        sensors,
        clockOffsetMs: offsetMs,
      });
      answerTimer ??= setTimeout(() => end("lost", "no answer to a heartbeat"), times.answerMs);
      void renewIfDue();
    }

    function onTime(answer: Extract<CollectorMessage, { type: "time" }>): void {
      clearTimeout(answerTimer);
      answerTimer = undefined;
      const there = millis(answer.received) - millis(answer.echo);
      const back = millis(answer.sent) - millis(clock.now());
      offsetMs = -(there + back) / 2;
    }

    async function renewIfDue(): Promise<void> {
      if (renewing || !identity.renewalDue(clock.now())) return;
      renewing = true;
      try {
        send({ type: "renew", csr: await deps.makeRequest(over.signal) });
      } catch (error) {
        if (!over.signal.aborted)
          log("warn", "the certificate could not be renewed", { reason: explain(error) });
      }
    }

    function onCertificate(message: Extract<CollectorMessage, { type: "certificate" }>): void {
      if (!renewing) return;
      try {
        identity.accept(message.certificate);
        log("info", "the certificate was renewed", { expiresAt: identity.expiresAt() });
        end("again", "the certificate was renewed");
      } catch (error) {
        log("error", "the renewed certificate cannot be used; the old one stays", { reason: explain(error) });
      }
    }

    function onMessage(text: string): void {
      const message = parseMessage(text, log);
      if (message === null) return;
      if (welcomedMs === null && message.type !== "welcome" && message.type !== "refused") return;
      switch (message.type) {
        case "welcome":
          return onWelcome(message);
        case "ack":
          return onAck(message);
        case "settings":
          return host.onSettings(message.settings);
        case "time":
          return onTime(message);
        case "certificate":
          return onCertificate(message);
        case "refused":
          refusal = { code: message.code, message: clip(message.message, 300), fatal: message.fatal };
          log("warn", "the collector refused", refusal);
          if (message.fatal) end("refused", message.message);
      }
    }

    signal.addEventListener("abort", onAbort, { once: true });
    socket.on("open", () => {
      send({
        type: "hello",
        protocol: protocolVersion,
        agentVersion: deps.version,
        epoch,
        hostname: clip(deps.hostname, 253),
        platform: deps.platform,
        kind: identity.kind,
        facts: Object.fromEntries(Object.values(facts).map((fact) => [fact.name, fact.version])),
        sentAt: clock.now(),
      });
    });
    socket.on("message", (data, binary) => {
      if (binary || over.signal.aborted) return;
      onMessage(Buffer.isBuffer(data) ? data.toString("utf8") : "");
    });
    socket.on("error", (error) => end("lost", explain(error)));
    socket.on("close", (code) => end("lost", `the connection ended (${code})`));
    if (signal.aborted) onAbort();
  });
}

/** What about sensors is worth a heartbeat of its own. */
const healthText = (sensors: readonly SensorHealth[]): string =>
  sensors.map(({ fact, status, code }) => `${fact} ${status} ${code}`).join("\n");

const millis = (instant: string): number => Temporal.Instant.from(instant).epochMilliseconds;

/** A message of this version, or null: what a newer collector adds is passed over. */
function parseMessage(text: string, log: Log): CollectorMessage | null {
  try {
    const result = collectorMessage.safeParse(JSON.parse(text));
    if (result.success) return result.data;
    log("debug", "a message of an unknown form was passed over");
  } catch {
    log("warn", "a message that is no JSON was passed over");
  }
  return null;
}
