import type { AuthorityName } from "#shared/model/policy.ts";
import { endOfDay } from "../../times/format.ts";

const zone = "Asia/Tokyo";
/** For how long a medium is allowed: until today's end of business, within seven days, to the fiscal year's end. */
export const terms = ["today", "week", "year"] as const;
export type Term = (typeof terms)[number];
/** What can be entered for a medium in the register. */
export const decidedRights = ["allowed", "read-only", "temporary", "forbidden"] as const;
export type DecidedRight = (typeof decidedRights)[number];
/** A right with its term; 使用禁止 has none. */
export interface Choice {
  readonly right: DecidedRight;
  readonly term: Term | null;
}

/**
 * When a term ends, as a moment in UTC. `closes` is the office's closing time (`17:30`) or null where it is not known;
 * once it has passed, today's permission lasts to the end of the day. Throws RangeError for texts that are no times.
 */
export function endOfTerm(term: Term, now: string, closes: string | null): string {
  const here = Temporal.Instant.from(now).toZonedDateTimeISO(zone);
  const today = here.toPlainDate();
  if (term === "today") {
    const closing =
      closes === null
        ? null
        : today.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(closes) });
    if (closing !== null && Temporal.ZonedDateTime.compare(closing, here) > 0)
      return closing.toInstant().toString({ fractionalSecondDigits: 3 });
    return lastMoment(today);
  }
  if (term === "week") return lastMoment(today.add({ days: 6 }));
  return lastMoment(
    Temporal.PlainDate.from({ year: today.month <= 3 ? today.year : today.year + 1, month: 3, day: 31 }),
  );
}

const lastMoment = (day: Temporal.PlainDate): string => endOfDay(day.toString()) ?? "";

const authorities: Readonly<Record<Term, AuthorityName>> = {
  today: "usb-today",
  week: "usb-week",
  year: "usb-year",
};

/** Which authority of the policy a right asks for, by how long it holds. */
export const authorityOf = ({ right, term }: Choice): AuthorityName =>
  right === "forbidden" || term === null ? "usb-forbid" : authorities[term];

/** What is sent as the end: null for today, whose end the collector knows from the office's calendar. */
export const sentEnd = ({ term }: Choice, now: string): string | null =>
  term === null || term === "today" ? null : endOfTerm(term, now, null);

/** The term that an end already given falls into, or null where it has passed: who may decide the term may keep it. */
export function termOf(expiresAt: string, now: string, closes: string | null): Term | null {
  const end = Date.parse(expiresAt);
  if (end <= Date.parse(now)) return null;
  return terms.find((term) => end <= Date.parse(endOfTerm(term, now, closes))) ?? "year";
}

/** The terms a right can have: a temporary one every term, the others the fiscal year, 使用禁止 none. */
const termsOf = (right: DecidedRight): readonly Term[] =>
  right === "temporary" ? terms : right === "forbidden" ? [] : ["year"];

/** The choices of right and term that a person may press, in the order in which they are offered. */
export const permittedChoices = (authorised: (name: AuthorityName) => boolean): readonly Choice[] =>
  decidedRights
    .flatMap((right): readonly Choice[] =>
      right === "forbidden" ? [{ right, term: null }] : termsOf(right).map((term) => ({ right, term })),
    )
    .filter((choice) => authorised(authorityOf(choice)));
