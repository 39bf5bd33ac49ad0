import { officeCalendar } from "#collector/domain/calendar/business-hours.ts";
import { alertText } from "#collector/domain/texts/alert.ts";
import type { Delivery, Store } from "#collector/storage/port.ts";
import type { Person } from "#shared/model/role.ts";
import type { Message } from "#collector/notify/port.ts";

/** What a delivery has to say, or why there is nothing to say any more. */
export type Composed =
  | { readonly ok: true; readonly message: Message; readonly personName: string }
  | { readonly ok: false; readonly reason: string; readonly personName: string };

export interface ComposeDeps {
  readonly store: Pick<Store, "incidents" | "endpoints" | "registers" | "people">;
  /** The address that a phone outside can open, or null. */
  readonly publicUrl: string | null;
}

/** Writes the alert of a delivery as it stands when it is sent, so that a late one says what is true by then. */
export function createComposer({ store, publicUrl }: ComposeDeps): (delivery: Delivery) => Promise<Composed> {
  return async (delivery) => {
    const person = await store.people.get(delivery.personId);
    const personName = person?.name ?? "";
    if (person === null || person.disabled)
      return { ok: false, reason: "宛先の人が登録されていないか、無効になっています", personName };
    const incident = await store.incidents.get(delivery.incidentId);
    if (incident === null) return { ok: false, reason: "事案が見つかりません", personName };
    const endpoint = incident.endpointId === null ? null : await store.endpoints.get(incident.endpointId);
    const sites = await store.registers.sites();
    const events = await store.incidents.events(incident.id);
    const text = alertText({
      incident,
      endpoint,
      site: sites.find((site) => site.id === incident.siteId) ?? null,
      contact: contactOf(await store.people.list()),
      publicUrl: publicUrl?.replace(/\/+$/u, "") ?? null,
      kind: delivery.kind,
      language: person.language,
      calendar: officeCalendar,
    });
    return {
      ok: true,
      personName,
      message: {
        ...text,
        id: delivery.id,
        thread: incident.id,
        followsUp: events.some(
          ({ change }) =>
            change.type === "notified" && change.outcome === "sent" && change.personId === person.id,
        ),
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
