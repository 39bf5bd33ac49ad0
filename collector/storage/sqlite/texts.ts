/**
 * Text as it is searched: full and half width, capital and small letters are the same. The stored side is folded when
 * a row is written and compared with instr(), so that no character of a search is a wildcard.
 */
export const folded = (value: string): string => value.normalize("NFKC").toLowerCase();

/** The searchable form of a row's fields; a line break keeps a search from matching across two of them. */
export const searchText = (fields: readonly (string | null)[]): string =>
  fields
    .filter((field) => field !== null && field !== "")
    .map((field) => folded(field ?? ""))
    .join("\n");

const sortable = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u;

/** An instant in the one form whose order is the order of text. Throws RangeError for text that is no instant. */
export const moment = (instant: string): string =>
  sortable.test(instant)
    ? instant
    : Temporal.Instant.from(instant).toString({ smallestUnit: "millisecond", roundingMode: "floor" });

export const momentOrNull = (instant: string | null): string | null =>
  instant === null ? null : moment(instant);
