import type { IncomingMessage, ServerResponse } from "node:http";
import cookie from "@fastify/cookie";
import fastify, { type FastifyInstance } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { createErrorAnswer, sendProblem } from "./answers.ts";
import { serveDashboard } from "./dashboard.ts";
import { addGuards } from "./guards.ts";
import { createHostGuard } from "./hosts.ts";
import { calendarOf } from "#collector/domain/policy/calendar.ts";
import { createAround } from "./around.ts";
import { createAccounts } from "./identity/account.ts";
import { createOneByOne } from "./identity/one-by-one.ts";
import { createAuthenticator } from "./identity/authenticate.ts";
import { createPasswords } from "./identity/passwords.ts";
import { createSessions } from "./identity/sessions.ts";
import { createSetup } from "./identity/setup.ts";
import { createSignIn } from "./identity/sign-in.ts";
import { createLimitCheck, defaultLimits, type Limits } from "./limits.ts";
import { createListeners, type Listeners } from "./listeners.ts";
import { describeApi, serveApiDescription } from "./openapi.ts";
import { createOverview } from "./overview.ts";
import { otherRoutes } from "./permissions.ts";
import type { PeopleServerDeps } from "./port.ts";
import { createRecorder } from "./recorder.ts";
import { registerRoutes } from "./register-routes.ts";
import { unserved } from "./route-table.ts";
import { createHandlers } from "./routes/index.ts";
import { createSessionView } from "./session-view.ts";
import { createStandings } from "./standings.ts";
import { createStreams } from "./streams.ts";
import { createViews } from "./views.ts";

/** The largest body taken, in bytes. */
const bodyLimit = 262_144;

export interface PeopleServerOptions {
  readonly limits?: Partial<Limits>;
  readonly beatEveryMilliseconds?: number;
}

export interface PeopleServer extends Omit<Listeners, "close"> {
  /** The token of a one-time link for the first account, to be put behind `/setup#`; null where an account exists. */
  createSetupLink(): Promise<string | null>;
  /** Every route that is served, as `METHOD path`, for the comparison with the permission table. */
  routeTable(): readonly string[];
  /** Answers one request without a network. */
  readonly inject: FastifyInstance["inject"];
  streamCount(): number;
  /** Ends live streams and connections; safe to call again. */
  stop(): Promise<void>;
}

function createApp(deps: PeopleServerDeps): FastifyInstance {
  const proxies = deps.trustedProxies ?? [];
  const answer = createErrorAnswer(deps.log);
  const app: FastifyInstance = fastify({
    bodyLimit,
    trustProxy: proxies.length > 0 ? [...proxies] : false,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: (error, request, reply) => answer(error, request, reply),
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answer);
  app.removeContentTypeParser("text/plain");
  return app;
}

/** Builds the people's port: dashboard, API and live stream. Nothing listens until it is told to. */
export async function createPeopleServer(
  deps: PeopleServerDeps,
  options: PeopleServerOptions = {},
): Promise<PeopleServer> {
  const { store, now, hub } = deps;
  const app = createApp(deps);
  const served: string[] = [];
  app.addHook("onRoute", (route) => {
    for (const method of [route.method].flat()) {
      const key = `${method} ${route.url}`;
      served.push(key);
      const permission = otherRoutes[key.replace(/^HEAD /u, "GET ")];
      if (route.config?.routeName === undefined && permission !== undefined) {
        route.config = { ...route.config, permission };
      }
    }
  });

  const passwords = createPasswords();
  const record = createRecorder(store.records, now);
  const { policy } = deps;
  const calendar = calendarOf(policy);
  const around = createAround({ store, policy, calendar, now });
  const views = createViews({ ...deps, calendar, around });
  const standings = createStandings({ ...deps, calendar });
  const authenticator = createAuthenticator({ store, now });
  const setup = createSetup({ ...deps, passwords, record });
  const accounts = createAccounts({ ...deps, passwords, record });
  const streams = createStreams({
    hub,
    authenticator,
    now,
    log: deps.log,
    policy,
    ...(options.beatEveryMilliseconds === undefined
      ? {}
      : { beatEveryMilliseconds: options.beatEveryMilliseconds }),
  });

  await app.register(cookie);
  const limit = await createLimitCheck(app, { ...defaultLimits, ...options.limits });
  await describeApi(app, deps.version);
  addGuards(app, { hosts: createHostGuard(deps), authenticator, limit, policy });

  const handlers = createHandlers({
    ...deps,
    views,
    record,
    setup,
    accounts,
    limit,
    calendar,
    standings,
    peopleTurn: createOneByOne(),
    overview: createOverview({ ...deps, views, standings }),
    sessions: createSessions({ store, now }),
    signIn: createSignIn({ ...deps, passwords }),
    sessionOf: createSessionView({ ...deps, setup }),
  });
  registerRoutes(app, handlers, streams);
  serveApiDescription(app);
  await serveDashboard(app, deps.webRoot);

  app.setNotFoundHandler((request, reply) => {
    sendProblem(reply, unserved(request.method, request.url));
  });
  await app.ready();

  const listeners = createListeners((request: IncomingMessage, response: ServerResponse) =>
    app.routing(request, response),
  );
  let stopping: Promise<void> | null = null;
  return {
    listenHttp: async (where) => listeners.listenHttp(where),
    listenHttps: async (where) => listeners.listenHttps(where),
    replaceCertificate: (cert, key) => listeners.replaceCertificate(cert, key),
    addresses: () => listeners.addresses(),
    createSetupLink: async () => setup.createLink(),
    routeTable: () => served,
    inject: app.inject.bind(app),
    streamCount: () => streams.count(),
    stop() {
      stopping ??= (async () => {
        streams.close();
        await listeners.close();
        await app.close();
      })();
      return stopping;
    },
  };
}
