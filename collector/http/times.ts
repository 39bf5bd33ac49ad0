/** An instant as the API and the store write it: UTC with milliseconds. */
export const isoText = (instant: Temporal.Instant): string =>
  instant.toString({ smallestUnit: "millisecond" });

/** Whether `now` has reached the instant written in `text`. */
export const hasPassed = (text: string, now: Temporal.Instant): boolean =>
  Temporal.Instant.compare(Temporal.Instant.from(text), now) <= 0;

export const later = (now: Temporal.Instant, duration: Temporal.DurationLike): string =>
  isoText(now.add(duration));
