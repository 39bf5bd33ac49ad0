import type { PeopleStore, Store } from "#collector/storage/port.ts";
import type { PersonRow } from "#shared/api/watch-schemas.ts";
import type { Site } from "#shared/model/endpoint.ts";
import { type Designation, type Person, type Role, roleWords } from "#shared/model/role.ts";
import type { Principal } from "../identity/principal.ts";
import { badRequest, chairNames, conflict, notFound, Problem } from "../problems.ts";
import { hasPassed } from "../times.ts";

/** Chairs above the 情報管理者, and the auditor's: who sits lower neither gives nor takes them. */
const upperChairs: readonly Role[] = ["chief", "supervisor", "deputy-supervisor", "auditor"];
const giversOfUpperChairs: readonly Role[] = ["chief", "supervisor"];
/** Without these nobody could receive, decide or let anybody in. */
const neverEmpty: readonly Role[] = ["supervisor", "manager"];

const isActive = (designation: Designation, now: Temporal.Instant): boolean =>
  designation.endedAt === null && hasPassed(designation.from, now) && !hasPassed(designation.until, now);

export async function existingPerson(people: PeopleStore, id: string): Promise<Person> {
  const person = await people.get(id);
  if (person === null) throw notFound();
  return person;
}

export function refuseDisabled(person: Person): void {
  if (!person.disabled) return;
  throw conflict(
    "person-disabled",
    "This person was made 無効 and can no longer be changed.",
    "この人は無効になっているため、変更できません。",
  );
}

/** Nobody takes a chair above the 情報管理者's: it is given by somebody else. */
export function checkNotOneself(principal: Principal, personId: string, added: readonly Role[]): void {
  if (principal.kind !== "person" || principal.person.id !== personId) return;
  if (!added.some((role) => upperChairs.includes(role))) return;
  throw new Problem(
    403,
    "own-chair",
    {
      en: "Nobody gives himself one of the upper chairs. Ask another person who may.",
      ja: "上位の役割を自分に付けることはできません。ほかの人に依頼してください。",
    },
    { field: "roles" },
  );
}

/**
 * Giving a chair above one's own would be taking it: a 情報管理者 could make himself 統括情報管理者, or open the link of
 * somebody who is. A deputy carries cases for a time and hands out nothing that would outlast it.
 */
export function checkUpperChairs(principal: Principal, touched: readonly Role[]): void {
  if (!touched.some((role) => upperChairs.includes(role))) return;
  const held = principal.kind === "person" ? principal.chairs : [];
  if (held.some(({ role, deputy }) => !deputy && giversOfUpperChairs.includes(role))) return;
  const givers = chairNames(giversOfUpperChairs);
  const upper = chairNames(upperChairs);
  throw new Problem(
    403,
    "other-chair",
    {
      en: `People who hold or get one of these chairs (${upper.en}) are entered and changed by: ${givers.en}. Ask one of them.`,
      ja: `${upper.ja}に就く人の登録や変更ができるのは、${givers.ja}です。依頼してください。`,
    },
    { field: "roles" },
  );
}

/** Refuses to leave a chair without anybody who can sign in; `after` is the person as it would be, null for gone. */
export function checkLastHolder(everybody: readonly Person[], before: Person, after: Person | null): void {
  for (const chair of neverEmpty) {
    const loses = before.roles.includes(chair) && (after === null || !after.roles.includes(chair));
    if (!loses) continue;
    const another = everybody.some(
      ({ id, roles, disabled, hasAccount }) =>
        id !== before.id && !disabled && hasAccount && roles.includes(chair),
    );
    if (another) continue;
    const word = roleWords[chair];
    throw conflict(
      "last-holder",
      `${before.name} is the only one with the chair "${word.en}" who can sign in. Give the chair to another person with an account first.`,
      `${before.name}さんは、サインインできるただ一人の${word.ja}です。先に、アカウントのある別の人をその役割にしてください。`,
    );
  }
}

/** A 組合員 sees a firm: the chair without one would see nothing, and the office is no firm. */
export function checkFirm(sites: readonly Site[], roles: readonly Role[], siteId: string | null): void {
  const site = siteId === null ? null : (sites.find(({ id }) => id === siteId) ?? null);
  if (siteId !== null && site === null)
    throw badRequest("There is no such site.", "その拠点は登録されていません。", "siteId");
  if (roles.includes("member") && site?.kind !== "member")
    throw badRequest(
      "A member firm's person belongs to a member firm. Choose the firm.",
      "組合員には、所属する組合員企業を選んでください。",
      "siteId",
    );
}

/** People as the list shows them, with the firm's name and the chairs they act for now. */
export async function personRows(
  store: Pick<Store, "people" | "registers">,
  people: readonly Person[],
  now: Temporal.Instant,
): Promise<PersonRow[]> {
  const [sites, designations] = await Promise.all([store.registers.sites(), store.people.designations()]);
  const names = new Map(sites.map(({ id, name }) => [id, name]));
  const active = designations.filter((one) => isActive(one, now));
  return people.map((person) => ({
    ...person,
    siteName: person.siteId === null ? null : (names.get(person.siteId) ?? null),
    deputyFor: [...new Set(active.filter(({ personId }) => personId === person.id).map(({ role }) => role))],
  }));
}
