import type { RouteName } from "#shared/api/routes.ts";
import type { Principal } from "./identity/principal.ts";
import type { Permission } from "./permissions.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who may ask; a route without it is refused to everybody. */
    permission?: Permission;
    routeName?: RouteName;
  }
  interface FastifyRequest {
    /** Who asks; null until the guards have looked. */
    principal: Principal | null;
  }
}

/** Paths that programs ask; everything else is the dashboard's. */
export const isApiPath = (url: string): boolean => /^\/(?:api|healthz)(?:[/?#]|$)/u.test(url);
