import type { IncidentDetail } from "#shared/api/schemas.ts";
import { incidentStateWords, type IncidentEvent } from "#shared/model/incident.ts";
import { roleWords, type Role } from "#shared/model/role.ts";
import { severityWords } from "#shared/model/severity.ts";
import type { Language } from "../../language/language.ts";
import type { Moment } from "../../parts/timeline/timeline.tsx";
import { routeTexts } from "../../text/route/index.ts";
import { formatDateTime } from "../../times/format.ts";
import { channelName } from "./stamps.ts";

type Texts = typeof routeTexts.ja;
type Change = IncidentEvent["change"];
type Told = { readonly what: string; readonly more?: string };

const lines = (...parts: readonly (string | null)[]): { readonly more?: string } => {
  const more = parts.filter((part) => part !== null && part !== "").join("\n");
  return more === "" ? {} : { more };
};

function noticed(change: Extract<Change, { type: "notified" }>, t: Texts): Told {
  const channel = channelName(change.channel, t);
  if (change.outcome === "sent") return { what: t.notifiedBy(change.personName, channel) };
  const what =
    change.outcome === "failed" ? t.notNotified(change.personName, channel) : t.notSent(change.personName);
  return { what, ...lines(change.reason) };
}

/** One event in words: what happened, and what belongs to it. */
function told(event: IncidentEvent, t: Texts, language: Language): Told {
  const { change } = event;
  const time = (iso: string): string => formatDateTime(iso, language);
  const chairs = (roles: readonly Role[]): string =>
    roles.map((role) => roleWords[role][language]).join(t.and);
  switch (change.type) {
    case "opened":
      return { what: t.opened };
    case "repeated":
      return { what: t.repeated };
    case "ended":
      return { what: t.ended };
    case "routed":
      return {
        what: t.routed(t.name[change.route], change.steps.map(({ roles }) => chairs(roles)).join(" → ")),
      };
    case "step-reached":
      return {
        what: t.stepReached(
          `${chairs(change.roles)} ${change.holders
            .map(({ name, deputy }) => `${name}${deputy ? t.deputy : ""}`)
            .join(t.and)}`.trim(),
        ),
        ...lines(t.reached[change.by], change.dueAt === null ? null : t.dueUntil(time(change.dueAt))),
      };
    case "step-passed-over":
      return { what: t.stepPassedOver(chairs(change.roles)), ...lines(t.passedOver[change.why]) };
    case "passed-on":
      return {
        what: t.passedOnBy[change.how],
        ...lines(change.instruction === null ? null : t.told(change.instruction)),
      };
    case "reminded":
      return { what: t.reminded(change.count) };
    case "received":
      return {
        what: t.receivedBy(t.means[change.means]),
        ...lines(
          ...change.stamps.map(
            ({ stamp }) => `${roleWords[stamp.role][language]} ${stamp.name}${stamp.deputy ? t.deputy : ""}`,
          ),
          change.means === "telephone" && event.at !== event.recordedAt ? t.callAt(time(event.at)) : null,
        ),
      };
    case "severity-set":
      return { what: t.severitySet(severityWords[change.severity][language]), ...lines(change.reason) };
    case "parties-set":
      return {
        what:
          change.parties.length === 0
            ? t.partiesNone
            : t.partiesSet(change.parties.map(({ name }) => name).join(t.and)),
        ...lines(change.reason),
      };
    case "handled":
      return { what: t.handledDone, ...lines(change.text) };
    case "closing-noted":
      return {
        what: t.closingNoted,
        ...lines(t.closingWords(change.cause, change.measure, change.prevention)),
      };
    case "commented":
      return { what: t.commented, ...lines(change.text) };
    case "state-set":
      return { what: t.stateSet(incidentStateWords[change.state][language]), ...lines(change.reason) };
    case "notified":
    default:
      return noticed(change, t);
  }
}

/** What a person did, or what changed who has the case, stands out. */
const strong: ReadonlySet<Change["type"]> = new Set([
  "received",
  "passed-on",
  "severity-set",
  "handled",
  "state-set",
]);

/** Everything that happened to a case, oldest first. */
export function moments(incident: IncidentDetail, language: Language): readonly Moment[] {
  const t = routeTexts[language];
  return incident.events.map((event) => ({
    key: event.id,
    at: event.recordedAt,
    time: formatDateTime(event.recordedAt, language),
    who: event.actor.kind === "machine" ? t.machine : event.actor.name,
    strong: strong.has(event.change.type),
    ...told(event, t, language),
  }));
}
