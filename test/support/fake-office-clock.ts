/** Moments counted from the drawing of an office. */
export interface OfficeClock {
  readonly ago: (minutes: number) => string;
  readonly ahead: (hours: number) => string;
  /** The day of the office `days` before the drawing, as a calendar writes it. */
  readonly day: (days: number) => string;
}

/** Counts from `now`. */
export const officeClock = (now: Temporal.Instant): OfficeClock => ({
  ago: (minutes) =>
    now.subtract({ seconds: Math.round(minutes * 60) }).toString({ fractionalSecondDigits: 3 }),
  ahead: (hours) => now.add({ minutes: Math.round(hours * 60) }).toString({ fractionalSecondDigits: 3 }),
  day: (days) => now.toZonedDateTimeISO("Asia/Tokyo").toPlainDate().subtract({ days }).toString(),
});
