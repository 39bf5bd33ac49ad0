/** What every bench is given. */
interface BenchOptions {
  /** How long to measure, where a person said so. */
  readonly minutes: number | undefined;
  /** Prints one JSON line; the last one is the result. */
  readonly tell: (line: Readonly<Record<string, unknown>>) => void;
}
export type Bench = (options: BenchOptions) => Promise<void>;

/** The value below which the given share of the numbers lies. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));
