import { z } from "zod";
import type { ApiToken, PeopleStore } from "../port.ts";
import { text, textOrNull, word } from "./columns.ts";
import type { Row } from "./database.ts";
import type { Engine } from "./engine.ts";
import { moment } from "./texts.ts";

const scope = z.enum(["read", "write"]);
const purpose = z.enum(["setup", "account"]);

const tokenOf = (row: Row): ApiToken => ({
  id: text(row, "id"),
  tokenHash: text(row, "token_hash"),
  name: text(row, "name"),
  scope: word(row, "scope", scope),
  createdAt: text(row, "created_at"),
  lastUsedAt: textOrNull(row, "last_used_at"),
});

type Access = Pick<
  PeopleStore,
  | "addSession"
  | "session"
  | "touchSession"
  | "endSession"
  | "addToken"
  | "token"
  | "touchToken"
  | "tokens"
  | "deleteToken"
  | "putLink"
  | "link"
>;

/** Sessions, tokens of programs and one-time links. */
export function createAccess({ db, read, write }: Engine): Access {
  return {
    addSession: async (one) =>
      write(() => {
        db.run("DELETE FROM sessions WHERE expires_at <= ?", moment(one.createdAt));
        db.run(
          `INSERT INTO sessions (token_hash, person_id, created_at, last_used_at, expires_at)
           VALUES (?, ?, ?, ?, ?)`,
          one.tokenHash,
          one.personId,
          moment(one.createdAt),
          moment(one.lastUsedAt),
          moment(one.expiresAt),
        );
      }),
    session: async (tokenHash) =>
      read(() => {
        const row = db.get("SELECT * FROM sessions WHERE token_hash = ?", tokenHash);
        if (!row) return null;
        return {
          tokenHash: text(row, "token_hash"),
          personId: text(row, "person_id"),
          createdAt: text(row, "created_at"),
          lastUsedAt: text(row, "last_used_at"),
          expiresAt: text(row, "expires_at"),
        };
      }),
    touchSession: async (tokenHash, at) =>
      write(() => {
        db.run("UPDATE sessions SET last_used_at = ? WHERE token_hash = ?", moment(at), tokenHash);
      }),
    endSession: async (tokenHash) =>
      write(() => {
        db.run("DELETE FROM sessions WHERE token_hash = ?", tokenHash);
      }),
    addToken: async (one) =>
      write(() => {
        db.run(
          `INSERT INTO api_tokens (id, token_hash, name, scope, created_at, last_used_at)
           VALUES (?, ?, ?, ?, ?, ?)`,
          one.id,
          one.tokenHash,
          one.name,
          one.scope,
          moment(one.createdAt),
          one.lastUsedAt === null ? null : moment(one.lastUsedAt),
        );
      }),
    token: async (tokenHash) =>
      read(() => {
        const row = db.get("SELECT * FROM api_tokens WHERE token_hash = ?", tokenHash);
        return row ? tokenOf(row) : null;
      }),
    touchToken: async (id, at) =>
      write(() => {
        db.run("UPDATE api_tokens SET last_used_at = ? WHERE id = ?", moment(at), id);
      }),
    tokens: async () => read(() => db.all("SELECT * FROM api_tokens ORDER BY created_at, id").map(tokenOf)),
    deleteToken: async (id) => write(() => db.run("DELETE FROM api_tokens WHERE id = ?", id) === 1),
    putLink: async (one) =>
      write(() => {
        db.run(
          `INSERT INTO one_time_links (token_hash, purpose, person_id, created_at, expires_at, sealed)
           VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (token_hash) DO UPDATE SET expires_at = excluded.expires_at, sealed = excluded.sealed`,
          one.tokenHash,
          one.purpose,
          one.personId,
          moment(one.createdAt),
          moment(one.expiresAt),
          one.sealed,
        );
      }),
    link: async (tokenHash) =>
      read(() => {
        const row = db.get("SELECT * FROM one_time_links WHERE token_hash = ?", tokenHash);
        if (!row) return null;
        return {
          tokenHash: text(row, "token_hash"),
          purpose: word(row, "purpose", purpose),
          personId: textOrNull(row, "person_id"),
          createdAt: text(row, "created_at"),
          expiresAt: text(row, "expires_at"),
          sealed: textOrNull(row, "sealed"),
        };
      }),
  };
}
