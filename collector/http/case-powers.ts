import { transition } from "#collector/domain/incidents/transition.ts";
import { carryOut } from "#collector/domain/routing/act.ts";
import type { CaseAct, RoutingAround } from "#collector/domain/routing/routing.ts";
import type { StoredIncident } from "#collector/storage/port.ts";
import type { RouteName } from "#shared/api/routes.ts";
import type { IncidentDetail } from "#shared/api/schemas.ts";
import { finishedStates, incidentState, type IncidentState } from "#shared/model/incident.ts";
import type { Policy } from "#shared/model/policy.ts";
import { actingOf, actorOf, type Principal } from "./identity/principal.ts";
import { decidesIt, permissions, refusal } from "./permissions.ts";

type Power = IncidentDetail["may"][number];

/** Stands for what a person would write; the dry run only asks whether somebody may write it. */
const anyText = "－";

interface Trial {
  readonly route: RouteName;
  readonly act: (incident: StoredIncident) => CaseAct;
}

/** Each power with the request that uses it and an act as it would be done. */
const trials: Readonly<Record<Exclude<Power, "answer-gateway">, Trial>> = {
  receive: { route: "receiveIncident", act: () => ({ type: "receive", means: "screen", at: null }) },
  "pass-on": { route: "passOnIncident", act: () => ({ type: "pass-on", instruction: null }) },
  comment: { route: "commentIncident", act: () => ({ type: "comment", text: anyText }) },
  "judge-grave": { route: "judgeIncident", act: () => ({ type: "judge-grave", reason: anyText }) },
  "suspect-grave": { route: "judgeIncident", act: () => ({ type: "suspect-grave", reason: anyText }) },
  "lower-grave": {
    route: "judgeIncident",
    act: () => ({ type: "lower-grave", severity: "warning", reason: anyText }),
  },
  "mark-handled": { route: "markIncidentHandled", act: () => ({ type: "mark-handled", text: anyText }) },
  "note-closing": {
    route: "noteIncidentClosing",
    act: () => ({ type: "note-closing", cause: anyText, measure: anyText, prevention: anyText }),
  },
  close: { route: "setIncidentState", act: () => ({ type: "set-state", state: "closed", reason: anyText }) },
  "set-parties": {
    route: "setIncidentParties",
    act: ({ parties }) => ({
      type: "set-parties",
      personIds: parties.map(({ personId }) => personId),
      reason: anyText,
    }),
  },
};
const powers = Object.entries(trials);

/** Acts that the policy keeps for certain chairs, wherever the case stands. */
const kept = { "judge-grave": "judge-grave", "lower-grave": "lower-grave", close: "close-case" } as const;
const isKept = (power: string): power is keyof typeof kept => Object.hasOwn(kept, power);
const isPower = (name: string): name is Power => name === "answer-gateway" || Object.hasOwn(trials, name);

export interface CasePowers {
  readonly may: Power[];
  readonly allowedStates: IncidentState[];
}

/**
 * What the one who asks may do to a case now, found out by carrying each act out without keeping it: the same decision
 * judges again when the act is done.
 */
export function powersOver(
  incident: StoredIncident,
  principal: Principal,
  around: RoutingAround,
  policy: Policy,
): CasePowers {
  if (principal.kind === "nobody") return { may: [], allowedStates: [] };
  const acting = actingOf(principal);
  const asks = (route: RouteName): boolean => refusal(permissions[route], principal, policy) === null;
  const stands = (act: CaseAct): boolean => carryOut(incident, act, acting, around).ok;

  const may = powers
    .filter(([power, { route, act }]) => {
      if (!asks(route) || (isKept(power) && !decidesIt(policy, kept[power], principal))) return false;
      return stands(act(incident));
    })
    .map(([power]) => power)
    .filter(isPower);
  const gatewayOpen =
    incident.rule === "gateway-changed" &&
    incident.state !== "recovered" &&
    !finishedStates.has(incident.state);
  if (gatewayOpen && asks("answerGateway")) may.push("answer-gateway");

  const movable = asks("setIncidentState");
  const allowedStates = incidentState.options.filter((state) => {
    if (!movable || !transition(incident, state, actorOf(principal)).ok) return false;
    if (state === "closed" && !decidesIt(policy, "close-case", principal)) return false;
    return stands({ type: "set-state", state, reason: anyText });
  });
  return { may, allowedStates };
}
