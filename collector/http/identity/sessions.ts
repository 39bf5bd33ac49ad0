import type { FastifyReply } from "fastify";
import type { Store } from "#collector/storage/port.ts";
import { isoText, later } from "../times.ts";
import { absoluteLimit, sessionCookie } from "./authenticate.ts";
import { hashOfSecret, newSecret } from "./principal.ts";

const cookieFlags = { path: "/", secure: true, httpOnly: true, sameSite: "strict" } as const;

export interface Sessions {
  /** Opens a session and puts its cookie on the answer. */
  open(reply: FastifyReply, personId: string): Promise<void>;
  close(reply: FastifyReply, sessionHash: string | null): Promise<void>;
}

export function createSessions(deps: {
  readonly store: Pick<Store, "people">;
  readonly now: () => Temporal.Instant;
}): Sessions {
  return {
    async open(reply, personId) {
      const secret = newSecret();
      const now = deps.now();
      await deps.store.people.addSession({
        tokenHash: hashOfSecret(secret),
        personId,
        createdAt: isoText(now),
        lastUsedAt: isoText(now),
        expiresAt: later(now, absoluteLimit),
      });
      // No Max-Age: the browser forgets it when it closes, and the limits are kept here, not there.
      reply.setCookie(sessionCookie, secret, cookieFlags);
    },
    async close(reply, sessionHash) {
      if (sessionHash !== null) await deps.store.people.endSession(sessionHash);
      reply.clearCookie(sessionCookie, cookieFlags);
    },
  };
}
