import type { Handlers } from "../route-types.ts";
import type { RouteContext } from "./context.ts";
import { endpointRoutes } from "./endpoints.ts";
import { identityRoutes } from "./identity.ts";
import { incidentRoutes } from "./incidents.ts";
import { placeRoutes } from "./places.ts";
import { registerRoutes } from "./registers.ts";
import { systemRoutes } from "./system.ts";

/** A handler for every route of the table; one that is missing does not compile. */
export const createHandlers = (context: RouteContext): Handlers => ({
  ...identityRoutes(context),
  ...endpointRoutes(context),
  ...incidentRoutes(context),
  ...registerRoutes(context),
  ...placeRoutes(context),
  ...systemRoutes(context),
});
