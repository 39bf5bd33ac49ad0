import { advance } from "#collector/domain/routing/advance.ts";
import { openCase } from "#collector/domain/routing/open.ts";
import type { Routing } from "#collector/domain/routing/routing.ts";
import type { StoredIncident } from "#collector/storage/port.ts";
import type { IncidentEvent } from "#shared/model/incident.ts";
import type { Surroundings } from "./around.ts";
import { derivedId, type Draft, machineActor, type Occurrence } from "./draft.ts";

export interface RouteWriterDeps {
  readonly surroundings: Surroundings;
  /** The channel notices go by, or null where none is set up. */
  readonly receiptChannel: string | null;
}

/** Writes what routing decided into a draft: events of the case, notices to people, and why somebody is not told. */
export function createRouteWriter({ surroundings, receiptChannel }: RouteWriterDeps) {
  const told = (
    personId: string,
    personName: string,
    outcome: "not-sent",
    reason: string,
  ): IncidentEvent["change"] => ({
    type: "notified",
    personId,
    personName,
    channel: receiptChannel ?? "none",
    outcome,
    reason,
  });

  function follow(
    draft: Draft,
    incident: StoredIncident,
    routing: Routing,
    occurrence: Occurrence,
  ): StoredIncident {
    const noChannel =
      receiptChannel === null
        ? routing.notices.map(({ personId, personName }) =>
            told(personId, personName, "not-sent", "メールの設定がないため、画面だけに表示しました"),
          )
        : [];
    const silent = routing.notSent.map(({ personId, personName, reason }) =>
      told(personId, personName, "not-sent", reason),
    );
    const after = draft.addChanges(incident, [...routing.changes, ...noChannel, ...silent], occurrence);
    if (receiptChannel === null) return after;
    for (const notice of routing.notices)
      draft.deliveries.push({
        id: derivedId("dl", incident.id, occurrence.key, notice.cause, notice.personId, receiptChannel),
        about: { kind: "incident", id: incident.id },
        personId: notice.personId,
        channel: receiptChannel,
        kind: notice.kind,
        dueAt: notice.dueAt,
        createdAt: occurrence.recordedAt,
      });
    return after;
  }

  return {
    follow,
    /** Sets a fresh case on its route and tells whom it concerns first. */
    async open(draft: Draft, incident: StoredIncident, occurrence: Occurrence): Promise<StoredIncident> {
      const around = await surroundings.around(incident.siteId, occurrence.recordedAt);
      return follow(draft, incident, openCase(incident, around), {
        ...occurrence,
        key: `${occurrence.key}/route`,
        actor: machineActor,
      });
    },
    /** Does what is due on a case at `now`. */
    async advance(draft: Draft, incident: StoredIncident, now: string): Promise<StoredIncident> {
      const current = draft.latest(incident);
      const around = await surroundings.around(current.siteId, now);
      const routing = advance(current, around);
      const key = `due/${current.route.nextDueAt ?? "people"}/${String(current.route.steps.length)}/${current.updatedAt}`;
      return follow(draft, current, routing, { key, at: now, recordedAt: now, actor: machineActor });
    },
  };
}
export type RouteWriter = ReturnType<typeof createRouteWriter>;
