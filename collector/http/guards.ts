import type { FastifyInstance, FastifyRequest } from "fastify";
import { matchesTag, weakTag } from "./etag.ts";
import { isApiPath } from "./framework.ts";
import { setCommonHeaders } from "./headers.ts";
import type { HostGuard } from "./hosts.ts";
import type { Authenticator } from "./identity/authenticate.ts";
import { nobody } from "./identity/principal.ts";
import type { LimitCheck } from "./limits.ts";
import { refusal } from "./permissions.ts";
import type { Policy } from "#shared/model/policy.ts";
import { notPermitted, Problem } from "./problems.ts";

const foreignPage = (): Problem =>
  new Problem(403, "foreign-origin", {
    en: "This request does not come from Hinomi's own page, so it was refused.",
    ja: "火の見の画面からの要求ではないため、受け付けませんでした。",
  });

const looksOnly: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/**
 * Whether a request that changes something may come from where it comes from. Browsers always send Origin with such a
 * request; only programs do not, and of those only the ones that carry no browser's cookie are believed.
 */
function checkOrigin(request: FastifyRequest, hosts: HostGuard): void {
  if (looksOnly.has(request.method)) return;
  const { origin, authorization } = request.headers;
  if (origin !== undefined) {
    if (!hosts.isOwnOrigin(request, origin)) throw foreignPage();
    return;
  }
  const isEnrolment = request.routeOptions.config.routeName === "enrol";
  if (authorization === undefined && !isEnrolment) throw foreignPage();
}

/** Puts the guards before every route: host, origin, who asks, how often, and whether they may. */
export function addGuards(
  app: FastifyInstance,
  deps: {
    readonly hosts: HostGuard;
    readonly authenticator: Authenticator;
    readonly limit: LimitCheck;
    readonly policy: Policy;
  },
): void {
  app.decorateRequest("principal", null);

  app.addHook("onRequest", async (request, reply) => {
    setCommonHeaders(request, reply);
    deps.hosts.checkHost(request);
    if (request.is404) {
      await deps.limit("general", request);
      return;
    }
    checkOrigin(request, deps.hosts);
    const { permission, routeName } = request.routeOptions.config;
    request.principal = routeName === undefined ? nobody : await deps.authenticator.identify(request);
    await deps.limit("general", request);
    const refused =
      permission === undefined ? notPermitted() : refusal(permission, request.principal, deps.policy);
    if (refused !== null) throw refused;
  });

  app.addHook("onSend", async (request, reply, payload) => {
    if (!looksOnly.has(request.method) || reply.statusCode !== 200) return payload;
    if (typeof payload !== "string" || !isApiPath(request.url)) return payload;
    const tag = weakTag(payload);
    reply.header("etag", tag);
    if (!matchesTag(request.headers["if-none-match"], tag)) return payload;
    reply.code(304).removeHeader("content-type");
    return null;
  });
}
