import type { Rate } from "./token-bucket.ts";

/** What one agent, one address and all of them together may ask of the collector. */
export interface AgentLimits {
  /** Observations an agent may send ahead of their acknowledgement. */
  readonly window: number;
  readonly heartbeatSeconds: number;
  /** How long a connection may stay without its first frame, in milliseconds. */
  readonly helloMs: number;
  /** A peer that answers no ping for this long, in milliseconds, is gone. */
  readonly pingMs: number;
  /** Frames of one computer. */
  readonly frames: Rate;
  /** Bytes of one computer in a short time. */
  readonly bytes: Rate;
  /** Bytes of one computer in a day: what a compromised one may fill of the disk. */
  readonly dailyBytes: Rate;
  /** A computer that has to be slowed for so long altogether, in milliseconds, is cut. */
  readonly slowedMs: number;
  /** Faulty frames a connection may send before it is cut. */
  readonly faults: number;
  /** Bytes held unread of one connection before its socket is paused. */
  readonly queuedBytes: number;
  /** Bytes an agent may leave unread of what it is sent. */
  readonly outboundBytes: number;
  /** Handshakes of one address; a full one costs about a millisecond of a core. */
  readonly handshakes: Rate;
  readonly connections: number;
  /** How often `lastSeenAt` of one computer is written, in milliseconds. */
  readonly touchMs: number;
  /** Shortest time between two renewals on one connection, in milliseconds. */
  readonly renewMs: number;
  /** How long `stop` waits for what is being stored, in milliseconds. */
  readonly stopMs: number;
}

const mebibyte = 1_048_576;

export const agentLimits: AgentLimits = {
  window: 1000,
  heartbeatSeconds: 60,
  helloMs: 10_000,
  pingMs: 30_000,
  frames: { burst: 2000, perSecond: 500 },
  bytes: { burst: 16 * mebibyte, perSecond: 2 * mebibyte },
  dailyBytes: { burst: 256 * mebibyte, perSecond: (256 * mebibyte) / 86_400 },
  slowedMs: 60_000,
  faults: 5,
  queuedBytes: 262_144,
  outboundBytes: mebibyte,
  handshakes: { burst: 2000, perSecond: 300 },
  connections: 20_000,
  touchMs: 20_000,
  renewMs: 60_000,
  stopMs: 10_000,
};
