import { uptime } from "node:os";
import { z } from "zod";
import type { Log } from "#collector/http/port.ts";
import type { SettingStore } from "#collector/storage/port.ts";
import type { Gap, GapCause } from "#shared/model/attendance.ts";
import { instant } from "#shared/model/common.ts";
import { type GapBook, gapId, isoOf, secondAfter, secondBefore, theCollector } from "./book.ts";

/** Two clocks of the collector's computer that nobody sets, in milliseconds; `awakeMs` stands still while it sleeps. */
export interface MachineClocks {
  readonly awakeMs: number;
  readonly bootMs: number;
}

/** Reads the clocks of this computer. */
export const machineClocks = (): MachineClocks => ({ awakeMs: performance.now(), bootMs: uptime() * 1000 });

export interface OwnWatchDeps {
  readonly settings: SettingStore;
  readonly book: GapBook;
  readonly now: () => Temporal.Instant;
  readonly log: Log;
  /** Without it, sleep and a clock set forward are not told apart from time that passed. */
  readonly clocks: (() => MachineClocks) | null;
}

/** The collector's own life. */
export interface OwnWatch {
  /**
   * Notes the gap since the last sign of life. Answers up to which observation the run before had worked; for the first
   * run `cursor`.
   */
  begin(cursor: number): Promise<number>;
  /** A sign of life. Answers whether the collector has just not run for a while, or its clock was moved. */
  alive(cursor: number): Promise<boolean>;
  /** The mark of a stop on purpose. */
  end(cursor: number): Promise<void>;
  /** When the collector was first started. */
  since(): Promise<string>;
}

const lifeKey = "attendance.life";
const sinceKey = "attendance.since";
const life = z.strictObject({
  aliveAt: instant,
  cursor: z.number().int().nonnegative(),
  stopped: z.boolean(),
});

/** A stop on purpose that was not longer, in milliseconds, is no gap. */
const restartMs = 60_000;
const movedMs = 60_000;
/** Signs of life come twice a minute; one that is later than this did not come. */
const lateMs = 90_000;

const seconds = (ms: number): string => String(Math.round(Math.abs(ms) / 1000));

export function createOwnWatch(deps: OwnWatchDeps): OwnWatch {
  const { settings, book, now, log } = deps;
  let before: { readonly wall: Temporal.Instant; readonly clocks: MachineClocks | null } | null = null;

  async function note(
    from: Temporal.Instant,
    to: Temporal.Instant,
    cause: GapCause,
    detail: string,
  ): Promise<void> {
    const [first, last] = Temporal.Instant.compare(from, to) <= 0 ? [from, to] : [to, from];
    const begin = secondBefore(first);
    const gap: Gap = {
      ...theCollector,
      id: gapId(theCollector, begin),
      from: begin,
      to: secondAfter(begin === secondAfter(last) ? last.add({ seconds: 1 }) : last),
      cause,
      detail,
      explainedAt: cause === "unconfirmed" ? null : isoOf(now()),
    };
    await book.write([gap]);
  }

  async function lastLife(): Promise<z.infer<typeof life> | null> {
    const text = await settings.get(lifeKey);
    if (text === null) return null;
    try {
      return life.parse(JSON.parse(text));
    } catch (error) {
      log.error(
        { err: error, setting: lifeKey },
        "The collector's last sign of life cannot be read; a gap before this start is not recorded",
      );
      return null;
    }
  }

  async function keep(cursor: number, stopped: boolean): Promise<void> {
    const at = now();
    before = { wall: at, clocks: deps.clocks?.() ?? null };
    await settings.put(lifeKey, JSON.stringify({ aliveAt: isoOf(at), cursor, stopped }));
  }

  async function explainStart(last: z.infer<typeof life>): Promise<void> {
    const from = Temporal.Instant.from(last.aliveAt);
    const at = now();
    const goneMs = at.epochMilliseconds - from.epochMilliseconds;
    const bootMs = deps.clocks?.().bootMs ?? Infinity;
    const boot = bootMs < goneMs ? `; its computer was switched on ${seconds(bootMs)} s before` : "";
    if (goneMs < 0)
      await note(from, at, "clock-moved", `The collector's clock went back by ${seconds(goneMs)} s.`);
    else if (!last.stopped)
      await note(
        from,
        at,
        "collector-killed",
        `The collector ended without a stop; last sign of life ${last.aliveAt}, started again ${isoOf(at)}${boot}.`,
      );
    else if (goneMs > restartMs)
      await note(
        from,
        at,
        "collector-stopped",
        `The collector was stopped at ${last.aliveAt} and started at ${isoOf(at)}${boot}.`,
      );
  }

  /** Compares three clocks; answers why nobody watched since the sign of life before, or null. */
  function lapse(
    last: NonNullable<typeof before>,
    at: Temporal.Instant,
  ): { readonly cause: GapCause; readonly detail: string } | null {
    const wallMs = at.epochMilliseconds - last.wall.epochMilliseconds;
    const clocks = deps.clocks?.() ?? null;
    if (clocks === null || last.clocks === null)
      return wallMs < -movedMs
        ? { cause: "clock-moved", detail: `The collector's clock was set back by ${seconds(wallMs)} s.` }
        : null;
    const passedMs = clocks.bootMs - last.clocks.bootMs;
    const awakeMs = clocks.awakeMs - last.clocks.awakeMs;
    const jumpMs = wallMs - passedMs;
    if (Math.abs(jumpMs) > movedMs) {
      const way = jumpMs > 0 ? "forward" : "back";
      return {
        cause: "clock-moved",
        detail: `The collector's clock was set ${way} by ${seconds(jumpMs)} s.`,
      };
    }
    if (passedMs - awakeMs > movedMs)
      return {
        cause: "asleep",
        detail: `The collector's computer slept for ${seconds(passedMs - awakeMs)} s.`,
      };
    if (awakeMs > lateMs)
      return { cause: "unconfirmed", detail: `The collector stood still for ${seconds(awakeMs)} s.` };
    return null;
  }

  return {
    async begin(cursor) {
      const last = await lastLife();
      // The gap first: after a crash between the two the next start writes the same gap, longer.
      if (last !== null) await explainStart(last);
      const reached = last?.cursor ?? cursor;
      await keep(reached, false);
      return reached;
    },
    async alive(cursor) {
      const at = now();
      const found = before === null ? null : lapse(before, at);
      if (before !== null && found !== null) await note(before.wall, at, found.cause, found.detail);
      await keep(cursor, false);
      return found !== null;
    },
    end: (cursor) => keep(cursor, true),
    async since() {
      const known = await settings.get(sinceKey);
      if (known !== null) return known;
      const at = isoOf(now());
      await settings.put(sinceKey, at);
      return at;
    },
  };
}
