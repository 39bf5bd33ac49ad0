import { facts, isFactName } from "#shared/facts/index.ts";
import type { Gap } from "#shared/model/attendance.ts";
import type { Language } from "../../language/language.ts";
import type { attendanceTexts } from "../../text/attendance/index.ts";

type Texts = typeof attendanceTexts.ja;

/** A length of time in the two largest of its units; what is below a minute in seconds. */
export function durationWords(seconds: number, t: Texts): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return t.seconds(whole);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return t.minutes(minutes);
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? t.hoursMinutes(hours, minutes % 60) : t.days(Math.floor(hours / 24), hours % 24);
}

/** How long a gap lasts or lasted, in seconds; one that lasts is counted up to `now`. */
export const gapSeconds = ({ from, to }: Pick<Gap, "from" | "to">, now: string): number =>
  Math.max(
    0,
    Temporal.Instant.from(from)
      .until(Temporal.Instant.from(to ?? now))
      .total("seconds"),
  );

/** What was not watched: the collector, a computer, or one of a computer's sensors. */
export function gapSubject(
  gap: Pick<Gap, "subject" | "fact"> & { readonly endpointName: string | null },
  language: Language,
  t: Texts,
  unknown: string,
): string {
  if (gap.subject === "collector") return t.collector;
  const name = gap.endpointName ?? unknown;
  if (gap.subject === "agent" || gap.fact === null) return name;
  return `${name}　${isFactName(gap.fact) ? facts[gap.fact].title[language] : gap.fact}`;
}
