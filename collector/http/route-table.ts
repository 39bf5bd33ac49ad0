import { routes } from "#shared/api/routes.ts";
import { isApiPath } from "./framework.ts";
import { notFound, Problem } from "./problems.ts";

interface Row {
  readonly method: string;
  readonly shape: RegExp;
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/gu, "\\$&");

const rows: readonly Row[] = [
  { method: "GET", path: "/api/openapi.json" },
  ...Object.values(routes).map(({ method, path }) => ({ method, path })),
].map(({ method, path }) => ({
  method,
  shape: new RegExp(
    `^${path
      .split(/:[a-z]+/u)
      .map(escaped)
      .join("[^/]+")}$`,
    "u",
  ),
}));

/** The methods an address of the API takes; empty for an address that is not in the table. */
function methodsOf(url: string): readonly string[] {
  const pathname = url.split(/[?#]/u, 1)[0] ?? url;
  const methods = new Set(rows.filter(({ shape }) => shape.test(pathname)).map(({ method }) => method));
  if (methods.has("GET") && pathname !== routes.getStream.path) methods.add("HEAD");
  return [...methods].sort();
}

/** What an address answers that is not served: another method would do, or there is nothing. */
export function unserved(method: string, url: string): Problem {
  const allow = isApiPath(url) ? methodsOf(url) : ["GET", "HEAD"];
  if (allow.length === 0 || allow.includes(method)) return notFound();
  return new Problem(
    405,
    "method-not-allowed",
    { en: "This address does not take that method.", ja: "このアドレスではその操作はできません。" },
    { allow },
  );
}
