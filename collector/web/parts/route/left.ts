/** How long it is until a moment, or since it passed, in the unit a person would say it in. */
export interface Left {
  readonly late: boolean;
  /** At least 1: nobody is told that 0 minutes are left. */
  readonly amount: number;
  readonly unit: "minutes" | "hours" | "days";
}

const hour = 60;
const day = 24 * hour;

/** Time left until `due`; begun minutes count as left, only whole ones as late. Throws RangeError for no moment. */
export function timeLeft(due: string, now: string): Left {
  const minutes = Temporal.Instant.from(now).until(Temporal.Instant.from(due)).total("minutes");
  const late = minutes <= 0;
  const away = Math.abs(minutes);
  const unit = away < 2 * hour ? "minutes" : away < 2 * day ? "hours" : "days";
  const size = away / { minutes: 1, hours: hour, days: day }[unit];
  return { late, unit, amount: Math.max(1, late ? Math.floor(size) : Math.ceil(size)) };
}
