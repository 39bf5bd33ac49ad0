/** The clock of the office; stores keep UTC, people read this. */
export const officeTimeZone = "Asia/Tokyo";

/** First day of the Japanese fiscal year. */
const fiscalYearStart = { month: 4, day: 1 } as const;

const eraLetters: Readonly<Record<string, string>> = {
  meiji: "M",
  taisho: "T",
  showa: "S",
  heisei: "H",
  reiwa: "R",
};

/** The date in the office at an instant (ISO 8601). Throws RangeError for text that is no instant. */
export const officeDate = (instant: string): Temporal.PlainDate =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(officeTimeZone).toPlainDate();

/**
 * The fiscal year of an instant as case numbers write it, for example `R8` for April 2026 to March 2027. A fiscal year
 * keeps the name it began with: the one of April 2019 is `H31` to its end, so that its numbers are never split in two.
 * Throws RangeError for text that is no instant.
 */
export function fiscalYearLabel(instant: string): string {
  const date = officeDate(instant);
  const sameYear = date.with(fiscalYearStart);
  const start = Temporal.PlainDate.compare(date, sameYear) < 0 ? sameYear.subtract({ years: 1 }) : sameYear;
  const japanese = start.withCalendar("japanese");
  const letter = japanese.era === undefined ? undefined : eraLetters[japanese.era];
  // An era proclaimed after this program was built still gives a number that no other year has.
  return letter === undefined ? String(start.year) : `${letter}${String(japanese.eraYear)}`;
}
