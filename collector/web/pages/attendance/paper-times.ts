const two = (number: number): string => String(number).padStart(2, "0");

/** `11/18 16:05` in Japanese time: the year stands at the head of the paper. Throws RangeError for no moment. */
export function shortMoment(iso: string): string {
  const at = Temporal.Instant.from(iso).toZonedDateTimeISO("Asia/Tokyo");
  return `${at.month}/${at.day} ${two(at.hour)}:${two(at.minute)}`;
}
