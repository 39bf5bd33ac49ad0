import { officeDate } from "#collector/domain/calendar/fiscal-year.ts";
import type { Finding, RuleDeclaration } from "#collector/domain/rules/rule.ts";
import { asStorm, isStorm, joinStorm, mostCasesADay } from "#collector/domain/rules/storm.ts";
import type { IncidentStore, StoredIncident } from "#collector/storage/port.ts";
import type { FindingData, IncidentEvent, IncidentState } from "#shared/model/incident.ts";
import { derivedId, type Draft, machineActor, type Occurrence } from "./draft.ts";
import type { RouteWriter } from "./routing.ts";

/** What stands behind a finding: an observation, or the passing of time. */
export interface Occasion {
  /** Names the observation or the moment for ever: computer, epoch and sequence number, or a condition and its time. */
  readonly observationId: string;
  /** When it happened, never later than it arrived. */
  readonly at: string;
  readonly arrivedAt: string;
  readonly endpointId: string;
  readonly siteId: string;
}

export interface CaseDeps {
  readonly incidents: Pick<IncidentStore, "list">;
  readonly routes: RouteWriter;
}

/** States in which a repeat is news again: somebody believed the matter over. */
const believedOver: ReadonlySet<IncidentState> = new Set(["recovered", "prevention"]);

const occurrenceOf = (occasion: Occasion): Occurrence => ({
  key: occasion.observationId,
  at: occasion.at,
  recordedAt: occasion.arrivedAt,
  actor: machineActor,
});

/** An event of Hinomi's own; its id follows from the case, the observation and what it says. */
const event = (incidentId: string, occasion: Occasion, change: IncidentEvent["change"]): IncidentEvent => ({
  id: derivedId("ev", incidentId, occasion.observationId, JSON.stringify(change)),
  incidentId,
  at: occasion.at,
  recordedAt: occasion.arrivedAt,
  actor: machineActor,
  change,
});

/** A rule as far as its findings become cases. */
type CaseRule = Pick<RuleDeclaration, "code" | "join">;

/** Turns findings into events of cases and notices to people, all in one draft. */
export function createCaseWriter(deps: CaseDeps) {
  async function isStormy(draft: Draft, rule: string, scope: string, occasion: Occasion): Promise<boolean> {
    const today = officeDate(occasion.arrivedAt);
    const recent = await deps.incidents.list({ rule, limit: 200 });
    const own = new Map([...recent.items, ...draft.cases()].map((incident) => [incident.id, incident]));
    const ofToday = [...own.values()].filter(
      (incident) =>
        incident.rule === rule &&
        scopeOf(incident) === scope &&
        officeDate(incident.arrivedAt).equals(today) &&
        !isStorm(incident.data),
    );
    return ofToday.length >= mostCasesADay;
  }

  /** Answers the case that took the finding in, or null where it is no news and nobody has to answer for it. */
  async function found(
    draft: Draft,
    rule: CaseRule,
    finding: Finding,
    occasion: Occasion,
  ): Promise<string | null> {
    const incidentId = derivedId("inc", occasion.observationId, rule.code, finding.fingerprint);
    const open = await draft.openCase(finding.fingerprint);
    const madeHere = draft.cases().some((incident) => incident.id === open?.id);
    // A case this very observation opened in a commit that broke off half-way is opened again, with the same ids.
    if (open === null || (open.id === incidentId && !madeHere)) {
      if (!finding.fresh && open === null) return null;
      const scope = scopeOf({ endpointId: occasion.endpointId, data: finding.data });
      if (open === null && !isStorm(finding.data) && (await isStormy(draft, rule.code, scope, occasion))) {
        return found(draft, rule, asStorm(rule.code, scope, occasion.arrivedAt, finding), occasion);
      }
      const opened = event(incidentId, occasion, {
        type: "opened",
        rule: rule.code,
        fingerprint: finding.fingerprint,
        severity: finding.severity,
        endpointId: occasion.endpointId,
        siteId: occasion.siteId,
        data: finding.data,
      });
      const incident = draft.addEvent(null, opened);
      await deps.routes.open(draft, incident, occurrenceOf(occasion));
      return incidentId;
    }
    const data = isStorm(finding.data) ? joinStorm(open.data) : rule.join(open.data, finding);
    if (data === null) return open.id;
    const repeated = event(open.id, occasion, { type: "repeated", data });
    const incident = draft.addEvent(open, repeated);
    if (!believedOver.has(open.state)) return open.id;
    const again = draft.addEvent(
      incident,
      event(open.id, occasion, {
        type: "state-set",
        state: "checking",
        reason: "復旧のあと、再び検知しました",
      }),
    );
    // Somebody believed the matter over: the route begins anew, so that somebody receives it again.
    await deps.routes.open(draft, again, occurrenceOf(occasion));
    return open.id;
  }

  return { found };
}
export type CaseWriter = ReturnType<typeof createCaseWriter>;

/** The network a case is about, or else the computer: whoever stands behind a flood of cases. */
function scopeOf(incident: { readonly endpointId: string | null; readonly data: FindingData }): string {
  const network = incident.data["networkId"];
  return typeof network === "string" ? network : (incident.endpointId ?? "");
}

/** Notes on the open cases with these fingerprints that what was found is over. */
export async function endCases(
  draft: Draft,
  fingerprints: readonly string[],
  data: FindingData,
  occasion: Occasion,
): Promise<void> {
  for (const fingerprint of fingerprints) {
    const open = await draft.openCase(fingerprint);
    if (open?.ongoing === true) draft.addEvent(open, event(open.id, occasion, { type: "ended", data }));
  }
}

/** Adds what Hinomi itself concludes about an open case. */
export function concludeCase(
  draft: Draft,
  incident: StoredIncident,
  changes: readonly IncidentEvent["change"][],
  occasion: Occasion,
): void {
  let current = incident;
  for (const change of changes) current = draft.addEvent(current, event(incident.id, occasion, change));
}
