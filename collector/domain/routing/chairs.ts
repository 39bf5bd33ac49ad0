import type { StepHolder } from "#shared/model/case-route.ts";
import type { AuthorityName, Policy } from "#shared/model/policy.ts";
import type { Designation, Person, Role } from "#shared/model/role.ts";
import type { Acting, RoutingAround } from "./routing.ts";

type Chairs = Acting["chairs"];

/** Whether a designation holds at an instant; its last moment is outside. */
function inForce(designation: Designation, now: string): boolean {
  const at = Temporal.Instant.from(now);
  const since = Temporal.Instant.compare(at, designation.from) >= 0;
  const until = designation.endedAt === null ? [designation.until] : [designation.until, designation.endedAt];
  return since && until.every((end) => Temporal.Instant.compare(at, end) < 0);
}

/** 組合員 is a chair of each firm; every other chair is the cooperative's one. */
const sameFirm = (role: Role, one: string | null, other: string | null): boolean =>
  role !== "member" || (one !== null && one === other);

/**
 * Everybody who is to receive for a chair: its enabled holders and, beside them, the deputies whose designation is in
 * force. Nobody stands in it twice. `siteId` is the firm whose 組合員 is meant and matters to that chair only.
 */
export function holdersOf(
  role: Role,
  siteId: string | null,
  around: Pick<RoutingAround, "people" | "designations" | "now">,
): readonly StepHolder[] {
  const able = around.people.filter(({ disabled }) => !disabled);
  const own = able.filter((person) => person.roles.includes(role) && sameFirm(role, person.siteId, siteId));
  const acting = new Set(
    around.designations
      .filter((one) => one.role === role && sameFirm(role, one.siteId, siteId) && inForce(one, around.now))
      .map(({ personId }) => personId),
  );
  const deputies = able.filter((person) => acting.has(person.id) && !own.includes(person));
  const holder = (person: Person, deputy: boolean): StepHolder => ({
    personId: person.id,
    name: person.name,
    role,
    deputy,
  });
  return [...own.map((person) => holder(person, false)), ...deputies.map((person) => holder(person, true))];
}

/** The chairs a person holds at an instant, those by designation included; none for a person made 無効. */
export function chairsOf(person: Person, designations: readonly Designation[], now: string): Chairs {
  if (person.disabled) return [];
  const own = person.roles.map((role) => ({
    role,
    deputy: false,
    siteId: role === "member" ? person.siteId : null,
  }));
  const acting = designations
    .filter((one) => one.personId === person.id && inForce(one, now))
    .map(({ role, siteId }) => ({ role, deputy: true, siteId: role === "member" ? siteId : null }))
    .filter((one) => !own.some(({ role, siteId }) => role === one.role && siteId === one.siteId));
  return [...own, ...acting];
}

/**
 * The chairs named by the policy's routes that nobody holds or acts for (空席), in the order of the routes. 組合員 is not
 * among them: it is a chair of each firm, and a firm without one is the business of its own row.
 */
export function vacantRoles(
  policy: Pick<Policy, "routes">,
  people: readonly Person[],
  designations: readonly Designation[],
  now: string,
): readonly Role[] {
  const { office, member, compliance, grave } = policy.routes;
  const named = [office, member, compliance, grave].flatMap(({ steps }) =>
    steps.flatMap(({ roles }) => roles),
  );
  return [...new Set(named)].filter(
    (role) => role !== "member" && holdersOf(role, null, { people, designations, now }).length === 0,
  );
}

/** Whether one of these chairs may do an act that the policy gives to certain chairs only. */
export const mayDecide = (
  policy: Pick<Policy, "authorities">,
  authority: AuthorityName,
  chairs: Chairs,
): boolean => chairs.some(({ role }) => policy.authorities[authority].roles.includes(role));
