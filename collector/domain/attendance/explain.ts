import type { Gap } from "#shared/model/attendance.ts";
import { type Stretch, stretchesOfLife } from "./runs.ts";
import { holds } from "./spans.ts";
import type { Told } from "./told.ts";

export interface GapQuestion {
  /** ISO instants of the collector's clock; `to` is null while the gap lasts. */
  readonly from: string;
  readonly to: string | null;
  readonly now: string;
  /** What the agent told, in the order it was told, from some minutes before the gap on. */
  readonly told: readonly Told[];
  /** Gaps of the collector itself that touch this one. */
  readonly collectorGaps: readonly Gap[];
  /** The computer's clock minus the collector's, in milliseconds; null where it is not known. */
  readonly clockOffsetMs: number | null;
  /** Whether the agent is back and has had its time to tell everything. */
  readonly settled: boolean;
}

/** A part of a gap with one cause. */
export type GapPiece = Pick<Gap, "from" | "to" | "cause" | "detail">;

/** An interruption that is not longer, in milliseconds, is no gap, and no part of one either. */
export const shortestGapMs = 180_000;

const millis = (instant: string): number => Temporal.Instant.from(instant).epochMilliseconds;
const wholeSecond = (ms: number): number => Math.floor(ms / 1000) * 1000;
const iso = (ms: number): string =>
  Temporal.Instant.fromEpochMilliseconds(ms).toString({ smallestUnit: "millisecond" });

const nothingKnown = { cause: "unconfirmed", detail: "Nothing is known yet." } as const;
const several = "The parts of this gap have different causes; the agent has not told everything yet.";

/** What is known of each part between these moments. */
function judged(moments: readonly number[], stretches: readonly Stretch[]): readonly Stretch[] {
  const parts: Stretch[] = [];
  for (const [index, from] of moments.entries()) {
    const to = moments[index + 1];
    if (to === undefined) break;
    const middle = (from + to) / 2;
    const { cause, detail } = stretches.find((stretch) => holds(stretch, middle)) ?? nothingKnown;
    parts.push({ from, to, cause, detail });
  }
  return joined(parts);
}

const lengthOfPart = ({ from, to }: Stretch): number => to - from;

/** Gives parts that are too short to be gaps to their longer neighbour, the shortest first. */
function withoutSplinters(parts: readonly Stretch[]): readonly Stretch[] {
  const [shortest] = parts.toSorted((a, b) => lengthOfPart(a) - lengthOfPart(b));
  if (shortest === undefined || parts.length === 1 || lengthOfPart(shortest) > shortestGapMs) return parts;
  const at = parts.indexOf(shortest);
  const before = parts.slice(0, at);
  const after = parts.slice(at + 1);
  const [previous, next] = [before.at(-1), after[0]];
  const forward =
    next !== undefined && (previous === undefined || lengthOfPart(next) > lengthOfPart(previous));
  if (forward)
    return withoutSplinters(joined([...before, { ...next, from: shortest.from }, ...after.slice(1)]));
  if (previous === undefined) return parts;
  return withoutSplinters(joined([...before.slice(0, -1), { ...previous, to: shortest.to }, ...after]));
}

/** Neighbours that say the same, as one. */
function joined(parts: readonly Stretch[]): readonly Stretch[] {
  const whole: Stretch[] = [];
  for (const part of parts) {
    const last = whole.at(-1);
    if (last?.cause === part.cause && last.detail === part.detail)
      whole[whole.length - 1] = { ...last, to: part.to };
    else whole.push(part);
  }
  return whole;
}

/**
 * Says why nobody watched a computer: one part for each cause, in order, together exactly the gap. A gap that lasts, or
 * whose agent has not told everything, stays one part; what is not known is `unconfirmed`, never guessed. The
 * collector's own gaps come before everything else.
 */
export function explainGap(question: GapQuestion): readonly GapPiece[] {
  const { collectorGaps, told, settled } = question;
  const from = millis(question.from);
  const to = millis(question.to ?? question.now);
  // The collector runs again: that it was away once says nothing of a gap that goes on.
  const deaths = question.to === null ? [] : collectorGaps;
  const stretches: readonly Stretch[] = [
    ...deaths.map((gap): Stretch => ({
      from: millis(gap.from),
      to: gap.to === null ? Infinity : millis(gap.to),
      cause: gap.cause,
      detail: gap.detail,
    })),
    ...stretchesOfLife(told, {
      clockOffsetMs: question.clockOffsetMs,
      settled: settled && question.to !== null,
    }),
  ];
  const inner = stretches
    .flatMap((stretch) => [stretch.from, stretch.to])
    .filter((moment) => Number.isFinite(moment))
    .map(wholeSecond)
    .filter((moment) => from < moment && moment < to);
  const moments = [...new Set([from, ...inner, to])].toSorted((a, b) => a - b);
  const parts = withoutSplinters(judged(moments, stretches));
  const last = parts.at(-1) ?? nothingKnown;
  const bounds = { from: question.from, to: question.to };
  if (question.to === null) return [{ ...bounds, cause: last.cause, detail: clip(last.detail) }];
  if (!settled) {
    const one = parts.every(({ cause }) => cause === last.cause);
    return [
      {
        ...bounds,
        cause: one ? last.cause : "unconfirmed",
        detail: clip(one ? last.detail : several),
      },
    ];
  }
  return parts.map((part, index) => ({
    from: index === 0 ? question.from : iso(part.from),
    to: index === parts.length - 1 ? question.to : iso(part.to),
    cause: part.cause,
    detail: clip(part.detail),
  }));
}

const clip = (text: string): string => (text.length <= 500 ? text : `${text.slice(0, 499)}…`);
