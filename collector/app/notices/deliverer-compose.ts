import type { BusinessCalendar } from "#collector/domain/calendar/business-hours.ts";
import { alertText } from "#collector/domain/texts/alert.ts";
import { weeklyMail } from "#collector/domain/texts/weekly.ts";
import type { Message } from "#collector/notify/port.ts";
import type { Delivery, Store } from "#collector/storage/port.ts";
import type { Person } from "#shared/model/role.ts";

/** What a delivery has to say, or why there is nothing to say any more. */
export type Composed =
  | { readonly ok: true; readonly message: Message; readonly personName: string }
  | { readonly ok: false; readonly reason: string; readonly personName: string };

type Written = Pick<Message, "subject" | "text" | "html" | "thread" | "followsUp">;

export interface ComposeDeps {
  readonly store: Pick<Store, "incidents" | "endpoints" | "registers" | "people" | "reports">;
  /** The address that a phone outside can open, or null. */
  readonly publicUrl: string | null;
  readonly calendar: BusinessCalendar;
  /** The day's digest for one person as it stands now, or null where nothing is left to say. */
  readonly digest: (
    date: string,
    person: Person,
  ) => Promise<Pick<Message, "subject" | "text" | "html"> | null>;
}

/** Writes the notice of a delivery as it stands when it is sent, so that a late one says what is true by then. */
export function createComposer(deps: ComposeDeps): (delivery: Delivery) => Promise<Composed> {
  const { store } = deps;
  const publicUrl = deps.publicUrl?.replace(/\/+$/u, "") ?? null;

  async function alert(delivery: Delivery, person: Person): Promise<Written | string> {
    const incident = await store.incidents.get(delivery.about.id);
    if (incident === null) return "事案が見つかりません";
    const endpoint = incident.endpointId === null ? null : await store.endpoints.get(incident.endpointId);
    const sites = await store.registers.sites();
    const events = await store.incidents.events(incident.id);
    const people = await store.people.list();
    const text = alertText({
      incident,
      endpoint,
      site: sites.find((site) => site.id === incident.siteId) ?? null,
      contact: contactOf(people),
      publicUrl,
      kind: delivery.kind,
      language: person.language,
      calendar: deps.calendar,
      reader: { personId: person.id },
      users: (endpoint?.userIds ?? []).flatMap((id) => people.find((one) => one.id === id)?.name ?? []),
    });
    const followsUp = events.some(
      ({ change }) =>
        change.type === "notified" && change.outcome === "sent" && change.personId === person.id,
    );
    return { ...text, thread: incident.id, followsUp };
  }

  async function write(delivery: Delivery, person: Person): Promise<Written | string> {
    const { about } = delivery;
    if (about.kind === "incident") return alert(delivery, person);
    if (about.kind === "digest") {
      const mail = await deps.digest(about.id, person);
      const thread = `digest-${about.id}`;
      return mail === null ? "知らせることがなくなりました" : { ...mail, thread, followsUp: false };
    }
    const summary = await store.reports.get(about.id);
    if (summary === null) return "報告書が見つかりません";
    const mail = weeklyMail(summary, { language: person.language, publicUrl });
    return { ...mail, thread: about.id, followsUp: false };
  }

  return async (delivery) => {
    const person = await store.people.get(delivery.personId);
    const personName = person?.name ?? "";
    if (person === null || person.disabled)
      return { ok: false, reason: "宛先の人が登録されていないか、無効になっています", personName };
    const written = await write(delivery, person);
    if (typeof written === "string") return { ok: false, reason: written, personName };
    return {
      ok: true,
      personName,
      message: {
        ...written,
        id: delivery.id,
        to: { name: person.name, address: person.email },
        date: delivery.createdAt,
        language: person.language,
      },
    };
  };
}

/** Whom to call: an information manager with a number, else anybody who can be named. */
function contactOf(people: readonly Person[]): Pick<Person, "name" | "phone"> | null {
  const able = people.filter((person) => !person.disabled);
  const managers = able.filter((person) => person.roles.includes("manager"));
  return managers.find((person) => person.phone !== null) ?? managers[0] ?? able[0] ?? null;
}
