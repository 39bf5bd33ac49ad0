import type { AgentLimits } from "./limits.ts";
import { createTokenBucket } from "./token-bucket.ts";

/** A faulty frame costs as much as this many good ones. */
const penaltyFrames = 100;

/** How fast one computer may send, over all of its connections. */
export interface Throttle {
  /** Milliseconds to wait before a frame of so many bytes is handled, or that the computer is to be cut. */
  take(bytes: number): number | "cut";
  /** Makes the next frames wait, after a fault. */
  penalise(): void;
}

/**
 * Slows a computer first and cuts it when slowing did not help: when it had to wait for more than `slowedMs`
 * without ever catching up.
 */
export function createThrottle(limits: AgentLimits, monotonicMs: () => number): Throttle {
  const frames = createTokenBucket(limits.frames, monotonicMs);
  const bytes = createTokenBucket(limits.bytes, monotonicMs);
  const day = createTokenBucket(limits.dailyBytes, monotonicMs);
  let slowed = 0;
  return {
    take(size) {
      const wait = Math.max(frames.take(1), bytes.take(size), day.take(size));
      if (wait === 0) {
        slowed = 0;
        return 0;
      }
      slowed += wait;
      if (slowed <= limits.slowedMs) return wait;
      slowed = 0;
      return "cut";
    },
    penalise() {
      frames.take(penaltyFrames);
    },
  };
}
