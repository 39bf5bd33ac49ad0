import { endOfBusinessToday, endOfFiscalYear } from "#collector/domain/policy/calendar.ts";
import type { BusinessCalendar } from "#collector/domain/calendar/business-hours.ts";
import type { Store } from "#collector/storage/port.ts";
import type { AuthorityName, Policy } from "#shared/model/policy.ts";
import type { LanRight, MediumRight } from "#shared/model/register.ts";
import type { Principal } from "../identity/principal.ts";
import { requireAuthority } from "../permissions.ts";
import { badRequest, chairNames, ownCase, type Problem } from "../problems.ts";
import { hasPassed, isoText } from "../times.ts";

/** A right that a person may give, with its end; null only where the right needs none. */
interface Decided<R> {
  readonly right: R;
  readonly expiresAt: string | null;
}

type GivenMediumRight = Exclude<MediumRight, "initial" | "unregistered">;
type GivenLanRight = Exclude<LanRight, "initial" | "unregistered">;

const past = (): Problem =>
  badRequest("The end of the permission is in the past.", "期限が過去の日時になっています。", "expiresAt");

/** An end in the past is no right at all. A prohibition has no end: it holds until somebody decides anew. */
function given(expiresAt: string | null, now: Temporal.Instant): string | null {
  if (expiresAt !== null && hasPassed(expiresAt, now)) throw past();
  return expiresAt === null ? null : isoText(Temporal.Instant.from(expiresAt));
}

/** What a person asked for, with the ends that hold where none is named: 今日の業務終了まで, or 年度末. */
export function mediumDecision(
  asked: Decided<GivenMediumRight>,
  now: Temporal.Instant,
  calendar: BusinessCalendar,
): Decided<GivenMediumRight> {
  const expiresAt = given(asked.expiresAt, now);
  if (asked.right === "forbidden") return { right: asked.right, expiresAt: null };
  const at = isoText(now);
  const whereNone = asked.right === "temporary" ? endOfBusinessToday(at, calendar) : endOfFiscalYear(at);
  return { right: asked.right, expiresAt: expiresAt ?? isoText(Temporal.Instant.from(whereNone)) };
}

export function lanDecision(
  asked: Decided<GivenLanRight>,
  now: Temporal.Instant,
  calendar: BusinessCalendar,
): Decided<GivenLanRight> {
  const expiresAt = given(asked.expiresAt, now);
  if (asked.right === "forbidden") return { right: asked.right, expiresAt: null };
  if (asked.right !== "temporary" || expiresAt !== null) return { right: asked.right, expiresAt };
  const today = endOfBusinessToday(isoText(now), calendar);
  return { right: asked.right, expiresAt: isoText(Temporal.Instant.from(today)) };
}

const endsBy = (expiresAt: string | null, end: Temporal.Instant): boolean =>
  expiresAt !== null && Temporal.Instant.compare(Temporal.Instant.from(expiresAt), end) <= 0;

const today = (now: Temporal.Instant, calendar: BusinessCalendar): Temporal.Instant =>
  Temporal.Instant.from(endOfBusinessToday(isoText(now), calendar));

/** Which authority a right needs (だれが許可するか): by how long it holds. */
export function mediumAuthority(
  { right, expiresAt }: Decided<GivenMediumRight>,
  now: Temporal.Instant,
  calendar: BusinessCalendar,
): AuthorityName {
  if (right === "forbidden") return "usb-forbid";
  if (endsBy(expiresAt, today(now, calendar))) return "usb-today";
  return endsBy(expiresAt, now.add({ hours: 7 * 24 })) ? "usb-week" : "usb-year";
}

export function lanAuthority(
  { right, expiresAt }: Decided<GivenLanRight>,
  now: Temporal.Instant,
  calendar: BusinessCalendar,
): AuthorityName {
  if (right === "forbidden") return "lan-forbid";
  return endsBy(expiresAt, today(now, calendar)) ? "lan-today" : "lan-allow";
}

/**
 * Throws where the one who asks does not hold the authority, or decides about a computer whose only registered user
 * he is: nobody approves in his own case.
 */
export async function checkDecider(
  deps: { readonly policy: Policy; readonly store: Pick<Store, "endpoints"> },
  principal: Principal,
  authority: AuthorityName,
  endpointIds: readonly string[],
): Promise<void> {
  requireAuthority(deps.policy, authority, principal);
  if (principal.kind !== "person") return;
  const own = principal.person.id;
  for (const id of new Set(endpointIds)) {
    const users = (await deps.store.endpoints.get(id))?.userIds ?? [];
    if (users.length > 0 && users.every((user) => user === own))
      throw ownCase(chairNames(deps.policy.authorities[authority].roles));
  }
}
