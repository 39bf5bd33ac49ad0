import { randomUUID } from "node:crypto";
import type { ApiToken } from "#collector/storage/port.ts";
import { apiTokenPrefix } from "../port.ts";
import { isoText } from "../times.ts";
import { hashOfSecret, newSecret } from "./principal.ts";

/** Makes an API token: `token` is shown once, `stored` is what the store keeps. */
export function newApiToken(
  name: string,
  scope: ApiToken["scope"],
  now: Temporal.Instant,
): { readonly token: string; readonly stored: ApiToken } {
  const token = `${apiTokenPrefix}${newSecret()}`;
  return {
    token,
    stored: {
      id: `t-${randomUUID()}`,
      tokenHash: hashOfSecret(token),
      name,
      scope,
      createdAt: isoText(now),
      lastUsedAt: null,
    },
  };
}
