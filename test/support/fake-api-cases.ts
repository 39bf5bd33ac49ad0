import { routes, type RouteName } from "#shared/api/routes.ts";
import type { IncidentDetail } from "#shared/api/schemas.ts";
import type { CaseStep } from "#shared/model/case-route.ts";
import { finishedStates, type IncidentEvent } from "#shared/model/incident.ts";
import type { Office } from "./fake-office.cases.ts";

type Act = (id: string, body: Record<string, unknown>) => IncidentDetail;
type CaseRoute = Extract<
  RouteName,
  | "receiveIncident"
  | "commentIncident"
  | "setIncidentState"
  | "passOnIncident"
  | "judgeIncident"
  | "markIncidentHandled"
  | "noteIncidentClosing"
  | "setIncidentParties"
  | "answerGateway"
>;

const without = (before: IncidentDetail, ...acts: IncidentDetail["may"]): IncidentDetail["may"] =>
  before.may.filter((act) => !acts.includes(act));

/** What people do to a case, each told by an event; no rule of the collector is judged here. */
export function caseActs(office: Office, now: () => string): Readonly<Record<CaseRoute, Act>> {
  const actor = { kind: "person" as const, id: office.person.id, name: office.person.name };
  const change = (
    id: string,
    happened: IncidentEvent["change"],
    to: (before: IncidentDetail) => Partial<IncidentDetail>,
  ): IncidentDetail => {
    const index = office.incidents.findIndex((incident) => incident.id === id);
    const before = office.incidents[index];
    if (!before) throw new Error(`nothing with the id ${id}`);
    const at = now();
    const event: IncidentEvent = {
      id: `${id}-${before.events.length + 100}`,
      incidentId: id,
      at,
      recordedAt: at,
      actor,
      change: happened,
    };
    const after: IncidentDetail = {
      ...before,
      ...to(before),
      updatedAt: at,
      events: [...before.events, event],
    };
    office.incidents[index] = after;
    return after;
  };
  const stamped = (step: CaseStep, means: "screen" | "telephone", at: string): CaseStep =>
    step.state === "waiting"
      ? {
          ...step,
          state: "received",
          stamps: step.holders.map((holder) => ({ ...holder, at, recordedAt: now(), means })),
        }
      : step;

  return {
    receiveIncident: (id, body) => {
      const { means, at } = routes.receiveIncident.body.parse(body);
      return change(id, { type: "received", means, stamps: [] }, (before) => ({
        state: "accepted",
        receivedAt: at ?? now(),
        receivedBy: office.person.name,
        receiptDue: null,
        may: without(before, "receive"),
        route: {
          ...before.route,
          steps: before.route.steps.map((step) => stamped(step, means, at ?? now())),
          nextDueAt: null,
        },
      }));
    },
    commentIncident: (id, body) =>
      change(id, { type: "commented", ...routes.commentIncident.body.parse(body) }, () => ({})),
    setIncidentState: (id, body) => {
      const { state, reason } = routes.setIncidentState.body.parse(body);
      const finished = finishedStates.has(state);
      return change(id, { type: "state-set", state, reason }, (before) => ({
        state,
        allowedStates: finished ? [] : before.allowedStates,
        may: finished ? ["comment"] : before.may,
      }));
    },
    passOnIncident: (id, body) => {
      const { instruction } = routes.passOnIncident.body.parse(body);
      return change(
        id,
        { type: "passed-on", leg: "main", index: 0, how: "person", instruction },
        (before) => {
          const next = before.route.steps.find(({ state }) => state === "ahead");
          return {
            may: without(before, "pass-on"),
            route: {
              ...before.route,
              steps: before.route.steps.map((step) =>
                step === next
                  ? { ...step, state: "waiting" as const, reachedBy: "passed-on" as const, notifiedAt: now() }
                  : step.state === "received" && step.passedOnAt === null
                    ? { ...step, passedOnAt: now(), instruction }
                    : step,
              ),
            },
          };
        },
      );
    },
    judgeIncident: (id, body) => {
      const { to, reason } = routes.judgeIncident.body.parse(body);
      return change(id, { type: "severity-set", severity: to, reason }, () => ({ severity: to }));
    },
    markIncidentHandled: (id, body) =>
      change(id, { type: "handled", ...routes.markIncidentHandled.body.parse(body) }, (before) => ({
        handled: true,
        may: without(before, "mark-handled"),
      })),
    noteIncidentClosing: (id, body) => {
      const closing = routes.noteIncidentClosing.body.parse(body);
      return change(id, { type: "closing-noted", ...closing }, (before) => ({
        closing,
        allowedStates: before.allowedStates.includes("closed")
          ? before.allowedStates
          : [...before.allowedStates, "closed"],
      }));
    },
    setIncidentParties: (id, body) => {
      const { personIds, reason } = routes.setIncidentParties.body.parse(body);
      const parties = office.people
        .filter((person) => personIds.includes(person.id))
        .map((person) => ({ personId: person.id, name: person.name }));
      return change(id, { type: "parties-set", parties, reason }, () => ({ parties }));
    },
    answerGateway: (id, body) => {
      const { planned } = routes.answerGateway.body.parse(body);
      return planned
        ? change(
            id,
            { type: "state-set", state: "recovered", reason: "予定どおりのルータの交換です" },
            (before) => ({
              state: "recovered",
              ongoing: false,
              may: without(before, "answer-gateway"),
            }),
          )
        : change(
            id,
            { type: "state-set", state: "checking", reason: "ルータの交換に心当たりがありません" },
            () => ({
              state: "checking",
            }),
          );
    },
  };
}
