import { officeTimeZone } from "../calendar/fiscal-year.ts";

/**
 * Text from a machine or a stranger, made harmless for one line of a notice: no line breaks, control or invisible
 * direction marks that could forge another line, nothing that mail programs turn into a link, at most `max` letters.
 */
export function foreign(text: string, max = 120): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]+/gu, " ")
    .replaceAll("://", "：//")
    .replace(/\bwww\./giu, "www．")
    .replace(/ {2,}/gu, " ")
    .trim();
  const letters = Array.from(line);
  return letters.length <= max ? line : `${letters.slice(0, max - 1).join("")}…`;
}

/** The same for a subject line, whose brackets mean something. */
export const foreignInSubject = (text: string, max = 40): string =>
  foreign(text.replace(/[【】（）]/gu, " "), max);

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as HTML text or attribute value. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/gu, (letter) => entities[letter] ?? "");

const weekdaysJa = ["月", "火", "水", "木", "金", "土", "日"] as const;
const weekdaysEn = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
const two = (value: number): string => String(value).padStart(2, "0");

/** An instant by the office's clock: `2026/11/24(火) 16:05`, in English `2026-11-24 (Tue) 16:05 JST`. */
export function officeTime(instant: string, language: "ja" | "en"): string {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(officeTimeZone);
  const { year, month, day, dayOfWeek } = local;
  const time = officeHour(instant);
  return language === "ja"
    ? `${String(year)}/${two(month)}/${two(day)}(${weekdaysJa[dayOfWeek - 1] ?? ""}) ${time}`
    : `${String(year)}-${two(month)}-${two(day)} (${weekdaysEn[dayOfWeek - 1] ?? ""}) ${time} JST`;
}

/** The hour and minute of an instant by the office's clock: `16:05`. */
export function officeHour(instant: string): string {
  const { hour, minute } = Temporal.Instant.from(instant).toZonedDateTimeISO(officeTimeZone);
  return `${two(hour)}:${two(minute)}`;
}
