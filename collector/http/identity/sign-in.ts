import type { Store } from "#collector/storage/port.ts";
import type { Person } from "#shared/model/role.ts";
import type { Sealer } from "../port.ts";
import { badRequest, signInFailed } from "../problems.ts";
import type { Passwords } from "./passwords.ts";
import { newTotpSecret, totpStep } from "./second-factor.ts";

export interface SignInAttempt {
  readonly email: string;
  readonly password: string;
  readonly totpCode?: string | undefined;
}

/** One form of an e-mail address for looking up and storing. */
export const emailKey = (email: string): string => email.trim().toLowerCase();

/** The part before the @ that mail servers take at most, in characters. */
const longestLocalPart = 64;

/** The address as it is stored. Throws 400 for one that no mail server could be told. */
export function storedEmail(email: string): string {
  const key = emailKey(email);
  if (key.indexOf("@") <= longestLocalPart) return key;
  throw badRequest(
    "The part of the e-mail address before the @ is longer than 64 characters; no mail would arrive.",
    "メールアドレスの@より前が64文字を超えています。このままではメールが届きません。",
    "email",
  );
}

/**
 * Checks e-mail, password and second factor together. Every part is worked through whatever the others came to, and
 * there is one refusal for all, so that neither words nor time tell which part was wrong.
 */
export function createSignIn(deps: {
  readonly store: Pick<Store, "people">;
  readonly passwords: Passwords;
  readonly authority: Sealer;
  readonly now: () => Temporal.Instant;
}): (attempt: SignInAttempt) => Promise<Person> {
  const { people } = deps.store;
  const decoySecret = newTotpSecret();

  return async ({ email, password, totpCode }) => {
    const found = await people.byEmail(emailKey(email));
    const person = found === null || found.disabled ? null : found;
    const credential = person === null ? null : await people.credential(person.id);
    const sealed = credential?.totpSealed ?? null;
    const secret = sealed === null ? decoySecret : deps.authority.open(sealed);
    const fits = await deps.passwords.verify(password, credential?.passwordHash ?? null);
    const step = totpCode === undefined ? null : await totpStep(secret, totpCode, deps.now());
    if (person === null || credential === null || !fits) throw signInFailed();
    if (sealed === null) return person;
    if (step === null || !(await people.useTotpStep(person.id, step))) throw signInFailed();
    return person;
  };
}
