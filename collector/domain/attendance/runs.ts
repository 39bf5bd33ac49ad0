import type { GapCause } from "#shared/model/attendance.ts";
import { computerStaysOn, withoutRecordOfItsEnd } from "#shared/facts/health-words.ts";
import { holds, type Span } from "./spans.ts";
import type { Told } from "./told.ts";

/** A stretch of a computer's life and why nobody was watching in it. Milliseconds since 1970; may be endless. */
export interface Stretch extends Span {
  readonly cause: GapCause;
  readonly detail: string;
}

interface Ending {
  readonly at: number;
  readonly kind: "going-down" | "stays-on" | "stopped";
  readonly detail: string;
}

interface Start {
  readonly at: number;
  /** Whether the run before was cut off, and when it was last alive. */
  readonly cut: boolean;
  readonly lastSign: number | null;
  readonly detail: string;
}

/** Between the end of one run and the beginning of the next. */
interface Pause {
  readonly from: number;
  readonly ending: Ending | null;
  readonly start: Start | null;
}

interface Boots {
  /** Known from the computer's own boot mark. */
  readonly exact: readonly number[];
  /** From the wall clock, which moves: [when the agent's run began, when it says the computer was switched on]. */
  readonly said: readonly { readonly startedAt: number; readonly bootedAt: number }[];
}

/** Two clocks of one computer, read at different moments, agree within this. */
const sameMs = 120_000;
/** So long a computer may take from being switched on to the start of its agent; it is counted as still off. */
const startingMs = 900_000;

const millis = (instant: string): number => Temporal.Instant.from(instant).epochMilliseconds;
const iso = (ms: number): string =>
  Temporal.Instant.fromEpochMilliseconds(Math.round(ms)).toString({ smallestUnit: "second" });

interface Life {
  readonly pauses: readonly Pause[];
  readonly sleeps: readonly Span[];
  readonly boots: Boots;
  /** The last moment at which the latest run is known to have been alive. */
  readonly aliveAt: number;
}

function follow(told: readonly Told[], correct: (instant: string) => number): Life {
  const pauses: Pause[] = [];
  const sleeps: Span[] = [];
  const exact: number[] = [];
  const said: Boots["said"][number][] = [];
  let ending: Ending | null = null;
  let aliveAt = -Infinity;
  const begin = (start: Start): void => {
    pauses.push({ from: ending?.at ?? (start.cut ? start.lastSign : null) ?? aliveAt, ending, start });
    ending = null;
    aliveAt = start.at;
  };
  for (const one of told) {
    const at = correct(one.at);
    if (one.kind === "reading") {
      aliveAt = Math.max(aliveAt, at);
      if (one.bootedAt !== null)
        said.push({ startedAt: correct(one.startedAt), bootedAt: correct(one.bootedAt) });
      continue;
    }
    const { type, detail, from, to } = one.event;
    if (type === "agent-started") {
      const cut = detail.includes(withoutRecordOfItsEnd);
      begin({ at, cut, lastSign: from === null ? null : correct(from), detail });
    } else if (type === "agent-stopped")
      ending = { at, kind: detail.includes(computerStaysOn) ? "stays-on" : "stopped", detail };
    else if (type === "shutdown" && from === null) ending = { at, kind: "going-down", detail };
    else if (type === "shutdown" && to !== null) exact.push(correct(to));
    else if (type === "boot") exact.push(correct(from ?? one.at));
    else if (type === "sleep" && from !== null && to !== null)
      sleeps.push({ from: correct(from), to: correct(to) });
    else if (ending === null) aliveAt = Math.max(aliveAt, at);
  }
  if (ending !== null) pauses.push({ from: ending.at, ending, start: null });
  return { pauses, sleeps, boots: { exact, said }, aliveAt };
}

/** When the computer was switched on in a pause: a moment, null for never, undefined where that is not known yet. */
function bootIn({ from, start }: Pause, { exact, said }: Boots): number | null | undefined {
  if (start === null) return undefined;
  const during = { from: from - sameMs, to: start.at + 1000 };
  const known = exact.findLast((moment) => holds(during, moment));
  if (known !== undefined) return known;
  const before = said.findLast(({ startedAt }) => startedAt < start.at - sameMs);
  const after = said.find(({ startedAt }) => Math.abs(startedAt - start.at) <= sameMs);
  if (after === undefined) return undefined;
  const same = before !== undefined && Math.abs(before.bootedAt - after.bootedAt) <= sameMs;
  return !same && after.bootedAt > from && after.bootedAt <= start.at ? after.bootedAt : null;
}

function stretchesOf(pause: Pause, boots: Boots): readonly Stretch[] {
  const { ending, from, start } = pause;
  const boot = bootIn(pause, boots);
  const to = start?.at ?? Infinity;
  const booted = typeof boot === "number";
  const on = booted ? `; the computer was switched on at ${iso(boot)}` : "";
  const off = (cause: GapCause, detail: string): readonly Stretch[] => {
    const late = booted && to - boot > startingMs;
    const gone: Stretch = { from, to: late ? boot : to, cause, detail };
    const idle = "The computer was on, but its agent had not been started yet.";
    return late ? [gone, { from: boot, to, cause: "unconfirmed", detail: idle }] : [gone];
  };
  const whole = (cause: GapCause, detail: string): readonly Stretch[] => [{ from, to, cause, detail }];
  if (ending !== null) {
    const detail = `${ending.detail}${on}`;
    if (ending.kind === "going-down") return off("computer-off", detail);
    // The computer was on when the agent was stopped; when it went off later, nobody saw.
    if (ending.kind === "stays-on") return whole("agent-stopped", detail);
    return booted ? off("computer-off", detail) : whole("agent-stopped", detail);
  }
  if (start === null) return [];
  if (!start.cut)
    return whole(
      "unconfirmed",
      `The agent started anew (${start.detail}); how it ended before is not known${on}`,
    );
  if (booted) return off("power-lost", `${start.detail}${on}`);
  return whole(boot === null ? "agent-killed" : "unconfirmed", start.detail);
}

/**
 * A computer's life as its agent told it, in the order it was told: pauses of the agent first, sleep after them, and
 * last the times in which the agent ran, so that it was only cut off. `settled` says that nothing more is to come: a
 * run that told nothing else has gone on. A moment in no stretch is one of which nothing is known.
 */
export function stretchesOfLife(
  told: readonly Told[],
  options: { readonly clockOffsetMs: number | null; readonly settled: boolean },
): readonly Stretch[] {
  const correct = (instant: string): number => millis(instant) - (options.clockOffsetMs ?? 0);
  const { aliveAt, boots, pauses, sleeps } = follow(told, correct);
  const cutOff = {
    cause: "network-cut" as const,
    detail: "The agent ran, but could not reach the collector.",
  };
  const runs: Stretch[] = [];
  let from = -Infinity;
  for (const pause of pauses) {
    runs.push({ from, to: pause.from, ...cutOff });
    from = pause.start?.at ?? Infinity;
  }
  runs.push({ from, to: options.settled ? Infinity : aliveAt, ...cutOff });
  return [
    ...pauses.flatMap((pause) => stretchesOf(pause, boots)),
    ...sleeps.map((span): Stretch => ({ ...span, cause: "asleep", detail: "The computer slept." })),
    ...runs,
  ];
}
