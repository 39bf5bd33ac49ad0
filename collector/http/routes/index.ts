import type { Handlers } from "../route-types.ts";
import { accountRoutes } from "./account.ts";
import { assetRoutes } from "./assets.ts";
import { caseRoutes } from "./cases.ts";
import type { RouteContext } from "./context.ts";
import { designationRoutes } from "./designations.ts";
import { endpointRoutes } from "./endpoints.ts";
import { identityRoutes } from "./identity.ts";
import { networkRoutes } from "./networks.ts";
import { paperRoutes } from "./papers.ts";
import { peopleRoutes } from "./people.ts";
import { registerRoutes } from "./registers.ts";
import { siteRoutes } from "./sites.ts";
import { systemRoutes } from "./system.ts";
import { watchRoutes } from "./watch.ts";

/** A handler for every route of the table; one that is missing does not compile. */
export const createHandlers = (context: RouteContext): Handlers => ({
  ...identityRoutes(context),
  ...accountRoutes(context),
  ...peopleRoutes(context),
  ...designationRoutes(context),
  ...endpointRoutes(context),
  ...caseRoutes(context),
  ...registerRoutes(context),
  ...networkRoutes(context),
  ...siteRoutes(context),
  ...assetRoutes(context),
  ...watchRoutes(context),
  ...paperRoutes(context),
  ...systemRoutes(context),
});
