/** How long to wait between connections. */
export interface Backoff {
  /** The next delay in milliseconds. */
  next(): number;
  reset(): void;
}

/**
 * Decorrelated jitter: each delay lies between the shortest and three times the one before, so that a thousand agents
 * that lost their collector together do not come back together.
 */
export function createBackoff(
  random: () => number,
  shortestMs: number = 1000,
  longestMs: number = 60_000,
): Backoff {
  let previousMs = shortestMs;
  return {
    next() {
      const ceiling = Math.min(longestMs, previousMs * 3);
      previousMs = shortestMs + random() * (ceiling - shortestMs);
      return Math.round(previousMs);
    },
    reset() {
      previousMs = shortestMs;
    },
  };
}
