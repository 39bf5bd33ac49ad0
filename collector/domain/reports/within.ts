/** A stretch of time between two ISO instants, `from` included, `to` not. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** Whether an ISO instant lies in a period; null lies in none. Instants are compared, since their texts differ in form. */
export function isWithin(at: string | null, { from, to }: Period): boolean {
  if (at === null) return false;
  const moment = Temporal.Instant.from(at);
  return (
    Temporal.Instant.compare(moment, Temporal.Instant.from(from)) >= 0 &&
    Temporal.Instant.compare(moment, Temporal.Instant.from(to)) < 0
  );
}
