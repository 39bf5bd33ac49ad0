import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Link,
  Outlet,
} from "@tanstack/react-router";
import { z } from "zod";
import { Shell } from "./parts/shell/shell.tsx";
import { Nothing, Waiting } from "./parts/view/view.tsx";
import { useSession } from "./client/session.ts";
import { useTexts } from "./language/language-context.tsx";
import { commonTexts } from "./text/common/index.ts";

function NotFound() {
  const t = useTexts(commonTexts);
  return (
    <Nothing>
      {t.notFound} <Link to="/">{t.toBoard}</Link>
    </Nothing>
  );
}

/** The frame around every page; it stays mounted while the session is asked again. */
function Frame() {
  const { data } = useSession();
  const person = data?.person ?? null;
  if (data === undefined || person === null) return null;
  return (
    <Shell person={person} organisation={data.organisation}>
      <Outlet />
    </Shell>
  );
}

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound });

const searched = z.object({ search: z.string().max(100).optional().catch(undefined) });
const endpointFilter = searched.extend({
  siteId: z.string().optional().catch(undefined),
  platform: z.enum(["linux", "windows", "macos"]).optional().catch(undefined),
  connected: z.enum(["true", "false"]).optional().catch(undefined),
});
const incidentFilter = z.object({ show: z.enum(["open", "finished", "all"]).optional().catch(undefined) });
const mediaFilter = searched.extend({
  right: z
    .enum(["allowed", "read-only", "forbidden", "temporary", "initial", "unregistered"])
    .optional()
    .catch(undefined),
});
const deviceFilter = searched.extend({ networkId: z.string().optional().catch(undefined) });

const boardRoute = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: lazyRouteComponent(() => import("./pages/board/board.tsx"), "BoardPage"),
});
const incidentsRoute = createRoute({
  getParentRoute: () => root,
  path: "/incidents",
  validateSearch: incidentFilter,
  component: lazyRouteComponent(() => import("./pages/incidents/incidents.tsx"), "IncidentsPage"),
});
const incidentRoute = createRoute({
  getParentRoute: () => root,
  path: "/incidents/$id",
  component: lazyRouteComponent(() => import("./pages/incident/incident.tsx"), "IncidentPage"),
});
const endpointsRoute = createRoute({
  getParentRoute: () => root,
  path: "/endpoints",
  validateSearch: endpointFilter,
  component: lazyRouteComponent(() => import("./pages/endpoints/endpoints.tsx"), "EndpointsPage"),
});
const endpointRoute = createRoute({
  getParentRoute: () => root,
  path: "/endpoints/$id",
  component: lazyRouteComponent(() => import("./pages/endpoint/endpoint.tsx"), "EndpointPage"),
});
const mediaRoute = createRoute({
  getParentRoute: () => root,
  path: "/media",
  validateSearch: mediaFilter,
  component: lazyRouteComponent(() => import("./pages/media/media.tsx"), "MediaPage"),
});
const devicesRoute = createRoute({
  getParentRoute: () => root,
  path: "/devices",
  validateSearch: deviceFilter,
  component: lazyRouteComponent(() => import("./pages/devices/devices.tsx"), "DevicesPage"),
});
const settingsRoute = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: lazyRouteComponent(() => import("./pages/settings/settings.tsx"), "SettingsPage"),
});
/** The one-time link lands here; once the first account exists there is nothing more to do on it. */
const setupRoute = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: lazyRouteComponent(() => import("./pages/board/board.tsx"), "BoardPage"),
});

/** The pages for signed-in people. */
export const createPages = () =>
  createRouter({
    routeTree: root.addChildren([
      boardRoute,
      incidentsRoute,
      incidentRoute,
      endpointsRoute,
      endpointRoute,
      mediaRoute,
      devicesRoute,
      settingsRoute,
      setupRoute,
    ]),
    defaultPendingComponent: Waiting,
    scrollRestoration: true,
  });

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createPages>;
  }
}
