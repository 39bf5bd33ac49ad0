import type { IncidentDetail } from "#shared/api/schemas.ts";
import { incidentStateWords, type IncidentEvent } from "#shared/model/incident.ts";
import type { Language } from "../../language/language.ts";
import type { Moment } from "../../parts/timeline/timeline.tsx";
import { incidentsTexts } from "../../text/incidents/index.ts";
import { formatDateTime } from "../../times/format.ts";

/** One step of the route as a stamp. */
export interface Stamp {
  readonly key: string;
  readonly kind: "done" | "waiting" | "failed";
  readonly word: string;
  readonly name: string;
  readonly detail: string;
}

type Texts = typeof incidentsTexts.ja;

const channelWord = (channel: string, t: Texts): string =>
  channel === "email" || channel === "mail" ? t.mail : channel;

function told(
  change: IncidentEvent["change"],
  t: Texts,
  language: Language,
): { what: string; more?: string } {
  switch (change.type) {
    case "opened":
      return { what: t.opened };
    case "repeated":
      return { what: t.repeated };
    case "ended":
      return { what: t.ended };
    case "received":
      return { what: `${t.stampReceived} (${t.means[change.means]})` };
    case "commented":
      return { what: t.commented, more: change.text };
    case "state-set":
      return { what: t.stateSet(incidentStateWords[change.state][language]), more: change.reason };
    case "notified":
    default: {
      const by = channelWord(change.channel, t);
      if (change.outcome === "sent") return { what: t.notified(change.personName, by) };
      const what =
        change.outcome === "failed" ? t.notNotified(change.personName, by) : t.notSent(change.personName);
      return { what, more: change.reason };
    }
  }
}

const actorName = (event: IncidentEvent, t: Texts): string =>
  event.actor.kind === "machine" ? t.stampMachine : event.actor.name;

/** Everything that happened to a case, oldest first. */
export function moments(incident: IncidentDetail, language: Language): readonly Moment[] {
  const t = incidentsTexts[language];
  return incident.events.map((event) => ({
    key: event.id,
    at: event.recordedAt,
    time: formatDateTime(event.recordedAt, language),
    who: actorName(event, t),
    strong: event.change.type === "received" || event.change.type === "state-set",
    ...told(event.change, t, language),
  }));
}

/** Who was told and who has received a case, as stamps under each other. */
export function stamps(incident: IncidentDetail, language: Language): readonly Stamp[] {
  const t = incidentsTexts[language];
  const rows: Stamp[] = [
    {
      key: "detected",
      kind: "done",
      word: t.stampDetected,
      name: t.stampMachine,
      detail: formatDateTime(incident.arrivedAt, language),
    },
  ];
  const notices = new Map<string, IncidentEvent>();
  for (const event of incident.events)
    if (event.change.type === "notified")
      notices.set(`${event.change.personId}|${event.change.channel}`, event);
  for (const [key, event] of notices) {
    if (event.change.type !== "notified") continue;
    const { outcome, personName, channel, reason } = event.change;
    const time = formatDateTime(event.recordedAt, language);
    const word = { sent: t.stampNotified, failed: t.stampFailed, "not-sent": t.stampNotSent }[outcome];
    const detail = outcome === "sent" ? `${time} ${channelWord(channel, t)}` : `${time} ${reason}`;
    rows.push({ key, kind: outcome === "sent" ? "done" : "failed", word, name: personName, detail });
  }
  for (const event of incident.events)
    if (event.change.type === "received")
      rows.push({
        key: event.id,
        kind: "done",
        word: t.stampReceived,
        name: event.actor.name,
        detail: `${formatDateTime(event.recordedAt, language)} ${t.means[event.change.means]}`,
      });
  if (incident.receivedAt === null)
    rows.push({ key: "waiting", kind: "waiting", word: t.stampWaiting, name: "—", detail: "" });
  return rows;
}
