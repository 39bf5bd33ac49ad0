import type { HealthEvent } from "#shared/facts/health.ts";
import { facts } from "#shared/facts/index.ts";
import type { Observation } from "#shared/model/observation.ts";

/** An observation before the outbox numbered it. */
export type NewObservation = Omit<Observation, "seq">;

/** A stored observation; `text` is its JSON as it goes on the wire, `seq` included. */
export interface OutboxRow {
  readonly seq: number;
  readonly text: string;
}

/**
 * What waits to be sent, in the order it was observed, and the little state that outlives a restart. Only one process
 * may have it open.
 */
export interface Outbox {
  /** The life of the file; changes when a damaged file had to be set aside or {@link beginEpoch} was called. */
  readonly epoch: string;
  /**
   * Numbers and keeps an observation. Resolves when it would survive a power failure.
   * @throws OutboxError when it could not be kept; the loss is counted and told as soon as there is room again.
   */
  append(observation: NewObservation): Promise<number>;
  /** Rows above `afterSeq` in rising order, at most `maxCount` and `maxBytes`, but one at least if there is any. */
  peek(afterSeq: number, maxCount: number, maxBytes: number): readonly OutboxRow[];
  /** Forgets everything up to `seq`; an acknowledgement of another epoch is passed over. */
  acknowledge(epoch: string, seq: number): void;
  /** The highest number ever acknowledged in this epoch; 0 for none. */
  acknowledged(): number;
  /** The highest number given in this epoch or before; 0 for none. */
  lastSeq(): number;
  /**
   * Goes on under a new epoch, with everything that waits. For a file that came back from an older copy of the disk:
   * under the old epoch its numbers are used up, and what it says would be taken for a repetition.
   */
  beginEpoch(): void;
  /** Leaves out one observation that the collector can never take, and tells it. */
  setAside(seq: number, reason: string): Promise<void>;
  /** Observations that wait. */
  pending(): number;
  /** Size of the file in bytes. */
  bytes(): number;
  /** A text kept under a key, or null. */
  load(key: string): string | null;
  /** @throws OutboxError when it could not be kept. */
  save(key: string, value: string): void;
  /** Calls back after each durable append; returns the way to stop that. */
  onAppend(listener: () => void): () => void;
  close(): Promise<void>;
}

export type OutboxErrorCode =
  | "full"
  | "locked"
  | "denied"
  | "damaged"
  | "newer"
  | "closed"
  | "too-large"
  | "failed";

/** Why the outbox could not do its work; `message` is a sentence for the administrator. */
export class OutboxError extends Error {
  readonly code: OutboxErrorCode;
  constructor(code: OutboxErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "OutboxError";
    this.code = code;
  }
}

export interface OutboxLimits {
  /** Most bytes of waiting observations. */
  readonly maxBytes: number;
  /** Snapshots that waited for so many days of running time are dropped; events wait for as long as there is room. */
  readonly maxDays: number;
}

export const defaultLimits: OutboxLimits = { maxBytes: 67_108_864, maxDays: 7 };
/** A frame holds 1 MiB; one observation must leave room for the envelope. */
export const maxObservationBytes = 917_504;
/** An overflow makes this much room at once, so that a long absence is told in a few sentences, not in thousands. */
export const roomAfterOverflow = 0.9;

/** What had to be given up, as the person at the dashboard is told. */
export interface Loss {
  readonly why: string;
  readonly readings: number;
  readonly events: number;
  readonly from: string;
  readonly to: string;
}

/** Adds one observation to a loss. */
export function addLoss(loss: Loss | null, kind: "reading" | "event", at: string, why: string): Loss {
  return {
    why: loss?.why ?? why,
    readings: (loss?.readings ?? 0) + (kind === "reading" ? 1 : 0),
    events: (loss?.events ?? 0) + (kind === "event" ? 1 : 0),
    from: loss !== null && loss.from < at ? loss.from : at,
    to: loss !== null && loss.to > at ? loss.to : at,
  };
}

/** An observation of the agent about itself. */
export function healthObservation(body: HealthEvent, at: string): NewObservation {
  return { fact: "health", schema: facts.health.version, kind: "event", at, durationMs: null, body };
}

/** The observation by which a loss is told. */
export function lossObservation(loss: Loss, at: string): NewObservation {
  return healthObservation(
    {
      type: "outbox-overflow",
      detail: `${loss.why}: ${loss.readings} snapshots and ${loss.events} events were given up`,
      from: loss.from,
      to: loss.to,
    },
    at,
  );
}

/** The JSON of an observation with its number in front, as the wire wants it. */
export const numbered = (seq: number, text: string): string => `{"seq":${seq},${text.slice(1)}`;
