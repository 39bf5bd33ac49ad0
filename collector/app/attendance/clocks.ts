import { z } from "zod";
import { toldOf } from "#collector/domain/attendance/told.ts";
import type { SettingStore, StoredEndpoint } from "#collector/storage/port.ts";
import type { StoredObservation } from "#shared/api/schemas.ts";
import type { Gap } from "#shared/model/attendance.ts";
import { agentOf, type GapBook, isoOf, secondAfter, secondBefore } from "./book.ts";
import { derivedId } from "../pipeline/draft.ts";

/** Gaps of computers whose clock was moved: their own times in between do not exist, or exist twice. */
export interface ClockWatch {
  begin(): Promise<void>;
  /** Takes what an agent told of its clock. */
  heard(stored: readonly StoredObservation[]): Promise<void>;
  /** Compares how far each computer's clock is off with how far it was. */
  look(computers: readonly StoredEndpoint[]): Promise<void>;
  /** The collector's own clock was moved, so that every other one seems to be. */
  beginAnew(): void;
}

const movedMs = 60_000;
/** An agent that noticed itself tells so within this time; then its own word stands. */
const toldWithin = { minutes: 2 } as const;
/**
 * An offset may be seen so long after the agent told of the move: it is measured with one heartbeat, carried by the next,
 * and not stored with every one.
 */
const seenWithin = { minutes: 5 } as const;
/** Every connected agent has compared its clock with the collector's within this time. */
const comparedWithin = { minutes: 3 } as const;
/** No gap of this cause is longer: a battery that died sends a clock back by decades, and nobody was away so long. */
const mostHours = 24;
const offsetsKey = "attendance.clock-offsets";
/** Slow drift is written only from time to time. */
const driftMs = 10_000;
const offsets = z.record(z.string(), z.number());

/** What cannot be read is as good as never kept: the next look begins anew. */
function readOffsets(text: string | null): z.infer<typeof offsets> {
  try {
    return text === null ? {} : offsets.parse(JSON.parse(text));
  } catch {
    return {};
  }
}

interface Suspicion {
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  readonly movedMs: number;
}

export function createClockWatch(deps: {
  readonly settings: SettingStore;
  readonly book: GapBook;
  readonly now: () => Temporal.Instant;
}): ClockWatch {
  const { settings, book, now } = deps;
  const known = new Map<string, { readonly offsetMs: number; readonly at: Temporal.Instant }>();
  const kept = new Map<string, number>();
  const toldAt = new Map<string, Temporal.Instant>();
  const suspicions = new Map<string, Suspicion>();
  let anewUntil: Temporal.Instant | null = null;

  const gapOf = (
    id: string,
    endpointId: string,
    a: Temporal.Instant,
    b: Temporal.Instant,
    detail: string,
  ): Gap => {
    const at = now();
    const [first, last] = Temporal.Instant.compare(a, b) <= 0 ? [a, b] : [b, a];
    const end = Temporal.Instant.compare(last, at) > 0 ? at : last;
    const limit = end.subtract({ hours: mostHours });
    const begin = Temporal.Instant.compare(first, limit) < 0 ? limit : first;
    const from = secondBefore(
      Temporal.Instant.compare(begin, end) < 0 ? begin : end.subtract({ seconds: 1 }),
    );
    return {
      ...agentOf(endpointId),
      id,
      from,
      to: secondAfter(end),
      cause: "clock-moved",
      detail,
      explainedAt: isoOf(at),
    };
  };

  async function keep(): Promise<void> {
    const drifted = [...known].some(
      ([id, { offsetMs }]) => Math.abs(offsetMs - (kept.get(id) ?? Infinity)) > driftMs,
    );
    if (!drifted) return;
    for (const [id, { offsetMs }] of known) kept.set(id, offsetMs);
    await settings.put(offsetsKey, JSON.stringify(Object.fromEntries(kept)));
  }

  /** Those of whom the agent itself said nothing. */
  async function judgeSuspicions(): Promise<void> {
    const at = now();
    for (const [id, { from, movedMs: ms, to }] of suspicions) {
      const told = toldAt.get(id);
      const explained = told !== undefined && Temporal.Instant.compare(told, from.subtract(seenWithin)) >= 0;
      if (explained) suspicions.delete(id);
      else if (Temporal.Instant.compare(at, to.add(toldWithin)) >= 0) {
        const seconds = String(Math.round(Math.abs(ms) / 1000));
        const detail = `Its clock moved ${ms > 0 ? "forward" : "back"} by ${seconds} s against the collector's; its agent did not say why.`;
        await book.write([gapOf(derivedId("gap", "clock", id, isoOf(to)), id, from, to, detail)]);
        suspicions.delete(id);
      }
    }
  }

  return {
    async begin() {
      const text = await settings.get(offsetsKey);
      const at = now();
      for (const [id, offsetMs] of Object.entries(readOffsets(text))) {
        known.set(id, { offsetMs, at });
        kept.set(id, offsetMs);
      }
    },
    async heard(stored) {
      for (const one of stored) {
        const told = toldOf(one);
        if (told?.kind !== "event" || told.event.type !== "clock-jump") continue;
        const from = Temporal.Instant.from(told.event.from ?? told.at);
        const to = Temporal.Instant.from(told.event.to ?? told.at);
        if (Math.abs(to.since(from).total("milliseconds")) < movedMs) continue;
        const id = derivedId("gap", "clock", one.endpointId, one.epoch, one.seq);
        await book.write([gapOf(id, one.endpointId, from, to, told.event.detail.slice(0, 500))]);
        toldAt.set(one.endpointId, now());
      }
    },
    async look(computers) {
      const at = now();
      for (const { id, clockOffsetMs } of computers) {
        if (clockOffsetMs === null) continue;
        const before = known.get(id);
        known.set(id, { offsetMs: clockOffsetMs, at });
        const moved = before === undefined ? 0 : clockOffsetMs - before.offsetMs;
        const anew = anewUntil !== null && Temporal.Instant.compare(at, anewUntil) < 0;
        if (before === undefined || anew || Math.abs(moved) <= movedMs) continue;
        suspicions.set(id, { from: before.at, to: at, movedMs: moved });
      }
      await judgeSuspicions();
      await keep();
    },
    beginAnew() {
      anewUntil = now().add(comparedWithin);
    },
  };
}
