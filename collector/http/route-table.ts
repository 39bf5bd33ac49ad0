import { routes } from "#shared/api/routes.ts";

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
export function methodsOf(url: string): readonly string[] {
  const pathname = url.split(/[?#]/u, 1)[0] ?? url;
  const methods = new Set(rows.filter(({ shape }) => shape.test(pathname)).map(({ method }) => method));
  if (methods.has("GET") && pathname !== routes.getStream.path) methods.add("HEAD");
  return [...methods].sort();
}
