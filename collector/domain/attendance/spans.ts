/** A half-open stretch of time, `from` included, `to` not; both in one unit since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The same time as disjoint spans in rising order; empty ones are left out. */
export function union(spans: readonly Span[]): readonly Span[] {
  const whole: { from: number; to: number }[] = [];
  for (const span of spans.filter(({ from, to }) => to > from).toSorted((a, b) => a.from - b.from)) {
    const last = whole.at(-1);
    if (last !== undefined && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else whole.push({ ...span });
  }
  return whole;
}

/** The parts of spans that lie within another one. */
export const within = (spans: readonly Span[], bounds: Span): readonly Span[] =>
  spans
    .map(({ from, to }) => ({ from: Math.max(from, bounds.from), to: Math.min(to, bounds.to) }))
    .filter(({ from, to }) => to > from);

/** What of `spans` lies in none of `taken`. */
export function without(spans: readonly Span[], taken: readonly Span[]): readonly Span[] {
  const away = union(taken);
  return union(spans).flatMap((span) => {
    const left: Span[] = [];
    let from = span.from;
    for (const gone of within(away, span)) {
      if (gone.from > from) left.push({ from, to: gone.from });
      from = gone.to;
    }
    if (from < span.to) left.push({ from, to: span.to });
    return left;
  });
}

/** How much time spans cover, each moment counted once. */
export const lengthOf = (spans: readonly Span[]): number =>
  union(spans).reduce((sum, { from, to }) => sum + to - from, 0);

export const holds = ({ from, to }: Span, moment: number): boolean => from <= moment && moment < to;
