import { z } from "zod";
import { id, instant, mac, oneLine, page } from "../model/common.ts";
import { endpointState, platform, site, siteCoverage } from "../model/endpoint.ts";
import { incident, incidentState } from "../model/incident.ts";
import { lanDevice, lanRight, mediumRight, network, networkMode, usbMedium } from "../model/register.ts";
import { personRow } from "./watch-schemas.ts";
import { enrolRequest, enrolResponse } from "../protocol/enrolment.ts";
import {
  apiError,
  endpointDetail,
  endpointRow,
  incidentDetail,
  networkProposal,
  networkRow,
  overview,
  refusalRow,
  session,
  storedObservation,
  tokenRow,
  tokenScope,
} from "./schemas.ts";
import {
  byId,
  done,
  emptyQuery,
  flag,
  none,
  oneTimeLink,
  paging,
  password,
  personName,
  phone,
  type Route,
  totpCode,
} from "./route-parts.ts";
import { watchRoutes } from "./watch-routes.ts";

/** Every request of the people's API: the one source of server checks, OpenAPI and the web client's types. */
export const routes = {
  ...watchRoutes,
  getSession: { method: "GET", path: "/api/v1/session", summary: "Who is signed in.", response: session },
  signIn: {
    method: "POST",
    path: "/api/v1/session",
    summary: "Sign in with e-mail, password and second factor.",
    body: z.strictObject({ email: z.email(), password: z.string().max(200), totpCode: totpCode.optional() }),
    response: session,
  },
  signOut: { method: "DELETE", path: "/api/v1/session", summary: "Sign out.", response: done },
  beginSetup: {
    method: "POST",
    path: "/api/v1/setup/begin",
    summary: "Open the one-time link and get a secret for the authenticator.",
    body: z.strictObject({ link: oneTimeLink }),
    response: z.object({
      totpUri: z.string(),
      totpSecret: z.string(),
      qr: z.string().describe("The same as a picture: rows of 0 and 1, separated by spaces."),
    }),
  },
  finishSetup: {
    method: "POST",
    path: "/api/v1/setup",
    summary: "Make the first account and sign in.",
    body: z.strictObject({
      link: oneTimeLink,
      name: personName,
      phone: phone.default(null),
      email: z.email().max(254),
      password,
      totpCode,
      language: z.enum(["ja", "en"]),
    }),
    response: session,
  },
  setLanguage: {
    method: "PUT",
    path: "/api/v1/session/language",
    summary: "Change the language of the signed-in person.",
    body: z.strictObject({ language: z.enum(["ja", "en"]) }),
    response: session,
  },
  updateMe: {
    method: "PUT",
    path: "/api/v1/session/person",
    summary: "Change the name and the telephone number of the signed-in person.",
    body: z.strictObject({ name: personName, phone }),
    response: session,
  },
  getOverview: {
    method: "GET",
    path: "/api/v1/overview",
    summary: "The board's figures.",
    response: overview,
  },
  listEndpoints: {
    method: "GET",
    path: "/api/v1/endpoints",
    summary: "Computers, by name.",
    query: z.strictObject({
      ...paging,
      search: z.string().max(100).optional(),
      siteId: id.optional(),
      state: endpointState.optional(),
      platform: platform.optional(),
      connected: flag.optional(),
    }),
    response: page(endpointRow),
  },
  getEndpoint: {
    method: "GET",
    path: "/api/v1/endpoints/:id",
    summary: "One computer with the latest reading of each fact.",
    params: byId,
    response: endpointDetail,
  },
  listObservations: {
    method: "GET",
    path: "/api/v1/endpoints/:id/observations",
    summary: "What one computer reported, newest first.",
    params: byId,
    query: z.strictObject({ ...paging, fact: z.string().max(40).optional() }),
    response: page(storedObservation),
  },
  updateEndpoint: {
    method: "PUT",
    path: "/api/v1/endpoints/:id",
    summary: "Change what people say about a computer.",
    params: byId,
    body: z.strictObject({
      managementNumber: oneLine(40).nullable(),
      siteId: id,
      kind: z.enum(["terminal", "server"]),
      assetClass: z.enum(["1", "2", "3"]).nullable().default(null),
      userIds: z.array(id).max(20).default([]).describe("登録使用者."),
      state: endpointState
        .extract(["active", "resting", "taken-out", "replaced", "retired", "excluded"])
        .default("active"),
    }),
    response: endpointDetail,
  },
  revokeEndpoint: {
    method: "POST",
    path: "/api/v1/endpoints/:id/revoke",
    summary: "Refuse this computer's certificate from now on.",
    params: byId,
    body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
    response: endpointDetail,
  },
  listIncidents: {
    method: "GET",
    path: "/api/v1/incidents",
    summary: "Cases, newest first.",
    query: z.strictObject({
      ...paging,
      open: flag.optional().describe("Only unfinished ones, or only finished ones."),
      endpointId: id.optional(),
      rule: z.string().max(40).optional(),
    }),
    response: page(incident),
  },
  getIncident: {
    method: "GET",
    path: "/api/v1/incidents/:id",
    summary: "One case with everything that happened.",
    params: byId,
    response: incidentDetail,
  },
  receiveIncident: {
    method: "POST",
    path: "/api/v1/incidents/:id/receive",
    summary: "Record that the signed-in person has received this case (受領).",
    params: byId,
    body: z.strictObject({
      means: z.enum(["screen", "telephone"]).default("screen"),
      at: instant.nullable().default(null).describe("For a telephone call: when it was (電話にて報告)."),
    }),
    response: incidentDetail,
  },
  commentIncident: {
    method: "POST",
    path: "/api/v1/incidents/:id/comments",
    summary: "Add a comment.",
    params: byId,
    body: z.strictObject({ text: z.string().trim().min(1).max(2000) }),
    response: incidentDetail,
  },
  setIncidentState: {
    method: "POST",
    path: "/api/v1/incidents/:id/state",
    summary: "Move a case on, with a reason.",
    params: byId,
    body: z.strictObject({ state: incidentState, reason: z.string().trim().min(1).max(1000) }),
    response: incidentDetail,
  },
  listUsbDevices: {
    method: "GET",
    path: "/api/v1/usb-devices",
    summary: "The register of media, undecided ones first.",
    query: z.strictObject({
      ...paging,
      right: mediumRight.optional(),
      search: z.string().max(100).optional(),
    }),
    response: page(usbMedium),
  },
  decideUsbDevice: {
    method: "PUT",
    path: "/api/v1/usb-devices/:id",
    summary: "Register a medium or change its right.",
    params: byId,
    body: z.strictObject({
      right: mediumRight.exclude(["initial", "unregistered"]),
      scope: z.enum(["this-computer", "every-computer"]).default("this-computer"),
      managementNumber: oneLine(40).nullable().default(null),
      user: oneLine(80).nullable().default(null),
      note: z.string().trim().max(500).nullable().default(null),
      expiresAt: instant.nullable().default(null),
    }),
    response: usbMedium,
  },
  listLanDevices: {
    method: "GET",
    path: "/api/v1/lan-devices",
    summary: "The register of devices on watched networks, undecided ones first.",
    query: z.strictObject({
      ...paging,
      networkId: id.optional(),
      right: lanRight.optional(),
      search: z.string().max(100).optional(),
    }),
    response: page(lanDevice),
  },
  decideInitialMedia: {
    method: "POST",
    path: "/api/v1/usb-devices/initial",
    summary: "Decide in bulk about media that were plugged in at enrolment (導入時に接続されていた機器).",
    body: z.strictObject({
      ids: z.array(id).min(1).max(500),
      right: mediumRight.extract(["allowed", "read-only", "forbidden", "temporary"]),
      expiresAt: instant.nullable().default(null),
      note: z.string().trim().max(500).nullable().default(null),
    }),
    response: z.object({ decided: z.number().int() }),
  },
  decideLanDevice: {
    method: "PUT",
    path: "/api/v1/lan-devices/:id",
    summary: "Register a device or change its right.",
    params: byId,
    body: z.strictObject({
      right: lanRight.exclude(["initial", "unregistered"]),
      kind: oneLine(40).nullable().default(null),
      place: oneLine(80).nullable().default(null),
      note: z.string().trim().max(500).nullable().default(null),
      expiresAt: instant.nullable().default(null),
    }),
    response: lanDevice,
  },
  listNetworks: {
    method: "GET",
    path: "/api/v1/networks",
    summary: "Watched networks, and what is proposed.",
    query: emptyQuery,
    response: z.object({ items: z.array(networkRow), proposals: z.array(networkProposal), asOf: instant }),
  },
  createNetwork: {
    method: "POST",
    path: "/api/v1/networks",
    summary: "Enter a network to be watched (監視対象ネットワーク).",
    body: z.strictObject({
      name: oneLine(80).min(1),
      siteId: id,
      mode: networkMode.default("learning"),
      subnets: z.array(z.cidrv4()).min(1).max(20),
      gatewayMacs: z.array(mac).max(20),
    }),
    response: network,
  },
  updateNetwork: {
    method: "PUT",
    path: "/api/v1/networks/:id",
    summary: "Change a watched network, or end its learning.",
    params: byId,
    body: z.strictObject({
      name: oneLine(80).min(1),
      mode: networkMode,
      subnets: z
        .array(z.cidrv4())
        .min(1)
        .max(20)
        .optional()
        .describe("The corrected subnets; left out, they stay."),
      gatewayMacs: z.array(mac).max(20),
      allowInitial: z
        .boolean()
        .default(false)
        .describe("Also allow every device seen while learning (一括許可)."),
    }),
    response: network,
  },
  listSites: {
    method: "GET",
    path: "/api/v1/sites",
    summary: "Sites.",
    query: emptyQuery,
    response: z.object({ items: z.array(site), asOf: instant }),
  },
  createSite: {
    method: "POST",
    path: "/api/v1/sites",
    summary: "Enter a site.",
    body: z.strictObject({
      name: oneLine(80).min(1),
      kind: z.enum(["office", "member"]),
      coverage: siteCoverage.default("open"),
      note: z.string().trim().max(500).nullable().default(null),
    }),
    response: site,
  },
  createSites: {
    method: "POST",
    path: "/api/v1/sites/many",
    summary: "Enter many member firms at once, one name each; names that exist already are passed over.",
    body: z.strictObject({ names: z.array(oneLine(80).min(1)).min(1).max(500) }),
    response: z.object({ made: z.number().int(), known: z.number().int() }),
  },
  updateSite: {
    method: "PUT",
    path: "/api/v1/sites/:id",
    summary: "Change a site or a member firm.",
    params: byId,
    body: z.strictObject({
      name: oneLine(80).min(1),
      coverage: siteCoverage,
      note: z.string().trim().max(500).nullable().default(null),
    }),
    response: site,
  },
  createEnrolmentCode: {
    method: "POST",
    path: "/api/v1/enrolment-codes",
    summary: "Make a one-time code for one computer (10 minutes).",
    body: z.strictObject({ siteId: id }),
    response: z.object({
      code: z.string(),
      words: z.string().describe("The authority's fingerprint as words, to compare by telephone."),
      command: z.string().describe("The line to run on the computer."),
      reach: z
        .enum(["this-computer", "network"])
        .describe(
          "From where the code can be used: only on the collector's own computer, or in its network.",
        ),
      expiresAt: instant,
    }),
  },
  enrol: {
    method: "POST",
    path: "/api/v1/enrol",
    summary: "Exchange a one-time code and a certificate request for a certificate.",
    body: enrolRequest,
    response: enrolResponse,
  },
  listRefusals: {
    method: "GET",
    path: "/api/v1/refusals",
    summary: "What the collector refused, newest first.",
    query: z.strictObject(paging),
    response: page(refusalRow),
  },
  listTokens: {
    method: "GET",
    path: "/api/v1/tokens",
    summary: "API tokens; never the tokens themselves.",
    query: emptyQuery,
    response: z.object({ items: z.array(tokenRow), asOf: instant }),
  },
  createToken: {
    method: "POST",
    path: "/api/v1/tokens",
    summary: "Make an API token; it is shown once.",
    body: z.strictObject({ name: oneLine(80).min(1), scope: tokenScope }),
    response: tokenRow.extend({ token: z.string() }),
  },
  deleteToken: {
    method: "DELETE",
    path: "/api/v1/tokens/:id",
    summary: "Take an API token back.",
    params: byId,
    response: done,
  },
  listPeople: {
    method: "GET",
    path: "/api/v1/people",
    summary: "People known to Hinomi.",
    query: emptyQuery,
    response: z.object({ items: z.array(personRow), asOf: instant }),
  },
  sendTestMail: {
    method: "POST",
    path: "/api/v1/mail/test",
    summary: "Send a test mail to the signed-in person.",
    body: none,
    response: z.object({ ok: z.boolean(), detail: z.string() }),
  },
  getStream: {
    method: "GET",
    path: "/api/v1/stream",
    summary: "The live stream (server-sent events).",
    query: emptyQuery,
    response: z.string(),
  },
  getHealthz: {
    method: "GET",
    path: "/healthz",
    summary: "Whether the collector serves and its store answers.",
    response: z.object({ ok: z.boolean(), version: z.string(), store: z.enum(["ok", "failed"]) }),
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
export const isRouteName = (name: string): name is RouteName => Object.hasOwn(routes, name);
/** The names of every request, in the table's order. */
export const routeNames: readonly RouteName[] = Object.keys(routes).filter(isRouteName);
export { apiError };
type Routes = typeof routes;
type In<N extends RouteName, K extends "params" | "query" | "body"> = Routes[N] extends {
  readonly [P in K]: infer S extends z.ZodType;
}
  ? z.input<S>
  : undefined;
/** What a client sends for a route. */
export interface RouteInput<N extends RouteName> {
  readonly params: In<N, "params">;
  readonly query: In<N, "query">;
  readonly body: In<N, "body">;
}
/** What a route answers. */
export type RouteOutput<N extends RouteName> = z.output<Routes[N]["response"]>;
