import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { z } from "zod";
import { routeNames, routes, type RouteName } from "#shared/api/routes.ts";
import type { StreamEvent } from "#shared/api/schemas.ts";
import { answersOf, freshState, type FakeState } from "./fake-api-answers.ts";
import { drawOffice, type Office } from "./fake-office.cases.ts";

const builtHere = join(import.meta.dirname, "../../dist/web");
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

export interface FakeApi extends FakeState {
  readonly url: string;
  readonly office: Office;
  publish(topic: StreamEvent["topic"]): void;
  close(): Promise<void>;
}

const now = (): string => Temporal.Now.instant().toString({ fractionalSecondDigits: 3 });
const bodyShape = z.record(z.string(), z.unknown());
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
const file = async (webRoot: string, path: string, response: ServerResponse): Promise<void> => {
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

/**
 * Serves the dashboard that was built into `webRoot` and answers every request of the API from a drawn office. The
 * caller closes it.
 */
export async function startFakeApi(webRoot = builtHere): Promise<FakeApi> {
  const office = drawOffice(Temporal.Now.instant());
  const streams = new Set<ServerResponse>();
  const state = freshState();
  const answers = answersOf(office, state);
  let eventId = 0;

  const publish = (topic: StreamEvent["topic"]): void => {
    eventId += 1;
    const event: StreamEvent = { topic, id: null, at: now(), arrivedAt: null };
    for (const stream of streams)
      stream.write(`event: change\nid: r-${eventId}\ndata: ${JSON.stringify(event)}\n\n`);
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://x");
    if (pathname === routes.getStream.path) {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      response.write(`event: beat\ndata: ${JSON.stringify({ at: now() })}\n\n`);
      streams.add(response);
      request.on("close", () => streams.delete(response));
      return;
    }
    const found = matching(request.method ?? "GET", pathname);
    if (!found) {
      await file(webRoot, pathname, response);
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
    const value = answers[found.name](found.id, body, searchParams);
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
