import type { Gap } from "#shared/model/attendance.ts";
import type { Policy } from "#shared/model/policy.ts";
import type { ComputerSubject } from "./subject.ts";

/** An absence from this length on lets a computer catch up before it is judged by age. */
const longAbsence = { hours: 24 } as const;

const instantOf = (text: string): Temporal.Instant => Temporal.Instant.from(text);
const earlier = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(a, b) <= 0 ? a : b;
const later = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(a, b) >= 0 ? a : b;
const secondsBetween = (from: Temporal.Instant, to: Temporal.Instant): number =>
  Math.max(0, from.until(to).total("seconds"));

/**
 * Seconds between two ISO instants in which a computer was switched on and heard: the time elapsed without its agent's
 * gaps of any cause, each moment counted once however gaps overlap. A gap that lasts reaches to `to`. 0 where `to` is
 * not later than `from`. Throws RangeError for text that is no instant.
 */
export function poweredSeconds(from: string, to: string, gaps: readonly Gap[]): number {
  const end = instantOf(to);
  const away = gaps
    .filter(({ subject }) => subject === "agent")
    .map((gap) => ({
      from: instantOf(gap.from),
      to: gap.to === null ? end : earlier(instantOf(gap.to), end),
    }))
    .sort((a, b) => Temporal.Instant.compare(a.from, b.from));
  let counted = instantOf(from);
  let powered = 0;
  for (const gap of away) {
    powered += secondsBetween(counted, earlier(gap.from, end));
    counted = later(counted, gap.to);
  }
  return powered + secondsBetween(counted, end);
}

/**
 * When the computer came back from its last absence of a day or more, an ISO instant; its enrolment where it never was
 * away for so long, since until then nobody could look after it.
 */
export function lastReturn(subject: Pick<ComputerSubject, "endpoint" | "gaps">, now: string): string {
  let latest = subject.endpoint.enrolledAt;
  for (const gap of subject.gaps) {
    if (gap.subject !== "agent" || gap.to === null) continue;
    const from = instantOf(gap.from);
    const to = instantOf(gap.to);
    const long = Temporal.Instant.compare(from.add(longAbsence), to) <= 0;
    const past = Temporal.Instant.compare(to, instantOf(now)) <= 0;
    if (long && past && Temporal.Instant.compare(to, instantOf(latest)) > 0) latest = gap.to;
  }
  return latest;
}

/** The part of a finding that says how long it must hold. */
export interface Hold {
  readonly holdSeconds: number;
  readonly holdFrom: string | null;
  readonly afterAbsence: boolean;
}

/** 起動後の更新待ち: the powered-on hours a computer gets after its last return; no hold once it has had them. */
export function holdAfterReturn(
  subject: Pick<ComputerSubject, "endpoint" | "gaps">,
  now: string,
  policy: Policy,
): Hold {
  const holdSeconds = policy.thresholds["after-absence-hours"] * 3600;
  const holdFrom = lastReturn(subject, now);
  return poweredSeconds(holdFrom, now, subject.gaps) < holdSeconds
    ? { holdSeconds, holdFrom, afterAbsence: true }
    : { holdSeconds: 0, holdFrom: null, afterAbsence: false };
}
