import type { RouteOutput } from "#shared/api/routes.ts";
import type { Overview } from "#shared/api/schemas.ts";
import type { boardTexts } from "../../text/board/index.ts";

type Networks = RouteOutput<"listNetworks">["items"];

/**
 * What is not watched at this moment, one sentence each; never empty praise, so empty means nothing is missing.
 * `networks` is null where they are not known here.
 */
export function gaps(
  overview: Overview,
  networks: Networks | null,
  t: typeof boardTexts.ja,
): readonly string[] {
  const { endpoints } = overview;
  const known = networks ?? [];
  const silent = endpoints.total - endpoints.connected;
  return [
    ...(endpoints.total === 0 ? [t.gapNoComputers] : []),
    ...(silent > 0 ? [t.gapDisconnected(silent)] : []),
    ...(endpoints.couldNotLook > 0 ? [t.gapCouldNotLook(endpoints.couldNotLook)] : []),
    ...(networks?.length === 0 ? [t.gapNoNetworks] : []),
    ...known.filter(({ mode }) => mode === "learning").map(({ name }) => t.gapLearning(name)),
    ...known.filter(({ mode }) => mode === "guest").map(({ name }) => t.gapGuest(name)),
    ...(overview.mail === "not-configured" ? [t.gapMail] : []),
  ];
}
