import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { z } from "zod";
import { routeNames, routes, type RouteName, type RouteOutput } from "#shared/api/routes.ts";
import type { StreamEvent } from "#shared/api/schemas.ts";
import { drawOffice, type Office } from "./fake-office.cases.ts";

const webRoot = join(import.meta.dirname, "../../dist/web");
const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
  ".svg": "image/svg+xml",
  ".html": "text/html; charset=utf-8",
};
const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types default",
  ].join("; ");

export interface FakeApi {
  readonly url: string;
  readonly office: Office;
  /** Signs the office's person in or out. */
  signedIn: boolean;
  setupOpen: boolean;
  language: "ja" | "en";
  /** From where a new enrolment code can be used. */
  reach: "this-computer" | "network";
  /** What the person may ask. */
  may: readonly RouteName[];
  /** Whether beats are sent. */
  beating: boolean;
  publish(topic: StreamEvent["topic"]): void;
  close(): Promise<void>;
}

type Answer = (id: string, body: Record<string, unknown>) => unknown;
const now = (): string => Temporal.Now.instant().toString({ fractionalSecondDigits: 3 });
/** A picture of the right shape; no camera reads it. */
const qr = Array.from({ length: 29 }, (_row, y) =>
  Array.from({ length: 29 }, (_cell, x) => ((x * 7 + y * 13 + x * y) % 3 === 0 ? "1" : "0")).join(""),
).join(" ");

const decidedMedium = routes.decideUsbDevice.body.shape.right;
const decidedDevice = routes.decideLanDevice.body.shape.right;
const bodyShape = z.record(z.string(), z.unknown());
const page = <T>(items: readonly T[]) => ({ items: [...items], next: null, asOf: now() });
const listed = <T>(items: readonly T[]) => ({ items: [...items], asOf: now() });
const one = <T extends { readonly id: string }>(items: readonly T[], id: string): T => {
  const found = items.find((item) => item.id === id);
  if (!found) throw new Error(`nothing with the id ${id}`);
  return found;
};
const put = <T extends { readonly id: string }>(items: T[], changed: T): T => {
  items[items.findIndex(({ id }) => id === changed.id)] = changed;
  return changed;
};
const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
};
const matching = (method: string, path: string): { name: RouteName; id: string } | null => {
  for (const name of routeNames) {
    const route = routes[name];
    const found = new RegExp(`^${route.path.replace(":id", "(?<id>[^/]+)")}$`, "u").exec(path);
    if (found && route.method === method) return { name, id: decodeURIComponent(found.groups?.["id"] ?? "") };
  }
  return null;
};
const bodyOf = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text === "" ? {} : bodyShape.parse(JSON.parse(text));
};
const file = async (path: string, response: ServerResponse): Promise<void> => {
  const nonce = randomBytes(16).toString("base64");
  const wanted = extname(path) === "" ? "/index.html" : normalize(path);
  const bytes = await readFile(join(webRoot, wanted)).catch(() => null);
  if (bytes === null) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, {
    "content-type": types[extname(wanted)] ?? "application/octet-stream",
    "content-security-policy": policy(nonce),
  });
  response.end(wanted === "/index.html" ? bytes.toString().replaceAll("__CSP_NONCE__", nonce) : bytes);
};

/** Serves the built dashboard and answers every request of the API from a drawn office. */
export async function startFakeApi(): Promise<FakeApi> {
  const office = drawOffice(Temporal.Now.instant());
  const streams = new Set<ServerResponse>();
  const state = {
    signedIn: true,
    setupOpen: false,
    language: "ja" as "ja" | "en",
    beating: true,
    reach: "network" as FakeApi["reach"],
    may: routeNames,
  };
  let eventId = 0;

  const publish = (topic: StreamEvent["topic"]): void => {
    eventId += 1;
    const event: StreamEvent = { topic, id: null, at: now(), arrivedAt: null };
    for (const stream of streams)
      stream.write(`event: change\nid: r-${eventId}\ndata: ${JSON.stringify(event)}\n\n`);
  };
  const session = (): RouteOutput<"getSession"> => ({
    person: state.signedIn ? { ...office.person, language: state.language } : null,
    setupOpen: state.setupOpen,
    version: "0.1.0",
    organisation: "富山管工事協同組合",
    may: state.signedIn ? [...state.may] : [],
  });
  const open = () => office.incidents.filter(({ state: of }) => of !== "closed" && of !== "false-alarm");
  const active = office.endpoints.filter((endpoint) => endpoint.state === "active");

  const answers: Readonly<Record<RouteName, Answer>> = {
    getSession: session,
    signIn: () => {
      state.signedIn = true;
      return session();
    },
    signOut: () => {
      state.signedIn = false;
      return { ok: true };
    },
    beginSetup: () => ({ totpUri: "otpauth://totp/x", totpSecret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", qr }),
    finishSetup: session,
    setLanguage: (_id, body) => {
      state.language = body["language"] === "en" ? "en" : "ja";
      return session();
    },
    updateMe: session,
    getOverview: () => ({
      asOf: now(),
      openIncidents: open(),
      openIncidentCount: open().length,
      endpoints: {
        total: active.length,
        connected: active.filter(({ connected }) => connected).length,
        couldNotLook: 1,
        withPendingSecurity: 2,
        unsupportedOs: 1,
        unknownSupport: 0,
        antivirusTrouble: 1,
      },
      undecidedMedia: office.media.filter(({ right }) => right === "unregistered").length,
      undecidedDevices: office.devices.filter(({ right }) => right === "unregistered").length,
      mail: "working",
      refusals24h: 3,
      backupAt: null,
    }),
    listEndpoints: () => page(office.endpoints.map(({ facts: _facts, ...endpoint }) => endpoint)),
    getEndpoint: (id) => one(office.endpoints, id),
    listObservations: () => page(office.observations),
    updateEndpoint: (id) => one(office.endpoints, id),
    revokeEndpoint: (id) => one(office.endpoints, id),
    listIncidents: () => page(open().map(({ events: _events, ...incident }) => incident)),
    getIncident: (id) => one(office.incidents, id),
    receiveIncident: (id) => {
      const before = one(office.incidents, id);
      return put(office.incidents, {
        ...before,
        state: "accepted",
        receivedAt: now(),
        receivedBy: office.person.name,
        receiptDue: null,
      });
    },
    commentIncident: (id) => one(office.incidents, id),
    setIncidentState: (id) => put(office.incidents, { ...one(office.incidents, id), state: "false-alarm" }),
    listUsbDevices: () => page(office.media),
    decideUsbDevice: (id, body) =>
      put(office.media, { ...one(office.media, id), right: decidedMedium.parse(body["right"]) }),
    listLanDevices: () => page(office.devices),
    decideLanDevice: (id, body) =>
      put(office.devices, { ...one(office.devices, id), right: decidedDevice.parse(body["right"]) }),
    listNetworks: () => ({ items: [...office.networks], proposals: [...office.proposals], asOf: now() }),
    createNetwork: () => one(office.networks, "n1"),
    updateNetwork: (id) => one(office.networks, id),
    listSites: () => listed(office.sites),
    createSite: () => office.sites[0],
    createEnrolmentCode: () => ({
      code: `7H2K-M9QT-3XVB-PD4R.${"A3F0".repeat(16)}`,
      words: "castle river melon orbit silver panda",
      command: `hinomi enrol --url https://hinomi.example.jp --code 7H2K-M9QT-3XVB-PD4R.${"A3F0".repeat(16)}`,
      reach: state.reach,
      expiresAt: Temporal.Now.instant().add({ minutes: 10 }).toString(),
    }),
    enrol: () => null,
    listRefusals: () => page(office.refusals),
    listTokens: () => listed(office.tokens),
    createToken: (_id, body) => ({ ...office.tokens[0], name: body["name"], token: "hnm_example" }),
    deleteToken: () => ({ ok: true }),
    listPeople: () => listed([office.person]),
    sendTestMail: () => ({ ok: true, detail: "" }),
    getStream: () => "",
    getHealthz: () => ({ ok: true, version: "0.1.0", store: "ok" }),
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? "/", "http://x");
    if (pathname === routes.getStream.path) {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      response.write(`event: beat\ndata: ${JSON.stringify({ at: now() })}\n\n`);
      streams.add(response);
      request.on("close", () => streams.delete(response));
      return;
    }
    const found = matching(request.method ?? "GET", pathname);
    if (!found) {
      await file(pathname, response);
      return;
    }
    const body = await bodyOf(request);
    const route = routes[found.name];
    if ("body" in route && !route.body.safeParse(body).success) {
      json(response, 400, {
        error: { code: "bad", message: "Not valid.", messageJa: "入力に誤りがあります。", field: null },
      });
      return;
    }
    const value = answers[found.name](found.id, body);
    json(response, 200, z.parse<z.ZodType>(route.response, value));
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) =>
      json(response, 404, {
        error: { code: "none", message: String(error), messageJa: "見つかりません。", field: null },
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const beats = setInterval(() => {
    if (!state.beating) return;
    for (const stream of streams) stream.write(`event: beat\ndata: ${JSON.stringify({ at: now() })}\n\n`);
  }, 2000);
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}`,
    office,
    publish,
    close: async () => {
      clearInterval(beats);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
