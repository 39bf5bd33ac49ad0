import type { OneTimeLink, Store } from "#collector/storage/port.ts";
import type { Person } from "#shared/model/role.ts";
import type { Sealer } from "../port.ts";
import { codeDoesNotFit, linkNotOpened, Problem } from "../problems.ts";
import type { Recorder } from "../recorder.ts";
import { hasPassed, isoText, later } from "../times.ts";
import { createOneByOne } from "./one-by-one.ts";
import type { Passwords } from "./passwords.ts";
import { hashOfSecret, newSecret } from "./principal.ts";
import { newTotpSecret, qrRows, totpStep, totpUri } from "./second-factor.ts";

/** Seven days: an invitation by mail may meet a holiday. */
const linkLifetime = { hours: 7 * 24 } as const;
/** Where the hash of a person's only valid link is kept, so that a newer link voids the older. */
const currentLinkKey = (personId: string): string => `account.link-hash.${personId}`;

const linkRefused = (): Problem =>
  new Problem(
    403,
    "account-link",
    {
      en: "This one-time link is not valid: it was cut short, was used, is older than 7 days, or a newer one was made. Open the whole link, or ask the information manager for a new one.",
      ja: "このリンクは使えません。途中で切れているか、使用済みか、7日を過ぎたか、新しいリンクが作られています。リンクを最後まで開くか、情報管理者に新しいリンクを頼んでください。",
    },
    { field: "link" },
  );

interface OpenLink {
  readonly link: OneTimeLink;
  readonly person: Person;
}

export interface Accounts {
  /** Makes a person's one-time link and voids an older one. */
  createLink(person: Person): Promise<{ readonly token: string; readonly expiresAt: string }>;
  begin(token: string): Promise<{
    readonly name: string;
    readonly email: string;
    readonly totpUri: string;
    readonly totpSecret: string;
    readonly qr: string;
  }>;
  /** Sets password and second factor, which ends every session of before. */
  finish(request: {
    readonly link: string;
    readonly password: string;
    readonly totpCode: string;
  }): Promise<Person>;
}

/** How an invited person comes to an account, and how somebody who lost the telephone comes back to it. */
export function createAccounts(deps: {
  readonly store: Pick<Store, "people" | "settings">;
  readonly passwords: Passwords;
  readonly authority: Sealer;
  readonly record: Recorder;
  readonly organisation: string;
  readonly now: () => Temporal.Instant;
}): Accounts {
  const { people, settings } = deps.store;
  /** One opening at a time: two at once would show two secrets and keep one. */
  const oneByOne = createOneByOne();

  async function opened(token: string): Promise<OpenLink> {
    const hash = hashOfSecret(token);
    const link = await people.link(hash);
    if (link?.purpose !== "account" || link.personId === null) throw linkRefused();
    const current = await settings.get(currentLinkKey(link.personId));
    const person = await people.get(link.personId);
    if (current !== hash || hasPassed(link.expiresAt, deps.now()) || person === null || person.disabled)
      throw linkRefused();
    return { link, person };
  }

  return {
    async createLink(person) {
      const token = newSecret();
      const tokenHash = hashOfSecret(token);
      const now = deps.now();
      const expiresAt = later(now, linkLifetime);
      await people.putLink({
        tokenHash,
        purpose: "account",
        personId: person.id,
        createdAt: isoText(now),
        expiresAt,
        sealed: null,
      });
      await settings.put(currentLinkKey(person.id), tokenHash);
      return { token, expiresAt };
    },
    begin: async (token) =>
      oneByOne(async () => {
        const { link, person } = await opened(token);
        const secret = link.sealed === null ? newTotpSecret() : deps.authority.open(link.sealed);
        if (link.sealed === null) await people.putLink({ ...link, sealed: deps.authority.seal(secret) });
        const uri = totpUri(deps.organisation, secret);
        return {
          name: person.name,
          email: person.email,
          totpUri: uri,
          totpSecret: secret,
          qr: qrRows(uri),
        };
      }),
    async finish(request) {
      const { link, person } = await opened(request.link);
      if (link.sealed === null) throw linkNotOpened();
      const now = deps.now();
      const step = await totpStep(deps.authority.open(link.sealed), request.totpCode, now);
      if (step === null) throw codeDoesNotFit();
      const passwordHash = await deps.passwords.hash(request.password);
      const credential = { personId: person.id, passwordHash, totpSealed: link.sealed, totpLastStep: step };
      if (!(await people.openAccount(credential, link.tokenHash, isoText(now)))) throw linkRefused();
      const account = { kind: "person", id: person.id, name: person.name } as const;
      await deps.record(account, "person.account-opened", person.id);
      const stored = await people.get(person.id);
      if (stored === null || stored.disabled) throw linkRefused();
      const able = { ...stored, hasAccount: true, secondFactor: true };
      await people.put(able);
      return able;
    },
  };
}
