import { officeCalendar, receiptDeadline } from "#collector/domain/calendar/business-hours.ts";
import { officeDate } from "#collector/domain/calendar/fiscal-year.ts";
import type { Finding, Rule } from "#collector/domain/rules/rule.ts";
import { asStorm, isStorm, joinStorm, mostCasesADay } from "#collector/domain/rules/storm.ts";
import type { IncidentStore, StoredIncident } from "#collector/storage/port.ts";
import type { Actor, FindingData, IncidentEvent, IncidentState } from "#shared/model/incident.ts";
import type { Person } from "#shared/model/role.ts";
import { derivedId, type Draft } from "./pipeline-draft.ts";

/** Hinomi itself, as it stands in records. */
export const machineActor: Actor = { kind: "machine", id: null, name: "火の見（自動検知）" };

/** The observation behind a finding. */
export interface Occasion {
  /** Names the observation for ever: computer, epoch and sequence number. */
  readonly observationId: string;
  /** When it happened, never later than it arrived. */
  readonly at: string;
  readonly arrivedAt: string;
  readonly endpointId: string;
  readonly siteId: string;
}

export interface CaseDeps {
  readonly incidents: Pick<IncidentStore, "list">;
  /** Who is told; read anew for every case, since people change. */
  readonly recipients: () => Promise<readonly Person[]>;
  /** The channel notices go by, or null where none is set up. */
  readonly receiptChannel: string | null;
}

/** States in which a repeat is news again: somebody believed the matter over. */
const believedOver: ReadonlySet<IncidentState> = new Set(["recovered", "prevention"]);

/** An event of Hinomi's own; its id follows from the case, the observation and what it says. */
const event = (incidentId: string, occasion: Occasion, change: IncidentEvent["change"]): IncidentEvent => ({
  id: derivedId("ev", incidentId, occasion.observationId, JSON.stringify(change)),
  incidentId,
  at: occasion.at,
  recordedAt: occasion.arrivedAt,
  actor: machineActor,
  change,
});

/** Turns findings into events of cases and notices to people, all in one draft. */
export function createCaseWriter(deps: CaseDeps) {
  /** Writes the notices about a case: 警告 and graver at once, by day and night; the rest with the day's digest. */
  async function tell(
    draft: Draft,
    incident: StoredIncident,
    occasion: Occasion,
    cause: string,
  ): Promise<void> {
    const people = (await deps.recipients()).filter((person) => !person.disabled);
    const quiet = incident.severity === "caution" || incident.severity === "info";
    const dueAt = quiet
      ? receiptDeadline(incident.severity, occasion.arrivedAt, officeCalendar)
      : occasion.arrivedAt;
    if (people.length === 0 || deps.receiptChannel === null) {
      const reason =
        people.length === 0
          ? "通知先の人が登録されていません"
          : "メールの設定がないため、画面だけに表示しました";
      const known = people.length === 0 ? [{ id: "", name: "（通知先なし）" }] : people;
      let told = incident;
      for (const person of known)
        told = draft.addEvent(
          told,
          event(incident.id, occasion, {
            type: "notified",
            personId: person.id,
            personName: person.name,
            channel: deps.receiptChannel ?? "none",
            outcome: "not-sent",
            reason,
          }),
        );
      return;
    }
    for (const person of people)
      draft.deliveries.push({
        id: derivedId("dl", incident.id, cause, person.id, deps.receiptChannel),
        incidentId: incident.id,
        personId: person.id,
        channel: deps.receiptChannel,
        kind: "action",
        dueAt,
        createdAt: occasion.arrivedAt,
      });
  }

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

  async function found<S>(draft: Draft, rule: Rule<S>, finding: Finding, occasion: Occasion): Promise<void> {
    const incidentId = derivedId("inc", occasion.observationId, rule.code, finding.fingerprint);
    const open = await draft.openCase(finding.fingerprint);
    const madeHere = draft.cases().some((incident) => incident.id === open?.id);
    // A case this very observation opened in a commit that broke off half-way is opened again, with the same ids.
    if (open === null || (open.id === incidentId && !madeHere)) {
      if (!finding.fresh && open === null) return;
      const scope = scopeOf({ endpointId: occasion.endpointId, data: finding.data });
      if (open === null && !isStorm(finding.data) && (await isStormy(draft, rule.code, scope, occasion))) {
        await found(draft, rule, asStorm(rule.code, scope, occasion.arrivedAt, finding), occasion);
        return;
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
      await tell(draft, incident, occasion, opened.id);
      return;
    }
    const data = isStorm(finding.data) ? joinStorm(open.data) : rule.join(open.data, finding);
    if (data === null) return;
    const repeated = event(open.id, occasion, { type: "repeated", data });
    const incident = draft.addEvent(open, repeated);
    if (!believedOver.has(open.state)) return;
    const again = draft.addEvent(
      incident,
      event(open.id, occasion, {
        type: "state-set",
        state: "checking",
        reason: "復旧のあと、再び検知しました",
      }),
    );
    await tell(draft, again, occasion, repeated.id);
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
