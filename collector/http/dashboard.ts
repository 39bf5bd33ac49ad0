import { readFile } from "node:fs/promises";
import path from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isApiPath } from "./framework.ts";
import { contentSecurityPolicy, newNonce } from "./headers.ts";
import { notFound, Problem } from "./problems.ts";
import { unserved } from "./route-table.ts";

const noncePlaceholder = "__CSP_NONCE__";
/** Vite puts the content's hash into these names, so a name never changes its content. */
const hashedName = /^\/assets\/[^/]+-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/u;
const year = 31_536_000;

const notBuilt = (cause: unknown): Problem =>
  new Problem(
    503,
    "dashboard-missing",
    {
      en: "The dashboard has not been built. Run `npm run build` where the collector is installed, then load this page again.",
      ja: "画面がまだ作られていません。集約サーバのある場所で npm run build を実行してから、読み直してください。",
    },
    { cause, retryAfterSeconds: 30 },
  );

/** Serves the built dashboard: its files as they are, and the page itself for every path that names no file. */
export async function serveDashboard(app: FastifyInstance, webRoot: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: path.resolve(webRoot),
    serve: false,
    preCompressed: true,
    dotfiles: "ignore",
    index: false,
    cacheControl: false,
    suppressWarning: true,
  });

  async function sendPage(reply: FastifyReply): Promise<FastifyReply> {
    let page: string;
    try {
      page = await readFile(path.join(webRoot, "index.html"), "utf8");
    } catch (error) {
      throw notBuilt(error);
    }
    const nonce = newNonce();
    return reply
      .type("text/html; charset=utf-8")
      .header("content-security-policy", contentSecurityPolicy(nonce))
      .send(page.replaceAll(noncePlaceholder, nonce));
  }

  app.get("/*", { schema: { hide: true } }, async (request: FastifyRequest, reply) => {
    const pathname = (request.raw.url ?? "/").split(/[?#]/u, 1)[0] ?? "/";
    if (isApiPath(pathname)) throw unserved(request.method, pathname);
    // The page is only ever sent with a fresh nonce, never as a file.
    if (pathname === "/index.html" || !path.posix.basename(pathname).includes(".")) return sendPage(reply);
    let file: string;
    try {
      file = decodeURIComponent(pathname);
    } catch (error) {
      throw new Problem(404, "not-found", notFound().sentence, { cause: error });
    }
    // The file system would refuse a NUL as a mistake of ours.
    if (file.includes("\0")) throw notFound();
    reply.header(
      "cache-control",
      hashedName.test(pathname) ? `public, max-age=${year}, immutable` : "no-cache",
    );
    return reply.sendFile(file);
  });
}
