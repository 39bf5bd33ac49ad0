import { officeTime } from "./plain.ts";

/** A date of the office as a mail writes it: `2026/11/24(火)`, in English `2026-11-24 (Tue)`. */
export function dayWords(date: string, language: "ja" | "en"): string {
  const noon = officeTime(`${date}T12:00:00+09:00`, language);
  return noon.slice(0, noon.lastIndexOf(" 12:00"));
}

/** The same without its year, for a subject line: `11/24(火)`, `11-24 (Tue)`. */
export const shortDayWords = (date: string, language: "ja" | "en"): string =>
  dayWords(date, language).slice("2026/".length);
