import type { FastifyRequest } from "fastify";
import { chairsOf } from "#collector/domain/routing/chairs.ts";
import type { SessionRecord, Store } from "#collector/storage/port.ts";
import { hashOfSecret, nobody, type Principal } from "./principal.ts";
import { notSignedIn } from "../problems.ts";
import { signedOutKey } from "./signed-out.ts";
import { hasPassed, isoText } from "../times.ts";

/**
 * The session's cookie. `__Host-` binds it to this host, to the whole path and to a secure origin. Chromium 153 takes
 * and returns it over plain HTTP on `127.0.0.1` and `localhost` too, since loopback counts as secure there; so one
 * name serves both ports, and nothing weaker exists.
 */
export const sessionCookie = "__Host-hinomi";
const idleLimit = { hours: 12 } as const;
export const absoluteLimit = { hours: 7 * 24 } as const;
/** Last use is written at most once a minute: enough for a limit of hours, and reading stays cheap. */
const touchAfter = { minutes: 1 } as const;
const tokenShape = /^Bearer (hnm_[A-Za-z0-9_-]{43})$/u;

export interface Authenticator {
  /** Who asks. A token that is not valid is refused at once; a session that ended is nobody. */
  identify(request: FastifyRequest): Promise<Principal>;
  /** The same principal as it stands now, or null where its session or token ended or the person was disabled. */
  again(principal: Principal): Promise<Principal | null>;
}

const ended = (session: SessionRecord, now: Temporal.Instant): boolean =>
  hasPassed(session.expiresAt, now) ||
  hasPassed(isoText(Temporal.Instant.from(session.lastUsedAt).add(idleLimit)), now);

export function createAuthenticator(deps: {
  readonly store: Pick<Store, "people" | "settings">;
  readonly now: () => Temporal.Instant;
}): Authenticator {
  const { people } = deps.store;

  async function bySession(sessionHash: string, use: boolean): Promise<Principal | null> {
    const session = await people.session(sessionHash);
    if (session === null) return null;
    const now = deps.now();
    const signedOutAt = await deps.store.settings.get(signedOutKey(session.personId));
    if (ended(session, now) || (signedOutAt !== null && session.createdAt <= signedOutAt)) {
      await people.endSession(sessionHash);
      return null;
    }
    const person = await people.get(session.personId);
    if (person === null || person.disabled) return null;
    if (use && hasPassed(isoText(Temporal.Instant.from(session.lastUsedAt).add(touchAfter)), now)) {
      await people.touchSession(sessionHash, isoText(now));
    }
    const chairs = chairsOf(person, await people.designations(), isoText(now));
    return { kind: "person", person, chairs, sessionHash };
  }

  async function byToken(tokenHash: string, use: boolean): Promise<Principal | null> {
    const token = await people.token(tokenHash);
    if (token === null) return null;
    const now = deps.now();
    const stale =
      token.lastUsedAt === null ||
      hasPassed(isoText(Temporal.Instant.from(token.lastUsedAt).add(touchAfter)), now);
    if (use && stale) await people.touchToken(token.id, isoText(now));
    return { kind: "token", token };
  }

  return {
    async identify(request) {
      // A token wins over a cookie: a program that sends one never acts with a person's rights by accident.
      const header = request.headers.authorization;
      if (header !== undefined) {
        const secret = tokenShape.exec(header)?.[1];
        const principal = secret === undefined ? null : await byToken(hashOfSecret(secret), true);
        if (principal === null) throw notSignedIn();
        return principal;
      }
      const cookie = request.cookies[sessionCookie];
      if (cookie === undefined || cookie.length > 100) return nobody;
      return (await bySession(hashOfSecret(cookie), true)) ?? nobody;
    },
    async again(principal) {
      if (principal.kind === "person") return bySession(principal.sessionHash, false);
      return principal.kind === "token" ? byToken(principal.token.tokenHash, false) : principal;
    },
  };
}
