import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Link,
  Outlet,
} from "@tanstack/react-router";
import { z } from "zod";
import { complianceState } from "#shared/model/compliance.ts";
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

const patchFilter = z.object({
  siteId: z.string().optional().catch(undefined),
  state: complianceState.optional().catch(undefined),
});
const attendanceFilter = z.object({
  from: z.iso.date().optional().catch(undefined),
  to: z.iso.date().optional().catch(undefined),
  endpointId: z.string().optional().catch(undefined),
  subject: z.enum(["collector", "agent", "sensor"]).optional().catch(undefined),
});
const recordFilter = z.object({
  action: z.string().max(60).optional().catch(undefined),
  subject: z.string().max(128).optional().catch(undefined),
});

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
const correctivesRoute = createRoute({
  getParentRoute: () => root,
  path: "/correctives",
  component: lazyRouteComponent(() => import("./pages/correctives/correctives.tsx"), "CorrectivesPage"),
});
const patchRoute = createRoute({
  getParentRoute: () => root,
  path: "/patch",
  validateSearch: patchFilter,
  component: lazyRouteComponent(() => import("./pages/patch/patch.tsx"), "PatchPage"),
});
const attendanceRoute = createRoute({
  getParentRoute: () => root,
  path: "/attendance",
  validateSearch: attendanceFilter,
  component: lazyRouteComponent(() => import("./pages/attendance/attendance.tsx"), "AttendancePage"),
});
const reportsRoute = createRoute({
  getParentRoute: () => root,
  path: "/reports",
  component: lazyRouteComponent(() => import("./pages/reports/reports.tsx"), "ReportsPage"),
});
const reportRoute = createRoute({
  getParentRoute: () => root,
  path: "/reports/$id",
  component: lazyRouteComponent(() => import("./pages/report/report.tsx"), "ReportPage"),
});
const recordsRoute = createRoute({
  getParentRoute: () => root,
  path: "/records",
  validateSearch: recordFilter,
  component: lazyRouteComponent(() => import("./pages/records/records.tsx"), "RecordsPage"),
});
const peopleRoute = createRoute({
  getParentRoute: () => root,
  path: "/people",
  component: lazyRouteComponent(() => import("./pages/people/people.tsx"), "PeoplePage"),
});
const assetsRoute = createRoute({
  getParentRoute: () => root,
  path: "/assets",
  component: lazyRouteComponent(() => import("./pages/assets/assets.tsx"), "AssetsPage"),
});
const policyRoute = createRoute({
  getParentRoute: () => root,
  path: "/policy",
  component: lazyRouteComponent(() => import("./pages/policy/policy.tsx"), "PolicyPage"),
});
/** One-time links land here; for somebody who is signed in there is nothing more to do on them. */
const setupRoute = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: lazyRouteComponent(() => import("./pages/board/board.tsx"), "BoardPage"),
});
const accountRoute = createRoute({
  getParentRoute: () => root,
  path: "/account",
  component: lazyRouteComponent(() => import("./pages/board/board.tsx"), "BoardPage"),
});

/** The pages for signed-in people. */
export const createPages = () =>
  createRouter({
    routeTree: root.addChildren([
      boardRoute,
      incidentsRoute,
      incidentRoute,
      correctivesRoute,
      endpointsRoute,
      endpointRoute,
      mediaRoute,
      devicesRoute,
      patchRoute,
      assetsRoute,
      attendanceRoute,
      reportsRoute,
      reportRoute,
      recordsRoute,
      peopleRoute,
      policyRoute,
      settingsRoute,
      setupRoute,
      accountRoute,
    ]),
    defaultPendingComponent: Waiting,
    scrollRestoration: true,
  });

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createPages>;
  }
}
