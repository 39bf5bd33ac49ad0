import { setImmediate as nextTurn } from "node:timers/promises";
import { StoreError, type Appended, type CheckedObservation, type Store } from "#collector/storage/port.ts";
import type { StoredObservation } from "#shared/api/schemas.ts";
import type { SensorHealth } from "#shared/model/endpoint.ts";
import type { AgentSettings, Heartbeat, Hello } from "#shared/protocol/messages.ts";
import { Refused, type AgentConnection } from "./agent-connection.ts";
import { checkObservation, sequenceOf } from "./check.ts";
import { createRenewal, isRefusedState } from "./enrolment.ts";
import type { AgentFrame, OpenBatch } from "./frames.ts";
import type { AgentLimits } from "./limits.ts";
import type { Authority, Log } from "./port.ts";

export interface ConversationDeps {
  readonly store: Pick<Store, "observations" | "endpoints">;
  readonly authority: Authority;
  readonly settingsFor: (endpointId: string) => AgentSettings | Promise<AgentSettings>;
  /** Called after the commit with what is new; nobody waits for it. */
  readonly onStored: (stored: readonly StoredObservation[]) => void;
  readonly onPresence: (endpointId: string, connected: boolean) => void;
  /** Called with the health of a computer's sensors at its first heartbeat and whenever it changed. */
  readonly onSensors?: (endpointId: string, sensors: readonly SensorHealth[]) => void;
  readonly log: Log;
  readonly now: () => Temporal.Instant;
  readonly limits: AgentLimits;
  readonly connections: {
    isStopping(): boolean;
    /** Makes this connection the one that speaks for its computer; a former one is closed. */
    takeOver(connection: AgentConnection): void;
    /** The computer is greeted and counts as connected. */
    present(connection: AgentConnection): void;
  };
}

/** What is known of a computer while it is connected. */
interface Talk {
  readonly epoch: string;
  mark: number;
  touchedAt: number;
  sensors: string;
  renewedAt: number | null;
}

export interface Conversation {
  handle(frame: AgentFrame, connection: AgentConnection, receivedAt: Temporal.Instant): Promise<void>;
  sendSettings(connection: AgentConnection): Promise<void>;
  ended(connection: AgentConnection): void;
  /** Resolves when nothing is being written beside the frames. */
  idle(): Promise<void>;
}

/** A larger leap of the numbers within one batch or since the mark is no gap but a fault. */
const mostSkipped = 100_000_000;
/** Checking a large batch lets others have their turn after so long, in milliseconds. */
const turnMs = 8;

const iso = (instant: Temporal.Instant): string => instant.toString({ smallestUnit: "millisecond" });

/** Numbers must rise; those at or below the mark are stored already and are passed over without a word. */
function numbersOf(frame: OpenBatch, mark: number): readonly number[] {
  let last = 0;
  return frame.observations.map((raw) => {
    const seq = sequenceOf(raw);
    if (seq === null) throw new Refused("bad-sequence", "an observation without a number");
    if (seq <= last) throw new Refused("bad-sequence", "the numbers of a batch do not rise");
    if (seq - Math.max(last, mark) > mostSkipped) throw new Refused("bad-sequence", "the numbers leap");
    last = seq;
    return seq;
  });
}

/** What is said on one agent's connection, frame by frame. */
export function createConversation(deps: ConversationDeps): Conversation {
  const { store, authority, limits, now, log, connections } = deps;
  const renew = createRenewal(store.endpoints, authority);
  const talks = new WeakMap<AgentConnection, Talk>();
  const besides = new Set<Promise<void>>();

  /** A store that does not answer is the collector's trouble: the agent keeps what it has and comes back. */
  async function ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (error) {
      const code = error instanceof StoreError ? error.code : "failed";
      log.error({ err: error, code }, "the store does not answer; an agent was told to come back");
      throw new Refused("unavailable", "The collector's store does not answer; try again later.", false, {
        cause: error,
      });
    }
  }

  function beside(work: Promise<void>, what: string): void {
    const watched = work
      .catch((error: unknown) => log.warn({ err: error }, what))
      .finally(() => besides.delete(watched));
    besides.add(watched);
  }

  function touch(
    connection: AgentConnection,
    talk: Talk,
    liveness: Parameters<typeof store.endpoints.touch>[1],
  ): void {
    talk.touchedAt = performance.now();
    beside(
      store.endpoints.touch(connection.identity.endpointId, liveness),
      "a sign of life could not be stored",
    );
  }

  async function settingsOf(endpointId: string): Promise<AgentSettings> {
    return deps.settingsFor(endpointId);
  }

  async function greet(frame: Hello, connection: AgentConnection): Promise<void> {
    const { endpointId, keyHash } = connection.identity;
    const endpoint = await ask(() => store.endpoints.get(endpointId));
    if (endpoint === null) {
      throw new Refused("not-enrolled", "This computer is not enrolled here; enrol it again.", true);
    }
    if (isRefusedState(endpoint.state)) {
      throw new Refused("revoked", "This computer's certificate was revoked.", true);
    }
    if (endpoint.keyHash !== keyHash) {
      const sentence =
        "The certificate is for another key than the one enrolled last; enrol the computer again.";
      throw new Refused("wrong-certificate", sentence, true);
    }
    if (!connection.isOpen()) return;
    connection.greeted();
    connections.takeOver(connection);
    const mark = await ask(() => store.observations.highWater(endpointId, frame.epoch));
    const settings = await ask(() => settingsOf(endpointId));
    if (!connection.isOpen()) return;
    const talk: Talk = { epoch: frame.epoch, mark, touchedAt: 0, sensors: "", renewedAt: null };
    talks.set(connection, talk);
    const at = iso(now());
    connection.send({
      type: "welcome",
      protocol: frame.protocol,
      endpointId,
      time: at,
      highWater: mark,
      window: limits.window,
      heartbeatSeconds: limits.heartbeatSeconds,
      settings,
    });
    connections.present(connection);
    touch(connection, talk, { lastSeenAt: at, agentVersion: frame.agentVersion, hostname: frame.hostname });
  }

  async function takeBatch(
    frame: OpenBatch,
    connection: AgentConnection,
    talk: Talk,
    receivedAt: Temporal.Instant,
  ): Promise<void> {
    if (frame.epoch !== talk.epoch) {
      throw new Refused("replayed", "a batch of another outbox than the one greeted with");
    }
    const numbers = numbersOf(frame, talk.mark);
    const upTo = numbers.at(-1) ?? 0;
    if (upTo > talk.mark) {
      const observations = await check(frame, numbers, connection, talk, receivedAt);
      const appended: Appended = await ask(() =>
        store.observations.append({
          endpointId: connection.identity.endpointId,
          epoch: frame.epoch,
          receivedAt: iso(receivedAt),
          observations,
          upTo,
        }),
      );
      talk.mark = appended.highWater;
      connection.send({ type: "ack", epoch: talk.epoch, seq: talk.mark });
      tellStored(appended.stored);
    } else {
      connection.send({ type: "ack", epoch: talk.epoch, seq: talk.mark });
    }
    if (performance.now() - talk.touchedAt >= limits.touchMs)
      touch(connection, talk, { lastSeenAt: iso(receivedAt) });
  }

  async function check(
    frame: OpenBatch,
    numbers: readonly number[],
    connection: AgentConnection,
    talk: Talk,
    receivedAt: Temporal.Instant,
  ): Promise<readonly CheckedObservation[]> {
    const good: CheckedObservation[] = [];
    let turnEnds = performance.now() + turnMs;
    for (const [index, raw] of frame.observations.entries()) {
      if ((numbers[index] ?? 0) <= talk.mark) continue;
      const checked = checkObservation(raw, receivedAt);
      // Written before the acknowledgement covers it: a refusal told twice is better than one never told.
      if (checked.ok) good.push(checked.observation);
      else await connection.note(checked.code, checked.detail);
      if (performance.now() > turnEnds) {
        await nextTurn();
        turnEnds = performance.now() + turnMs;
      }
    }
    return good;
  }

  function tellStored(stored: readonly StoredObservation[]): void {
    if (stored.length === 0) return;
    try {
      deps.onStored(stored);
    } catch (error) {
      // It is stored: whoever works on it finds it by its ordinal.
      log.error({ err: error }, "stored observations could not be handed on");
    }
  }

  function takeHeartbeat(
    frame: Heartbeat,
    connection: AgentConnection,
    talk: Talk,
    receivedAt: Temporal.Instant,
  ): void {
    connection.send({ type: "time", echo: frame.sentAt, received: iso(receivedAt), sent: iso(now()) });
    const sensors = JSON.stringify(
      frame.sensors.map(({ fact, status, code, reason }) => [fact, status, code, reason]),
    );
    const changed = sensors !== talk.sensors;
    if (!changed && performance.now() - talk.touchedAt < limits.touchMs) return;
    talk.sensors = sensors;
    touch(connection, talk, {
      lastSeenAt: iso(receivedAt),
      sensors: frame.sensors,
      clockOffsetMs: frame.clockOffsetMs,
    });
    if (changed) tellSensors(connection.identity.endpointId, frame.sensors);
  }

  function tellSensors(endpointId: string, sensors: readonly SensorHealth[]): void {
    try {
      deps.onSensors?.(endpointId, sensors);
    } catch (error) {
      log.error({ err: error, endpointId }, "the health of sensors could not be handed on");
    }
  }

  async function takeRenewal(csr: string, connection: AgentConnection, talk: Talk): Promise<void> {
    const at = performance.now();
    if (talk.renewedAt !== null && at - talk.renewedAt < limits.renewMs) {
      const message = "The certificate was renewed a moment ago.";
      await connection.note("too-fast", message);
      connection.send({ type: "refused", code: "too-fast", message, fatal: false });
      return;
    }
    talk.renewedAt = at;
    const outcome = await ask(() => renew(connection.identity.endpointId, connection.identity.keyHash, csr));
    if (outcome.ok) {
      connection.send({ type: "certificate", certificate: outcome.certificate, ca: outcome.ca });
      return;
    }
    if (outcome.why !== "bad-csr") throw new Refused(outcome.why, outcome.message, true);
    await connection.note("bad-csr", outcome.message);
    connection.send({ type: "refused", code: "bad-csr", message: outcome.message, fatal: false });
  }

  return {
    async handle(frame, connection, receivedAt) {
      const talk = talks.get(connection);
      if (talk === undefined) {
        if (frame.type === "hello") return greet(frame, connection);
        throw new Refused("no-hello", "The first frame must be hello.");
      }
      switch (frame.type) {
        case "hello":
          throw new Refused("bad-frame", "a second hello");
        case "batch":
          return takeBatch(frame, connection, talk, receivedAt);
        case "heartbeat":
          return takeHeartbeat(frame, connection, talk, receivedAt);
        case "renew":
          return takeRenewal(frame.csr, connection, talk);
      }
    },
    async sendSettings(connection) {
      try {
        const settings = await settingsOf(connection.identity.endpointId);
        connection.send({ type: "settings", settings });
      } catch (error) {
        log.error({ err: error, endpointId: connection.identity.endpointId }, "settings could not be sent");
      }
    },
    ended(connection) {
      talks.delete(connection);
    },
    async idle() {
      await Promise.all(besides);
    },
  };
}
