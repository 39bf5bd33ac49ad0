import { person, type Person } from "#shared/model/role.ts";
import { type Credential, type OneTimeLink, type PeopleStore, StoreError } from "../port.ts";
import { createAccess } from "./access.ts";
import { json, number, text, textOrNull } from "./columns.ts";
import type { Row } from "./database.ts";
import { createDesignations, endDesignations } from "./designations.ts";
import type { Engine } from "./engine.ts";
import { moment } from "./texts.ts";

const personOf = (row: Row): Person => json(row, "document", person);
const emailKey = (email: string): string => email.trim().toLowerCase();

export function createPeople(engine: Engine): PeopleStore {
  const { db, read, write } = engine;

  const put = (one: Person): void => {
    const key = emailKey(one.email);
    const owner = db.get("SELECT id FROM people WHERE email_key = ?", key);
    if (owner && text(owner, "id") !== one.id)
      throw new StoreError("failed", "Another person has this mail address; give each person an own one.");
    db.run(
      `INSERT INTO people (id, email_key, created_at, document) VALUES (?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET email_key = excluded.email_key, document = excluded.document`,
      one.id,
      key,
      moment(one.createdAt),
      JSON.stringify(one),
    );
  };

  const oneBy = (column: "id" | "email_key", value: string): Person | null => {
    const row = db.get(`SELECT document FROM people WHERE ${column} = ?`, value);
    return row ? personOf(row) : null;
  };

  const putCredential = (one: Credential): void => {
    db.run(
      `INSERT INTO credentials (person_id, password_hash, totp_sealed, totp_last_step) VALUES (?, ?, ?, ?)
       ON CONFLICT (person_id) DO UPDATE SET password_hash = excluded.password_hash,
         totp_sealed = excluded.totp_sealed, totp_last_step = excluded.totp_last_step`,
      one.personId,
      one.passwordHash,
      one.totpSealed,
      one.totpLastStep,
    );
  };

  /** Uses up a link of this purpose (and of this person, where it names one); false when it is gone. */
  const useLink = (
    linkHash: string,
    purpose: OneTimeLink["purpose"],
    personId: string | null,
    at: string,
  ): boolean =>
    db.run(
      "DELETE FROM one_time_links WHERE token_hash = ? AND purpose = ? AND person_id IS ? AND expires_at > ?",
      linkHash,
      purpose,
      personId,
      moment(at),
    ) === 1;

  const endAccess = (personId: string): void => {
    db.run("DELETE FROM sessions WHERE person_id = ?", personId);
    db.run("DELETE FROM one_time_links WHERE person_id = ?", personId);
  };

  return {
    ...createAccess(engine),
    ...createDesignations(engine),
    list: async () => read(() => db.all("SELECT document FROM people ORDER BY created_at, id").map(personOf)),
    get: async (id) => read(() => oneBy("id", id)),
    byEmail: async (email) => read(() => oneBy("email_key", emailKey(email))),
    withRole: async (role) =>
      read(() =>
        db
          .all(
            `SELECT document FROM people
             WHERE EXISTS (SELECT 1 FROM json_each(document, '$.roles') WHERE value = ?)
             ORDER BY created_at, id`,
            role,
          )
          .map(personOf)
          .filter((one) => !one.disabled),
      ),
    createFirst: async (one, credential, linkHash, at) =>
      write(() => {
        if (db.get("SELECT 1 FROM people LIMIT 1")) return false;
        if (!useLink(linkHash, "setup", null, at)) return false;
        put(one);
        putCredential(credential);
        return true;
      }),
    put: async (one) =>
      write(() => {
        put(one);
      }),
    openAccount: async (credential, linkHash, at) =>
      write(() => {
        const owner = oneBy("id", credential.personId);
        if (owner === null || owner.disabled) return false;
        if (!useLink(linkHash, "account", owner.id, at)) return false;
        // Whoever held another session or an older invitation is out.
        endAccess(owner.id);
        putCredential(credential);
        put({ ...owner, hasAccount: true, secondFactor: credential.totpSealed !== null });
        return true;
      }),
    disable: async (personId, at) =>
      write(() => {
        const one = oneBy("id", personId);
        if (one === null) throw new StoreError("failed", `There is no person ${personId}.`);
        put({ ...one, disabled: true, hasAccount: false });
        db.run("DELETE FROM credentials WHERE person_id = ?", personId);
        endAccess(personId);
        endDesignations(db, personId, at);
      }),
    credential: async (personId) =>
      read(() => {
        const row = db.get("SELECT * FROM credentials WHERE person_id = ?", personId);
        if (!row) return null;
        return {
          personId: text(row, "person_id"),
          passwordHash: text(row, "password_hash"),
          totpSealed: textOrNull(row, "totp_sealed"),
          totpLastStep: number(row, "totp_last_step"),
        };
      }),
    useTotpStep: async (personId, step) =>
      write(
        () =>
          db.run(
            "UPDATE credentials SET totp_last_step = ? WHERE person_id = ? AND totp_last_step < ?",
            step,
            personId,
            step,
          ) === 1,
      ),
  };
}
