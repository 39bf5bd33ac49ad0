export interface Rate {
  /** How much may come at once. */
  readonly burst: number;
  readonly perSecond: number;
}

export interface TokenBucket {
  /** Takes `amount`, into debt if need be, and answers how many milliseconds to wait until the debt is paid. */
  take(amount: number): number;
}

/** A bucket that fills at a steady rate; `monotonicMs` never goes back. */
export function createTokenBucket(rate: Rate, monotonicMs: () => number): TokenBucket {
  let level = rate.burst;
  let filledAt = monotonicMs();
  return {
    take(amount) {
      const at = monotonicMs();
      const filled = Math.min(rate.burst, level + ((at - filledAt) / 1000) * rate.perSecond);
      // Debt ends at one burst: a flood must not lock its address out for hours after it ended.
      level = Math.max(filled - amount, -rate.burst);
      filledAt = at;
      return level >= 0 ? 0 : (-level / rate.perSecond) * 1000;
    },
  };
}

/** Buckets by name, at most `most` of them; the one that was silent longest is forgotten first. */
export function createBuckets(
  most: number,
  rate: Rate,
  monotonicMs: () => number,
): { of(name: string): TokenBucket } {
  const buckets = new Map<string, TokenBucket>();
  return {
    of(name) {
      let bucket = buckets.get(name);
      if (bucket === undefined) {
        bucket = createTokenBucket(rate, monotonicMs);
        if (buckets.size >= most) {
          const [oldest] = buckets.keys();
          if (oldest !== undefined) buckets.delete(oldest);
        }
      } else {
        buckets.delete(name);
      }
      buckets.set(name, bucket);
      return bucket;
    },
  };
}
