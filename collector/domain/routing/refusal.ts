import { finishedStates, incidentStateWords, type Actor } from "#shared/model/incident.ts";
import type { AuthorityName, Policy } from "#shared/model/policy.ts";
import { roleWords, type Role } from "#shared/model/role.ts";
import type { StoredIncident } from "../incidents/incident.ts";
import { mayDecide } from "./chairs.ts";
import type { Acting, ActResult, RoutingAround } from "./routing.ts";

export type Refusal = Extract<ActResult, { ok: false }>;

export const refuse = (ja: string, en: string): Refusal => ({ ok: false, reason: { ja, en } });

/** The first of several that stands, or null where nothing speaks against the act. */
export const firstOf = (...refusals: readonly (Refusal | null)[]): Refusal | null =>
  refusals.find((one) => one !== null) ?? null;

export function ifFinished({ state, number }: StoredIncident): Refusal | null {
  if (!finishedStates.has(state)) return null;
  const word = incidentStateWords[state];
  return refuse(
    `事案 ${number} は「${word.ja}」で終わっています。再び起きたときは新しい事案になります。`,
    `Case ${number} ended as "${word.en}". If it happens again, that is a new case.`,
  );
}

const isParty = ({ parties }: StoredIncident, actor: Actor): boolean =>
  actor.kind === "person" && parties.some(({ personId }) => personId === actor.id);

/** Nobody receives, judges or closes what he himself is part of. */
export const ifParty = (incident: StoredIncident, { actor }: Acting): Refusal | null =>
  isParty(incident, actor)
    ? refuse(
        "この事案の当事者のため、できません（当事者のため次段へ）。次の段の人が行います。",
        "You are a party to this case, so the next step does this in your place.",
      )
    : null;

/** The chair by which somebody acts for a role on this case; one of his own before one by designation. */
export function chairFor(
  role: Role,
  incident: StoredIncident,
  { chairs }: Acting,
): Acting["chairs"][number] | null {
  const fitting = chairs.filter(
    (chair) =>
      chair.role === role &&
      (role !== "member" || (incident.siteId !== null && chair.siteId === incident.siteId)),
  );
  return fitting.find(({ deputy }) => !deputy) ?? fitting[0] ?? null;
}

/** The chairs that a case's route names, the leg of the 重大 included. */
export function rolesOnRoute(incident: StoredIncident, { policy, site }: RoutingAround): readonly Role[] {
  const main =
    incident.route.steps.length > 0
      ? incident.route.steps
      : policy.routes[site?.kind === "member" ? "member" : "office"].steps;
  return [...main, ...policy.routes.grave.steps].flatMap(({ roles }) => roles);
}

export const ifNoChair = (incident: StoredIncident, acting: Acting, around: RoutingAround): Refusal | null =>
  rolesOnRoute(incident, around).some((role) => chairFor(role, incident, acting) !== null)
    ? null
    : refuse(
        "この事案の経路に席のある人だけができます。気づいたことはコメントに書けます。",
        "Only people with a chair on this case's route can do this; you can still add a comment.",
      );

/** Refuses an act that the policy leaves to certain chairs, and names them. */
export function ifNoAuthority(
  policy: Pick<Policy, "authorities">,
  authority: AuthorityName,
  { chairs }: Acting,
): Refusal | null {
  if (mayDecide(policy, authority, chairs)) return null;
  const { roles, clause } = policy.authorities[authority];
  return refuse(
    `これを決められるのは${roles.map((role) => roleWords[role].ja).join("・")}です（${clause}）。`,
    `Only these chairs may decide this: ${roles.map((role) => roleWords[role].en).join(", ")} (${clause}).`,
  );
}

/** Refuses a text that says nothing or does not fit on the record. */
export function ifNoText(text: string, max: number, ja: string, en: string): Refusal | null {
  if (text.trim() === "") return refuse(`${ja}を書いてください。`, `Write ${en}.`);
  return text.length <= max
    ? null
    : refuse(`${ja}は${String(max)}文字までにしてください。`, `Keep ${en} within ${String(max)} characters.`);
}
