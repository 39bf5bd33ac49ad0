import type { IncidentDetail } from "#shared/api/schemas.ts";
import type { CaseStep } from "#shared/model/case-route.ts";
import { finishedStates } from "#shared/model/incident.ts";
import { roleWords, type Role } from "#shared/model/role.ts";
import type { Language } from "../../language/language.ts";
import { routeTexts } from "../../text/route/index.ts";
import { formatDateTime } from "../../times/format.ts";

/** One stamp on the vertical line of a route. */
export interface StampRow {
  readonly key: string;
  readonly kind: "done" | "waiting" | "ahead" | "past";
  readonly seal: string;
  readonly chair: string;
  readonly name: string;
  /** Times, means, reasons and instructions, one under the other. */
  readonly lines: readonly string[];
  /** Until when it must be received, or null. */
  readonly due: string | null;
}

type Texts = typeof routeTexts.ja;

/** Why those who hold a step could not be told, the newest reason of each. */
const notTold = (incident: IncidentDetail, step: CaseStep, t: Texts): readonly string[] => {
  const last = new Map<string, string | null>();
  for (const { change } of incident.events)
    if (change.type === "notified" && step.holders.some(({ personId }) => personId === change.personId))
      last.set(
        `${change.personId}|${change.channel}`,
        change.outcome === "failed"
          ? `${t.notNotified(change.personName, channelName(change.channel, t))}${change.reason === "" ? "" : `: ${change.reason}`}`
          : null,
      );
  return [...last.values()].filter((line) => line !== null);
};

/** A channel's name for people. */
export const channelName = (channel: string, t: Texts): string =>
  channel === "email" || channel === "mail" ? t.mail : channel;

/** The stamp of whoever passed the step on: the actor's own, else the newest that stood there by then. */
function whoPassedOn({ events }: IncidentDetail, { leg, index, stamps, passedOnAt }: CaseStep): number {
  const act = events.findLast(
    ({ change }) => change.type === "passed-on" && change.leg === leg && change.index === index,
  );
  const own = stamps.findIndex(({ personId }) => personId !== null && personId === act?.actor.id);
  if (own >= 0) return own;
  const before = stamps.findLastIndex(({ recordedAt }) => passedOnAt !== null && recordedAt <= passedOnAt);
  return Math.max(0, before);
}

function rowsOf(incident: IncidentDetail, step: CaseStep, language: Language): readonly StampRow[] {
  const t = routeTexts[language];
  const key = `${step.leg}${step.index}`;
  const time = (iso: string): string => formatDateTime(iso, language);
  const chairs = (roles: readonly Role[]): string =>
    [
      ...(step.leg === "grave" ? [t.graveLeg] : []),
      roles.map((role) => roleWords[role][language]).join(t.and),
    ].join(language === "ja" ? "：" : ": ");
  const named = ({ name, deputy }: { readonly name: string; readonly deputy: boolean }): string =>
    `${name}${deputy ? t.deputy : ""}`;
  const why = step.reachedBy === null || step.state === "passed-over" ? "" : t.reached[step.reachedBy];
  const reason = why === "" ? [] : [why];
  const after = [
    ...(step.passedOnAt === null
      ? []
      : [step.unreceived ? `${t.wentPast} ${time(step.passedOnAt)}` : t.passedOn(time(step.passedOnAt))]),
    ...(step.instruction === null ? [] : [t.told(step.instruction)]),
  ];
  const passer = whoPassedOn(incident, step);
  const stamped = step.stamps.map((stamp, index): StampRow => ({
    key: `${key}-${index}`,
    kind: "done",
    seal: stamp.means === "telephone" ? t.sealPhone : t.sealReceived,
    chair: chairs([stamp.role]),
    name: named(stamp),
    lines: [
      ...(index === 0 ? reason : []),
      `${time(stamp.at)} ${t.means[stamp.means]}`,
      ...(stamp.means === "link" || stamp.means === "reply" ? [t.linkOnly] : []),
      ...(index === passer ? after : []),
    ],
    due: null,
  }));
  if (step.state === "received") return stamped;
  if (step.state === "passed-over")
    return [
      {
        key,
        kind: "past",
        seal: t.sealPast,
        chair: chairs(step.roles),
        name: "",
        lines: [step.reachedBy === "party" ? t.passedOver.party : t.passedOver.vacant],
        due: null,
      },
    ];
  if (step.state === "ahead" && finishedStates.has(incident.state))
    return [
      {
        key,
        kind: "past",
        seal: t.sealNever,
        chair: chairs(step.roles),
        name: "",
        lines: [t.endedBefore],
        due: null,
      },
    ];
  if (step.state === "ahead")
    return [
      { key, kind: "ahead", seal: t.sealAhead, chair: chairs(step.roles), name: "", lines: [], due: null },
    ];
  return [
    ...stamped,
    {
      key,
      kind: "waiting",
      seal: t.sealWaiting,
      chair: chairs(step.roles.filter((role) => !step.stamps.some((stamp) => stamp.role === role))),
      name: step.holders.length === 0 ? t.noHolder : step.holders.map(named).join(t.and),
      lines: [
        ...reason,
        ...(step.notifiedAt === null ? [] : [t.notified(time(step.notifiedAt))]),
        ...notTold(incident, step, t),
        ...(step.dueAt === null ? [] : [t.due(time(step.dueAt))]),
        ...after,
      ],
      due: step.unreceived ? null : step.dueAt,
    },
  ];
}

/** Detection and every step of the route as stamps, from the top; the 重大 leg after the ordinary one. */
export function stampRows(incident: IncidentDetail, language: Language): readonly StampRow[] {
  const t = routeTexts[language];
  const { steps } = incident.route;
  const time = (iso: string): string => formatDateTime(iso, language);
  const detected: StampRow = {
    key: "detected",
    kind: "done",
    seal: t.detected,
    chair: t.machine,
    name: "",
    lines: [time(incident.arrivedAt)],
    due: null,
  };
  const old: readonly StampRow[] =
    steps.length > 0 || incident.receivedAt === null
      ? []
      : [
          {
            key: "received",
            kind: "done",
            seal: t.sealReceived,
            chair: incident.receivedBy ?? "",
            name: "",
            lines: [time(incident.receivedAt)],
            due: null,
          },
        ];
  const legs = [...steps.filter(({ leg }) => leg === "main"), ...steps.filter(({ leg }) => leg === "grave")];
  return [detected, ...old, ...legs.flatMap((step) => rowsOf(incident, step, language))];
}
