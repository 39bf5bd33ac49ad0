import type { Language } from "../../language/language.ts";
import type { reportTexts } from "../../text/report/index.ts";
import { formatPaperDay } from "../../times/format.ts";

const zone = "Asia/Tokyo";
const weekdays = ["月", "火", "水", "木", "金", "土", "日"];
const two = (number: number): string => String(number).padStart(2, "0");

/** `令和8年11月16日（月）` for the calendar day 2026-11-16. Throws RangeError for a text that is no day. */
export function paperDay(day: string, language: Language, t: typeof reportTexts.ja): string {
  const date = Temporal.PlainDate.from(day);
  const midnight = date.toZonedDateTime(zone).toInstant().toString();
  return t.dayOfWeek(formatPaperDay(midnight, language), weekdays[date.dayOfWeek - 1] ?? "");
}

/** `令和8年11月30日 08:30`. Throws RangeError for a text that is no moment. */
export function paperMoment(iso: string, language: Language): string {
  const at = Temporal.Instant.from(iso).toZonedDateTimeISO(zone);
  return `${formatPaperDay(iso, language)} ${two(at.hour)}:${two(at.minute)}`;
}
