import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { apiError, type RouteName, routeNames, type RouteOutput, routes } from "#shared/api/routes.ts";
import { type Role, roleWords } from "#shared/model/role.ts";
import { nobody } from "./identity/principal.ts";
import { type Permission, permissions, scopeOf } from "./permissions.ts";
import type { ProblemStatus } from "./problems.ts";
import type { Call, Handler, Handlers } from "./route-types.ts";
import type { Streams } from "./streams.ts";

type Plain = keyof Handlers;
interface AnyRoute {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly summary: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly response: z.ZodType;
}

const meanings: Readonly<Record<Exclude<ProblemStatus, 405>, string>> = {
  400: "The request is not valid; `field` names the part.",
  401: "Nobody is signed in, or the token is not valid.",
  403: "This principal may not do this, or the request comes from a foreign page.",
  404: "There is no such thing.",
  409: "The present state does not allow it.",
  413: "The body is larger than 256 KiB.",
  415: "The body is not JSON.",
  421: "The collector does not answer under this host name.",
  429: "Too many requests; Retry-After says how long to wait.",
  500: "A mistake of the collector.",
  503: "The store or the collector cannot answer now; Retry-After says when to try again.",
};

/** The refusals a route may answer, so that no answer is undocumented. */
function refusalsOf(route: AnyRoute, permission: Permission): readonly Exclude<ProblemStatus, 405>[] {
  const changes = route.method !== "GET";
  return [
    400,
    // A token that is not valid is refused on public routes too.
    401,
    ...(changes || permission.kind !== "public" ? ([403] as const) : []),
    ...(route.params === undefined ? [] : ([404] as const)),
    ...(changes ? ([409, 413, 415] as const) : []),
    421,
    429,
    500,
    503,
  ];
}

function responsesOf(name: RouteName, route: AnyRoute): Record<string, unknown> {
  const answers: Record<string, unknown> = {
    200:
      name === "getStream"
        ? {
            description: "Events, until the client leaves.",
            content: { "text/event-stream": { schema: route.response } },
          }
        : { description: "Done.", content: { "application/json": { schema: route.response } } },
  };
  if (route.method === "GET" && name !== "getStream") {
    answers["304"] = z.null().describe("Nothing changed since the tag of If-None-Match.");
  }
  for (const status of refusalsOf(route, permissions[name])) {
    const schema = name === "getHealthz" && status === 503 ? z.union([route.response, apiError]) : apiError;
    answers[String(status)] = { description: meanings[status], content: { "application/json": { schema } } };
  }
  return answers;
}

/** Scopes of a token stand as role names, which OpenAPI 3.1 allows for every kind of scheme. */
function securityOf(permission: Permission): readonly Record<string, readonly string[]>[] {
  if (permission.kind === "public") return [];
  const { token } = permission;
  return token === null ? [{ session: [] }] : [{ session: [] }, { token: [token] }];
}

const names = (roles: readonly Role[]): string => roles.map((role) => roleWords[role].en).join(", ");

/** Who may ask, in words: the same table the guards read. */
function whoMay(permission: Permission): string {
  if (permission.kind === "public") return "Open to everybody.";
  const token =
    permission.token === null ? "no API token" : `an API token with the scope ${permission.token}`;
  if (permission.kind === "decides")
    return `Signed-in people whose chair the policy gives one of these authorities: ${permission.authorities.join(", ")}; ${token}.`;
  const people = permission.roles === "anybody" ? "everybody signed in" : names(permission.roles);
  const firm = permission.firm
    ? ", and member firms for their own firm only (another firm's row is a 404)"
    : "";
  return `Who may: ${people}${firm}; ${token}.`;
}

function callOf<N extends Plain>(
  request: FastifyRequest,
  reply: FastifyReply,
  permission: Permission,
): Call<N> {
  const { params, query, body } = request;
  const principal = request.principal ?? nobody;
  const scope = scopeOf(permission, principal);
  // Fastify has just parsed the three by this very route's schemas; its types cannot carry that through a loop.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { params, query, body, principal, scope, request, reply } as Call<N>;
}

const bind = <N extends Plain>(
  handler: Handler<N>,
  permission: Permission,
): ((request: FastifyRequest, reply: FastifyReply) => Promise<RouteOutput<N>>) => {
  return async (request, reply) => handler(callOf<N>(request, reply, permission));
};

/** Registers every route of the shared table, and nothing that is not in it. */
export function registerRoutes(app: FastifyInstance, handlers: Handlers, streams: Streams): void {
  const handlerOf = (
    name: RouteName,
  ): ((request: FastifyRequest, reply: FastifyReply) => Promise<unknown> | void) =>
    name === "getStream"
      ? (request, reply) => streams.open(request, reply, request.principal ?? nobody)
      : bind<typeof name>(handlers[name], permissions[name]);

  for (const name of routeNames) {
    const route: AnyRoute = routes[name];
    const permission = permissions[name];
    app.route({
      method: route.method,
      url: route.path,
      exposeHeadRoute: route.method === "GET" && name !== "getStream",
      config: { permission, routeName: name },
      schema: {
        operationId: name,
        summary: route.summary,
        description: whoMay(permission),
        security: securityOf(permission),
        ...(route.params === undefined ? {} : { params: route.params }),
        ...(route.query === undefined ? {} : { querystring: route.query }),
        ...(route.body === undefined ? {} : { body: route.body }),
        response: responsesOf(name, route),
      },
      handler: handlerOf(name),
    });
  }
}
