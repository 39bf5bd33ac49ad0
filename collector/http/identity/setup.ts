import { randomUUID } from "node:crypto";
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
import { storedEmail } from "./sign-in.ts";

/** Where the hash of the only valid set-up link is kept, so that a newer link voids the older. */
const currentLinkKey = "setup.link-hash";
const linkLifetime = { hours: 24 } as const;

const linkRefused = (): Problem =>
  new Problem(
    403,
    "setup-link",
    {
      en: "This one-time link is not valid: it was cut short, was used, is older than 24 hours, or a newer one was made. Open the whole link that the start printed (setup=…); starting the collector again makes a new one.",
      ja: "このリンクは使えません。途中で切れているか、使用済みか、24時間を過ぎたか、新しいリンクが作られています。監視サーバを起動した画面に表示されたリンク（setup=…）を、最後まで開いてください。起動し直すと新しいリンクが出ます。",
    },
    { field: "link" },
  );

interface FirstAccount {
  readonly link: string;
  readonly name: string;
  readonly phone: string | null;
  readonly email: string;
  readonly password: string;
  readonly totpCode: string;
  readonly language: "ja" | "en";
}

export interface Setup {
  /** Whether no account exists yet. */
  isOpen(): Promise<boolean>;
  /** Makes the one-time link's token and voids an older one; null where an account exists already. */
  createLink(): Promise<string | null>;
  begin(
    link: string,
  ): Promise<{ readonly totpUri: string; readonly totpSecret: string; readonly qr: string }>;
  /** Makes the first account, with the chairs of supervisor and manager; others are given out later. */
  finish(account: FirstAccount): Promise<Person>;
}

export function createSetup(deps: {
  readonly store: Pick<Store, "people" | "settings">;
  readonly passwords: Passwords;
  readonly authority: Sealer;
  readonly record: Recorder;
  readonly organisation: string;
  readonly now: () => Temporal.Instant;
}): Setup {
  const { people, settings } = deps.store;
  let closed = false;
  /** One opening of a link at a time: two at once would show two secrets and keep one. */
  const oneByOne = createOneByOne();

  async function isOpen(): Promise<boolean> {
    if (closed) return false;
    const open = (await people.list()).length === 0;
    closed = !open;
    return open;
  }

  async function validLink(token: string): Promise<OneTimeLink> {
    const hash = hashOfSecret(token);
    const current = await settings.get(currentLinkKey);
    const link = current === hash ? await people.link(hash) : null;
    if (link?.purpose !== "setup" || hasPassed(link.expiresAt, deps.now()) || !(await isOpen()))
      throw linkRefused();
    return link;
  }

  return {
    isOpen,
    async createLink() {
      if (!(await isOpen())) return null;
      const token = newSecret();
      const now = deps.now();
      const tokenHash = hashOfSecret(token);
      await people.putLink({
        tokenHash,
        purpose: "setup",
        personId: null,
        createdAt: isoText(now),
        expiresAt: later(now, linkLifetime),
        sealed: null,
      });
      await settings.put(currentLinkKey, tokenHash);
      return token;
    },
    begin: async (token) =>
      oneByOne(async () => {
        const link = await validLink(token);
        const secret = link.sealed === null ? newTotpSecret() : deps.authority.open(link.sealed);
        if (link.sealed === null) await people.putLink({ ...link, sealed: deps.authority.seal(secret) });
        const uri = totpUri(deps.organisation, secret);
        return { totpUri: uri, totpSecret: secret, qr: qrRows(uri) };
      }),
    async finish(account) {
      const link = await validLink(account.link);
      if (link.sealed === null) throw linkNotOpened();
      const now = deps.now();
      const step = await totpStep(deps.authority.open(link.sealed), account.totpCode, now);
      if (step === null) throw codeDoesNotFit();
      const person: Person = {
        id: `p-${randomUUID()}`,
        name: account.name,
        email: storedEmail(account.email),
        phone: account.phone,
        roles: ["supervisor", "manager"],
        language: account.language,
        secondFactor: true,
        siteId: null,
        hasAccount: true,
        disabled: false,
        createdAt: isoText(now),
      };
      const passwordHash = await deps.passwords.hash(account.password);
      const made = await people.createFirst(
        person,
        { personId: person.id, passwordHash, totpSealed: link.sealed, totpLastStep: step },
        link.tokenHash,
        isoText(now),
      );
      if (!made) throw linkRefused();
      closed = true;
      await deps.record(
        { kind: "person", id: person.id, name: person.name },
        "person.first-account",
        person.id,
        {
          roles: person.roles,
        },
      );
      return person;
    },
  };
}
