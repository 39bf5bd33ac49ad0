import { invitationMail } from "#collector/domain/texts/invitation.ts";
import type { MailState, MailTrial } from "#collector/http/port.ts";
import type { Notifier } from "#collector/notify/port.ts";
import type { Store } from "#collector/storage/port.ts";
import type { Person } from "#shared/model/role.ts";

/** How long a person waits for a test mail before it is said that the server does not answer, in milliseconds. */
const patienceMs = 30_000;

export interface Mail {
  state(): Promise<MailState>;
  test(person: Person): Promise<MailTrial>;
  /**
   * Sends the one-time link of an account; false where there is no mail, no address that the reader can open, or the
   * carrier refused. Not queued: the link is a secret, and a queue would keep it.
   */
  invite(person: Person, link: string | null): Promise<boolean>;
}

/** What the dashboard shows and does about mail. */
export function createMail(deps: {
  readonly store: Pick<Store, "notifications">;
  readonly notifiers: readonly Notifier[];
  readonly now: () => Temporal.Instant;
  readonly organisation: string;
}): Mail {
  const [notifier] = deps.notifiers;
  return {
    async state() {
      return notifier === undefined ? "not-configured" : deps.store.notifications.lastOutcome();
    },
    async test(person) {
      if (notifier === undefined) {
        const detail =
          person.language === "ja"
            ? "メールが設定されていません。collector.yaml の email を設定してください。"
            : "Mail is not set up; enter email in collector.yaml.";
        return { ok: false, detail };
      }
      const at = deps.now().toString({ smallestUnit: "millisecond" });
      const japanese = person.language === "ja";
      const text = japanese
        ? `このメールは、火の見（${deps.organisation}）からの試験送信です。届いていれば、事案の通知も同じ宛先に届きます。`
        : `This is a test mail of Hinomi (${deps.organisation}). If it reached you, notices of cases will reach you here too.`;
      const outcome = await notifier.send(
        {
          id: `test-${person.id}-${deps.now().epochMilliseconds}`,
          thread: `test-${person.id}`,
          followsUp: false,
          to: { name: person.name, address: person.email },
          subject: japanese ? "【火の見】試験送信" : "[Hinomi] Test mail",
          text,
          html: `<p>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</p>`,
          date: at,
          language: person.language,
        },
        AbortSignal.timeout(patienceMs),
      );
      return outcome.ok ? { ok: true, detail: person.email } : { ok: false, detail: outcome.reason };
    },
    async invite(person, link) {
      if (notifier === undefined || link === null) return false;
      const id = `invite-${person.id}-${deps.now().epochMilliseconds}`;
      const message = invitationMail({ ...person, organisation: deps.organisation, link });
      const outcome = await notifier.send(
        {
          ...message,
          id,
          thread: id,
          followsUp: false,
          to: { name: person.name, address: person.email },
          date: deps.now().toString({ smallestUnit: "millisecond" }),
          language: person.language,
        },
        AbortSignal.timeout(patienceMs),
      );
      return outcome.ok;
    },
  };
}
