import type { PersonRow } from "#shared/api/watch-schemas.ts";
import type { Designation, Role } from "#shared/model/role.ts";

/** Somebody in a chair at this moment. */
export interface Holder {
  readonly id: string;
  readonly name: string;
  /** Whether by designation （代）. */
  readonly deputy: boolean;
}

type Sitting = Pick<PersonRow, "id" | "name" | "roles" | "deputyFor" | "disabled" | "siteId">;

/** Who sits in a chair of the cooperative now: its holders, then the deputies. A person made 無効 sits in none. */
export const holdersOf = (role: Role, people: readonly Sitting[]): readonly Holder[] => {
  const able = people.filter(({ disabled }) => !disabled);
  const own = able.filter(({ roles }) => roles.includes(role));
  const deputies = able.filter((person) => person.deputyFor.includes(role) && !own.includes(person));
  return [
    ...own.map(({ id, name }) => ({ id, name, deputy: false })),
    ...deputies.map(({ id, name }) => ({ id, name, deputy: true })),
  ];
};

/** Who heads one member firm now (組合員), deputies whose designation for this firm is in force included. */
export function firmHolders(
  siteId: string,
  people: readonly Sitting[],
  designations: readonly Designation[],
  now: string,
): readonly Holder[] {
  const inForce = ({ from, until, endedAt }: Designation): boolean =>
    Date.parse(from) <= Date.parse(now) &&
    [until, endedAt].every((end) => end === null || Date.parse(now) < Date.parse(end));
  const acting = new Set(
    designations
      .filter((one) => one.role === "member" && one.siteId === siteId && inForce(one))
      .map(({ personId }) => personId),
  );
  return people
    .filter(({ disabled }) => !disabled)
    .flatMap(({ id, name, roles, siteId: own }): readonly Holder[] =>
      roles.includes("member") && own === siteId
        ? [{ id, name, deputy: false }]
        : acting.has(id)
          ? [{ id, name, deputy: true }]
          : [],
    );
}

/** Who of these holders sits, not as a deputy, in further chairs of a list, with those chairs. */
export const furtherChairs = (
  role: Role,
  chairs: readonly Role[],
  people: readonly Sitting[],
): readonly { readonly name: string; readonly roles: readonly Role[] }[] =>
  holdersOf(role, people)
    .filter(({ deputy }) => !deputy)
    .map(({ id, name }) => ({
      name,
      roles: chairs.filter(
        (other) => other !== role && holdersOf(other, people).some((one) => one.id === id && !one.deputy),
      ),
    }))
    .filter(({ roles }) => roles.length > 0);

/** Whether two steps that follow each other are held by the same people, so that both are one notice and one act. */
export const sameHolders = (one: readonly Holder[], next: readonly Holder[]): boolean =>
  one.length > 0 &&
  one.length === next.length &&
  one.every(({ id }) => next.some((other) => other.id === id));
