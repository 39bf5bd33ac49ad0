import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { officeClosedOn } from "#collector/domain/calendar/business-hours.ts";
import { daily, hourly, onBusinessDays, onFirstBusinessDay } from "./jobs.ts";

const closedInSummer = (date: string): boolean =>
  officeClosedOn(date) || (date >= "2026-08-10" && date <= "2026-08-14");
/** `2026-11-24 08:30` of the office's clock. */
const jst = (text: string): Temporal.Instant => Temporal.Instant.from(`${text.replace(" ", "T")}:00+09:00`);
const same = (at: string | undefined, expected: string): boolean =>
  at !== undefined && Temporal.Instant.from(at).equals(jst(expected));

describe("the week's first business day", () => {
  const weekly = onFirstBusinessDay("08:30", officeClosedOn);

  it.each([
    ["a Monday at the hour", "2026-11-16 08:30", "2026-11-16", "2026-11-16 08:30"],
    ["a minute before, last week's", "2026-11-16 08:29", "2026-11-09", "2026-11-09 08:30"],
    ["a Sunday", "2026-11-22 12:00", "2026-11-16", "2026-11-16 08:30"],
    ["勤労感謝の日 on a Monday: still last week's", "2026-11-23 12:00", "2026-11-16", "2026-11-16 08:30"],
    ["the Tuesday after it", "2026-11-24 08:30", "2026-11-23", "2026-11-24 08:30"],
    [
      "New Year: the week of 28 December began on a Monday",
      "2027-01-03 10:00",
      "2026-12-28",
      "2026-12-28 08:30",
    ],
    ["the first business day of 2027", "2027-01-04 08:30", "2027-01-04", "2027-01-04 08:30"],
    ["Golden Week 2026: Thursday", "2026-05-07 08:30", "2026-05-04", "2026-05-07 08:30"],
    ["Golden Week 2026: Wednesday is closed", "2026-05-06 18:00", "2026-04-27", "2026-04-27 08:30"],
  ])("%s", (_, now, occurrence, at) => {
    const due = weekly(jst(now));
    expect(due?.occurrence).toBe(occurrence);
    expect(same(due?.at, at)).toBe(true);
  });

  it("has no occurrence in a week without a business day", () => {
    expect(onFirstBusinessDay("08:30", closedInSummer)(jst("2026-08-14 12:00"))?.occurrence).toBe(
      "2026-08-03",
    );
  });
});

describe("every rhythm", () => {
  it("names a moment that has come, and the same one until the next", () => {
    const rhythms = [
      daily("02:30"),
      onBusinessDays("16:30", officeClosedOn),
      onFirstBusinessDay("08:30", officeClosedOn),
      hourly,
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...rhythms),
        fc.integer({ min: 0, max: 400 * 24 * 60 }),
        fc.integer({ min: 0, max: 3 * 24 * 60 }),
        (rhythm, minutes, more) => {
          const now = jst("2026-01-15 00:00").add({ minutes });
          const later = now.add({ minutes: more });
          const first = rhythm(now);
          const second = rhythm(later);
          if (first === null || second === null) throw new Error("nothing is due within forty days");
          expect(Temporal.Instant.compare(Temporal.Instant.from(first.at), now)).toBeLessThanOrEqual(0);
          expect(first.occurrence <= second.occurrence).toBe(true);
          expect(first.at === second.at).toBe(first.occurrence === second.occurrence);
        },
      ),
    );
  });
});
