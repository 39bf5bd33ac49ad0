import type { Language } from "../language/language.ts";

const zone = "Asia/Tokyo";
const weekdays: Readonly<Record<Language, readonly string[]>> = {
  ja: ["月", "火", "水", "木", "金", "土", "日"],
  en: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
};
const two = (number: number): string => String(number).padStart(2, "0");
const local = (iso: string): Temporal.ZonedDateTime => Temporal.Instant.from(iso).toZonedDateTimeISO(zone);

const dayText = (at: Temporal.ZonedDateTime, language: Language): string => {
  const weekday = weekdays[language][at.dayOfWeek - 1] ?? "";
  const date = `${at.year}/${two(at.month)}/${two(at.day)}`;
  return language === "ja" ? `${date}(${weekday})` : `${date} (${weekday})`;
};

/** `2026/11/24(火)` in Japanese time. Throws RangeError for a text that is no moment. */
export const formatDate = (iso: string, language: Language): string => dayText(local(iso), language);

/** `2028/06/30(金)` for a calendar day `2028-06-30`. Throws RangeError for a text that is no day. */
export const formatDay = (day: string, language: Language): string =>
  dayText(Temporal.PlainDate.from(day).toZonedDateTime(zone), language);

const era = new Intl.DateTimeFormat("ja-JP-u-ca-japanese", { era: "long", year: "numeric", timeZone: zone });

/** The day as papers write it: 令和8年11月24日, in English `2026/11/24 (Tue)`. */
export function formatPaperDay(iso: string, language: Language): string {
  const at = local(iso);
  if (language === "en") return dayText(at, language);
  const parts = era.formatToParts(at.epochMilliseconds);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("era")}${part("year")}年${at.month}月${at.day}日`;
}

/** `2026/11/24(火) 18:05` in Japanese time. Throws RangeError for a text that is no moment. */
export function formatDateTime(iso: string, language: Language): string {
  const at = local(iso);
  return `${dayText(at, language)} ${two(at.hour)}:${two(at.minute)}`;
}

/** `18:05` in Japanese time. Throws RangeError for a text that is no moment. */
export function formatTime(iso: string): string {
  const at = local(iso);
  return `${two(at.hour)}:${two(at.minute)}`;
}

/** `18:05:12` in Japanese time. Throws RangeError for a text that is no moment. */
export const formatClock = (iso: string): string => `${formatTime(iso)}:${two(local(iso).second)}`;

/** The time alone where it lies on the same Japanese day as `now`, otherwise with its date. */
export function formatMoment(iso: string, now: string, language: Language): string {
  return local(iso).toPlainDate().equals(local(now).toPlainDate())
    ? formatTime(iso)
    : formatDateTime(iso, language);
}

/** Whole days that lie between two moments; negative when `iso` is later than `now`. */
export const daysSince = (iso: string, now: string): number =>
  Math.trunc(Temporal.Instant.from(iso).until(Temporal.Instant.from(now)).total("hours") / 24);

/** Days that are left until a moment, the begun one counted; 0 when it has passed. */
export const daysLeft = (until: string, now: string): number =>
  Math.max(0, Math.ceil(Temporal.Instant.from(now).until(Temporal.Instant.from(until)).total("hours") / 24));

/** The end of the Japanese day that stands in a date field (`2026-11-24`) as a moment in UTC, or null for none. */
export function endOfDay(date: string): string | null {
  if (date === "") return null;
  const day = Temporal.PlainDate.from(date).add({ days: 1 });
  return day
    .toZonedDateTime(zone)
    .toInstant()
    .subtract({ seconds: 1 })
    .toString({ fractionalSecondDigits: 3 });
}

/** Today's date in Japan as a date field writes it. */
export const dateField = (now: string): string => local(now).toPlainDate().toString();
