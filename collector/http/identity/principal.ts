import { createHash, randomBytes } from "node:crypto";
import type { ApiToken } from "#collector/storage/port.ts";
import type { Acting } from "#collector/domain/routing/routing.ts";
import type { Actor } from "#shared/model/incident.ts";
import type { Person } from "#shared/model/role.ts";

/** Chairs somebody holds at this moment, those by designation included. */
export type Chairs = Acting["chairs"];

/** Who asks: nobody known, a signed-in person with the chairs held now, or a program with an API token. */
export type Principal =
  | { readonly kind: "nobody" }
  | {
      readonly kind: "person";
      readonly person: Person;
      readonly chairs: Chairs;
      readonly sessionHash: string;
    }
  | { readonly kind: "token"; readonly token: ApiToken };

export const nobody: Principal = { kind: "nobody" };

/** The name under which a principal's acts stand in cases and records. */
export function actorOf(principal: Principal): Actor {
  if (principal.kind === "person") {
    return { kind: "person", id: principal.person.id, name: principal.person.name };
  }
  if (principal.kind === "token") {
    return { kind: "token", id: principal.token.id, name: principal.token.name };
  }
  return { kind: "machine", id: null, name: "-" };
}

/** The same for the domain: with the chairs held at this moment; a program holds none. */
export const actingOf = (principal: Principal): Acting => ({
  actor: actorOf(principal),
  chairs: principal.kind === "person" ? principal.chairs : [],
});

/** A secret of 256 bits as it is handed out; only its hash is ever stored. */
export const newSecret = (): string => randomBytes(32).toString("base64url");

/** SHA-256 (hex). Enough without salt or stretching, since what it hides has 256 random bits. */
export const hashOfSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");
