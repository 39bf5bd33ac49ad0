import { type RouteName, routeNames } from "#shared/api/routes.ts";
import type { StreamEvent } from "#shared/api/schemas.ts";
import type { Person, Role } from "#shared/model/role.ts";
import type { Principal } from "./identity/principal.ts";
import {
  memberNotYet,
  notPermitted,
  notSignedIn,
  personOnly,
  type Problem,
  tokenScopeTooSmall,
} from "./problems.ts";

/** Who may ask a route. */
export type Permission =
  | { readonly kind: "public" }
  | {
      readonly kind: "known";
      /** Signed-in people with one of these chairs; `anybody` is everyone who is signed in. */
      readonly roles: readonly Role[] | "anybody";
      /** The token scope that suffices, or null where only a person may. */
      readonly token: "read" | "write" | null;
    };

/** They keep the watch: they see everything and act. */
const acting: readonly Role[] = ["supervisor", "deputy-supervisor", "manager", "csirt"];
const reading: readonly Role[] = [...acting, "chief"];
/** They see how the watch stands in figures; no names, no cases. */
const figures: readonly Role[] = [...reading, "staff", "board", "auditor", "maintainer"];

const everyone: Permission = { kind: "public" };
const signedIn: Permission = { kind: "known", roles: "anybody", token: null };
const looksAtFigures: Permission = { kind: "known", roles: figures, token: "read" };
const reads: Permission = { kind: "known", roles: reading, token: "read" };
const receives: Permission = { kind: "known", roles: reading, token: "write" };
const acts: Permission = { kind: "known", roles: acting, token: "write" };
/** A token never makes or removes tokens: one that leaked could otherwise outlive its own removal. */
const actsInPerson: Permission = { kind: "known", roles: acting, token: null };

/** One row for every request of the API; what has no row is refused. */
export const permissions: Readonly<Record<RouteName, Permission>> = {
  getSession: everyone,
  signIn: everyone,
  signOut: everyone,
  beginSetup: everyone,
  finishSetup: everyone,
  setLanguage: signedIn,
  updateMe: signedIn,
  getOverview: looksAtFigures,
  listEndpoints: reads,
  getEndpoint: reads,
  listObservations: reads,
  updateEndpoint: acts,
  revokeEndpoint: acts,
  listIncidents: reads,
  getIncident: reads,
  receiveIncident: receives,
  commentIncident: receives,
  setIncidentState: acts,
  listUsbDevices: reads,
  decideUsbDevice: acts,
  listLanDevices: reads,
  decideLanDevice: acts,
  listNetworks: reads,
  createNetwork: acts,
  updateNetwork: acts,
  listSites: reads,
  createSite: acts,
  createEnrolmentCode: acts,
  enrol: everyone,
  listRefusals: reads,
  listTokens: reads,
  createToken: actsInPerson,
  deleteToken: actsInPerson,
  listPeople: reads,
  sendTestMail: actsInPerson,
  getStream: looksAtFigures,
  getHealthz: everyone,
};

/** Routes outside the API's table, by `METHOD path`. */
export const otherRoutes: Readonly<Record<string, Permission>> = {
  "GET /*": everyone,
  "GET /api/openapi.json": everyone,
};

/** Everyone who may read cases may see which one; others only hear that a figure changed. */
export const mayReadAll = (principal: Principal): boolean => refusal(reads, principal) === null;

type Hearing = "which" | "that-only";

/** Who hears a topic of the stream: `which` with the identifier, `that-only` without it. */
const topicHearing: Readonly<
  Record<StreamEvent["topic"], Readonly<Record<"reading" | "figures", Hearing | null>>>
> = {
  endpoints: { reading: "which", figures: "that-only" },
  incidents: { reading: "which", figures: "that-only" },
  "usb-devices": { reading: "which", figures: "that-only" },
  "lan-devices": { reading: "which", figures: "that-only" },
  networks: { reading: "which", figures: null },
  people: { reading: "which", figures: null },
  collector: { reading: "which", figures: "that-only" },
};
export const streamTopics = Object.keys(topicHearing);

/** The event as this principal may hear it, or null where it may not. */
export function heardBy(principal: Principal, event: StreamEvent): StreamEvent | null {
  if (refusal(looksAtFigures, principal) !== null) return null;
  const hearing = topicHearing[event.topic][mayReadAll(principal) ? "reading" : "figures"];
  if (hearing === null) return null;
  return hearing === "which" ? event : { ...event, id: null };
}

/** Whether somebody with these chairs may. */
const allows = (permission: Permission, held: readonly Role[]): boolean =>
  permission.kind === "public" ||
  permission.roles === "anybody" ||
  permission.roles.some((one) => held.includes(one));

/** Why a principal may not, as the answer to give; null where it may. */
export function refusal(permission: Permission, principal: Principal): Problem | null {
  if (permission.kind === "public") return null;
  if (principal.kind === "nobody") return notSignedIn();
  if (principal.kind === "token") {
    if (permission.token === null) return personOnly();
    return permission.token === "write" && principal.token.scope === "read" ? tokenScopeTooSmall() : null;
  }
  const held = principal.person.roles;
  if (allows(permission, held)) return null;
  return held.includes("member") ? memberNotYet() : notPermitted();
}

/** Names of the requests a person may make, for a page that offers nothing it would be refused. */
export const permitted = (person: Person): RouteName[] =>
  routeNames.filter((name) => allows(permissions[name], person.roles));
