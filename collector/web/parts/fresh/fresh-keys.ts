/** Which rows of a list came while somebody had it open and were not seen yet. */
export interface FreshKeys {
  readonly known: ReadonlySet<string>;
  readonly fresh: ReadonlySet<string>;
}

/**
 * The list after new keys came. The first list is known as a whole; a key that goes and comes back is not new. Answers
 * `before` itself where nothing changed.
 */
export function withKeys(before: FreshKeys | null, keys: readonly string[]): FreshKeys {
  if (before === null) return { known: new Set(keys), fresh: new Set() };
  const added = keys.filter((key) => !before.known.has(key));
  if (added.length === 0) return before;
  return { known: new Set([...before.known, ...added]), fresh: new Set([...before.fresh, ...added]) };
}

/** The list after everything on it was seen. */
export const seen = (before: FreshKeys): FreshKeys =>
  before.fresh.size === 0 ? before : { known: before.known, fresh: new Set() };
