/** Names written one a line, trimmed, without empty lines and repeats, in the order in which they stand. */
export const readNames = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(/\r?\n/u)
      .map((line) => line.replaceAll(/\p{Cc}/gu, " ").trim())
      .filter((line) => line !== ""),
  ),
];

/** Most names that are taken at once, and the longest one. */
export const mostNames = 500;
export const longestName = 80;

/** The first name that is longer than a name may be, or null. */
export const tooLong = (names: readonly string[]): string | null =>
  names.find((name) => name.length > longestName) ?? null;
