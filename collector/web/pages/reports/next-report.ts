import { dateField } from "../../times/format.ts";

/**
 * The Monday on which the next weekly summary is made: today where today is one and `time` (08:30) has not come. Without
 * a time the whole Monday counts.
 */
export function nextReportDay(now: string, time: string | null): string {
  const at = Temporal.Instant.from(now).toZonedDateTimeISO("Asia/Tokyo");
  const today = Temporal.PlainDate.from(dateField(now));
  const due = time === null ? "24:00" : time;
  const clock = `${String(at.hour).padStart(2, "0")}:${String(at.minute).padStart(2, "0")}`;
  const waits = today.dayOfWeek === 1 && clock < due;
  return today.add({ days: waits ? 0 : 8 - today.dayOfWeek }).toString();
}
