import { mayDecide } from "#collector/domain/routing/chairs.ts";
import type { AuthorityName, Policy } from "#shared/model/policy.ts";
import { type RouteName, routeNames } from "#shared/api/routes.ts";
import type { Role } from "#shared/model/role.ts";
import type { Chairs, Principal } from "./identity/principal.ts";
import {
  chairNames,
  memberSeesOwnFirm,
  notPermitted,
  notSignedIn,
  othersDecide,
  personOnly,
  type Problem,
  tokenScopeTooSmall,
} from "./problems.ts";

/** Who may ask a route. */
export type Permission =
  | { readonly kind: "public" }
  | {
      readonly kind: "known";
      /** Signed-in people with one of these chairs, over the whole organisation; `anybody` is everyone signed in. */
      readonly roles: readonly Role[] | "anybody";
      /** Whether a 組合員 may ask too, and then sees the own firm only. */
      readonly firm: boolean;
      /** The token scope that suffices, or null where only a person may. */
      readonly token: "read" | "write" | null;
    }
  | {
      readonly kind: "decides";
      /** Who holds one of these authorities of the policy; which one is needed, the handler asks. */
      readonly authorities: readonly AuthorityName[];
      readonly token: "write" | null;
    };

/** They keep the watch: they see everything and act. */
const acting: readonly Role[] = ["supervisor", "deputy-supervisor", "manager", "csirt"];
const reading: readonly Role[] = [...acting, "chief"];
/** They see how the watch stands in figures; no names, no cases. */
const figures: readonly Role[] = [...reading, "staff", "board", "auditor", "maintainer"];
/** They read the papers that were made. */
const papers: readonly Role[] = [...reading, "board", "auditor"];

const known = (
  roles: readonly Role[] | "anybody",
  token: "read" | "write" | null,
  firm = false,
): Permission => ({ kind: "known", roles, token, firm });
const decides = (token: "write" | null, ...authorities: readonly AuthorityName[]): Permission => ({
  kind: "decides",
  authorities,
  token,
});

const everyone: Permission = { kind: "public" };
const signedIn = known("anybody", null);
const looksAtFigures = known(figures, "read", true);
const reads = known(reading, "read");
const readsOwnFirm = known(reading, "read", true);
const readsPapers = known(papers, "read");
const comments = known(reading, "write", true);
/** 受領 and what follows from it is a named person's. */
const receives = known(reading, null, true);
const acts = known(acting, "write");
/** A token never makes or removes tokens: one that leaked could otherwise outlive its own removal. */
const actsInPerson = known(acting, null);
/** What a token decides, the 情報管理者 decides: nobody with less may make one. */
const makesTokens = known(["supervisor", "manager"], null);
const people = decides(null, "people");

/** One row for every request of the API; what has no row is refused. */
export const permissions: Readonly<Record<RouteName, Permission>> = {
  getSession: everyone,
  signIn: everyone,
  signOut: everyone,
  beginSetup: everyone,
  finishSetup: everyone,
  beginAccount: everyone,
  finishAccount: everyone,
  setLanguage: signedIn,
  updateMe: signedIn,
  getOverview: looksAtFigures,
  getStream: looksAtFigures,
  getPolicy: looksAtFigures,
  listEndpoints: readsOwnFirm,
  getEndpoint: readsOwnFirm,
  listObservations: readsOwnFirm,
  updateEndpoint: acts,
  revokeEndpoint: acts,
  listIncidents: readsOwnFirm,
  getIncident: readsOwnFirm,
  receiveIncident: receives,
  commentIncident: comments,
  passOnIncident: receives,
  judgeIncident: receives,
  setIncidentState: acts,
  markIncidentHandled: actsInPerson,
  noteIncidentClosing: actsInPerson,
  setIncidentParties: actsInPerson,
  answerGateway: decides("write", "network"),
  listCorrectives: readsOwnFirm,
  receiveDigest: receives,
  getPatchCompliance: readsOwnFirm,
  getAttendance: readsOwnFirm,
  recordExport: known(reading, null, true),
  listUsbDevices: reads,
  decideUsbDevice: decides("write", "usb-today", "usb-week", "usb-year", "usb-forbid"),
  decideInitialMedia: decides("write", "usb-today", "usb-week", "usb-year", "usb-forbid"),
  listLanDevices: reads,
  decideLanDevice: decides("write", "lan-today", "lan-allow", "lan-forbid"),
  listNetworks: reads,
  createNetwork: decides("write", "network"),
  updateNetwork: decides("write", "network"),
  listSites: readsOwnFirm,
  createSite: acts,
  createSites: acts,
  updateSite: acts,
  createEnrolmentCode: acts,
  enrol: everyone,
  listAssets: reads,
  createAsset: acts,
  updateAsset: acts,
  listReports: readsPapers,
  getReport: readsPapers,
  listCheckpoints: readsPapers,
  listRecords: decides(null, "records-view"),
  listRefusals: reads,
  listTokens: reads,
  createToken: makesTokens,
  deleteToken: actsInPerson,
  listPeople: reads,
  createPerson: people,
  updatePerson: people,
  invitePerson: people,
  getHoldings: people,
  disablePerson: people,
  deleteSessionsOf: people,
  listDesignations: reads,
  createDesignation: people,
  endDesignation: people,
  sendTestMail: actsInPerson,
  getHealthz: everyone,
};

/** Routes outside the API's table, by `METHOD path`. */
export const otherRoutes: Readonly<Record<string, Permission>> = {
  "GET /*": everyone,
  "GET /api/openapi.json": everyone,
};

/** The chair whose decisions a token may make. */
const tokenDecidesAs: Chairs = [{ role: "manager", deputy: false, siteId: null }];

const holdsOneOf = (chairs: Chairs, roles: readonly Role[]): boolean =>
  chairs.some(({ role }) => roles.includes(role));

/** Whether the policy lets this principal decide something. */
export function decidesIt(policy: Policy, authority: AuthorityName, principal: Principal): boolean {
  if (principal.kind === "nobody") return false;
  if (principal.kind === "person") return mayDecide(policy, authority, principal.chairs);
  return principal.token.scope === "write" && mayDecide(policy, authority, tokenDecidesAs);
}

/** Throws where the policy leaves this decision to other chairs; the refusal names them. */
export function requireAuthority(policy: Policy, authority: AuthorityName, principal: Principal): void {
  if (decidesIt(policy, authority, principal)) return;
  const { roles, clause } = policy.authorities[authority];
  throw othersDecide(chairNames(roles), clause);
}

/** The chairs that may decide at least one of these. */
const decidersOf = (policy: Policy, authorities: readonly AuthorityName[]): readonly Role[] => [
  ...new Set(authorities.flatMap((name) => policy.authorities[name].roles)),
];

const allows = (permission: Permission, chairs: Chairs, policy: Policy): boolean => {
  if (permission.kind === "public") return true;
  if (permission.kind === "decides") return holdsOneOf(chairs, decidersOf(policy, permission.authorities));
  return (
    permission.roles === "anybody" ||
    holdsOneOf(chairs, permission.roles) ||
    (permission.firm && firmsOf(chairs).length > 0)
  );
};

function refusedToken(
  permission: Exclude<Permission, { kind: "public" }>,
  scope: "read" | "write",
): Problem | null {
  if (permission.token === null) return personOnly();
  return permission.token === "write" && scope === "read" ? tokenScopeTooSmall() : null;
}

/** Why a principal may not, as the answer to give; null where it may. */
export function refusal(permission: Permission, principal: Principal, policy: Policy): Problem | null {
  if (permission.kind === "public") return null;
  if (principal.kind === "nobody") return notSignedIn();
  if (principal.kind === "token") return refusedToken(permission, principal.token.scope);
  if (allows(permission, principal.chairs, policy)) return null;
  if (permission.kind === "decides") {
    const [first] = permission.authorities;
    const clause = first === undefined ? "" : policy.authorities[first].clause;
    return othersDecide(chairNames(decidersOf(policy, permission.authorities)), clause);
  }
  return holdsOneOf(principal.chairs, ["member"]) ? memberSeesOwnFirm() : notPermitted();
}

/** Names of the requests somebody with these chairs may make, for a page that offers nothing it would be refused. */
export const permitted = (chairs: Chairs, policy: Policy): RouteName[] =>
  routeNames.filter((name) => allows(permissions[name], chairs, policy));

/** What somebody may see of the organisation: everything, or the firms with these identifiers. */
export type Scope = "all" | readonly string[];

/** The firms for which somebody holds the chair 組合員. */
const firmsOf = (chairs: Chairs): readonly string[] => [
  ...new Set(chairs.flatMap(({ role, siteId }) => (role === "member" && siteId !== null ? [siteId] : []))),
];

/** What of the organisation a route shows to somebody whom it admits: who is admitted as 組合員 sees the firm only. */
export function scopeOf(permission: Permission, principal: Principal): Scope {
  if (permission.kind !== "known" || principal.kind !== "person") return "all";
  const { roles } = permission;
  return roles === "anybody" || holdsOneOf(principal.chairs, roles) ? "all" : firmsOf(principal.chairs);
}

/** Whether something that belongs to a site may be seen; what belongs to none is the organisation's own. */
export const sees = (scope: Scope, siteId: string | null): boolean =>
  scope === "all" || (siteId !== null && scope.includes(siteId));

/** Everyone who may read every case may see which one changed; others only hear that something did. */
export const mayReadAll = (principal: Principal, policy: Policy): boolean =>
  refusal(reads, principal, policy) === null;
