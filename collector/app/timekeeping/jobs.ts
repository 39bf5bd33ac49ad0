import { officeTimeZone } from "#collector/domain/calendar/fiscal-year.ts";

/** When work of a kind falls due: names the newest occurrence at or before a moment, in the order of text. */
export type Rhythm = (now: Temporal.Instant) => { readonly occurrence: string; readonly at: string } | null;

const daysBack = 40;

function newest(
  now: Temporal.Instant,
  time: string,
  falls: (date: Temporal.PlainDate) => string | null,
): ReturnType<Rhythm> {
  const today = now.toZonedDateTimeISO(officeTimeZone).toPlainDate();
  for (let back = 0; back <= daysBack; back += 1) {
    const date = today.subtract({ days: back });
    const occurrence = falls(date);
    if (occurrence === null) continue;
    const at = date
      .toZonedDateTime({ timeZone: officeTimeZone, plainTime: Temporal.PlainTime.from(time) })
      .toInstant();
    if (Temporal.Instant.compare(at, now) <= 0) return { occurrence, at: at.toString() };
  }
  return null;
}

/** Every day at a time of the office's clock; the occurrence is the date. */
export const daily =
  (time: string): Rhythm =>
  (now) =>
    newest(now, time, (date) => date.toString());

/** Every day on which the office is open. */
export const onBusinessDays =
  (time: string, closedOn: (date: string) => boolean): Rhythm =>
  (now) =>
    newest(now, time, (date) => (closedOn(date.toString()) ? null : date.toString()));

/** The first business day of each week; the occurrence is that week's Monday. A week without one has none. */
export const onFirstBusinessDay =
  (time: string, closedOn: (date: string) => boolean): Rhythm =>
  (now) =>
    newest(now, time, (date) => {
      const monday = date.subtract({ days: date.dayOfWeek - 1 });
      for (let day = monday; Temporal.PlainDate.compare(day, date) < 0; day = day.add({ days: 1 }))
        if (!closedOn(day.toString())) return null;
      return closedOn(date.toString()) ? null : monday.toString();
    });

/** How long after a start the computers are given to come back before they are counted, in seconds. */
const restSeconds = 300;

/** What fell due before the start waits until the computers had time to come back: a count must not call them silent. */
export const afterRest =
  (rhythm: Rhythm, startedAt: Temporal.Instant): Rhythm =>
  (now) => {
    const due = rhythm(now);
    if (due === null) return null;
    const before = Temporal.Instant.compare(Temporal.Instant.from(due.at), startedAt) < 0;
    const rested = Temporal.Instant.compare(now, startedAt.add({ seconds: restSeconds })) >= 0;
    return before && !rested ? null : due;
  };

/** Every full hour; the occurrence is that hour in UTC. */
export const hourly: Rhythm = (now) => {
  const at = now.round({ smallestUnit: "hour", roundingMode: "floor" }).toString();
  return { occurrence: at, at };
};
