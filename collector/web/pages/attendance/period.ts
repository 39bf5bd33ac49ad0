import { dateField } from "../../times/format.ts";

const zone = "Asia/Tokyo";

type Preset = "today" | "week" | "month" | "own";

/** Days of the office, both included, for example 2026-11-24. */
export interface Period {
  readonly from: string;
  readonly to: string;
  readonly preset: Preset;
}

interface Asked {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const plus = (day: string, days: number): string => Temporal.PlainDate.from(day).add({ days }).toString();

/** How many days the named periods hold, today included. */
export const presetDays = { today: 1, week: 7, month: 30 } as const;

/**
 * The days that an address asks for: the last seven where it names none. Days to come become today, and an end before
 * its beginning changes places with it, so that every address shows something.
 */
export function periodOf({ from, to }: Asked, now: string): Period {
  const today = dateField(now);
  const notLater = (day: string): string => (day > today ? today : day);
  const end = notLater(to ?? today);
  const begin = notLater(from ?? plus(end, 1 - presetDays.week));
  const [first, last] = begin <= end ? [begin, end] : [end, begin];
  const named = (["today", "week", "month"] as const).find(
    (preset) => last === today && first === plus(today, 1 - presetDays[preset]),
  );
  return { from: first, to: last, preset: named ?? "own" };
}

/** What an address says for a named period; the beginning of the last seven days moves on by itself. */
export function addressOfPreset(preset: keyof typeof presetDays, now: string): Asked {
  if (preset === "week") return { from: undefined, to: undefined };
  return { from: plus(dateField(now), 1 - presetDays[preset]), to: undefined };
}

const midnight = (day: string): string =>
  Temporal.PlainDate.from(day).toZonedDateTime(zone).toInstant().toString({ fractionalSecondDigits: 3 });

/** The period as moments in UTC; open where it reaches today, since the day is not over. */
export function spanOf({ from, to }: Period, now: string): { readonly from: string; readonly to?: string } {
  return to === dateField(now)
    ? { from: midnight(from) }
    : { from: midnight(from), to: midnight(plus(to, 1)) };
}
