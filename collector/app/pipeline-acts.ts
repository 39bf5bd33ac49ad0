import { randomUUID } from "node:crypto";
import { transition } from "#collector/domain/incidents/transition.ts";
import type { ActOutcome, IncidentAct } from "#collector/http/port.ts";
import type { Effects, Store, StoredIncident } from "#collector/storage/port.ts";
import {
  finishedStates,
  incidentStateWords,
  type Actor,
  type IncidentEvent,
  type RuleCode,
} from "#shared/model/incident.ts";
import { createDraft } from "./pipeline-draft.ts";

const notFound: ActOutcome = {
  ok: false,
  why: "not-found",
  sentence: { ja: "その事案はありません。", en: "There is no such case." },
};

/** What people do to cases. Every answer comes after the commit; `committed` hears of each one. */
export function createActs(
  store: Pick<Store, "incidents" | "effects">,
  now: () => Temporal.Instant,
  committed: (effects: Effects) => void,
) {
  async function commit(
    all: readonly {
      readonly incident: StoredIncident;
      readonly changes: readonly IncidentEvent["change"][];
    }[],
    actor: Actor,
  ): Promise<void> {
    const draft = createDraft(store.incidents);
    const at = now().toString();
    for (const { incident, changes } of all) {
      let current = incident;
      for (const change of changes)
        current = draft.addEvent(current, {
          id: `ev-${randomUUID()}`,
          incidentId: incident.id,
          at,
          recordedAt: at,
          actor,
          change,
        });
    }
    const effects = draft.effects(null);
    if (effects === null) return;
    await store.effects.apply(effects);
    committed(effects);
  }

  async function openCases(rule: RuleCode): Promise<readonly StoredIncident[]> {
    const found: StoredIncident[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.incidents.list({ open: true, rule, limit: 200, cursor });
      found.push(...page.items);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    return found;
  }

  return {
    async act(incidentId: string, actor: Actor, act: IncidentAct): Promise<ActOutcome> {
      const incident = await store.incidents.get(incidentId);
      if (incident === null) return notFound;
      const refused = refusalOf(incident, actor, act);
      if (refused !== null) return refused;
      await commit([{ incident, changes: [act] }], actor);
      return { ok: true };
    },
    /** Adds to every open case of a rule what follows for it from a person's decision. */
    async decided(
      rule: RuleCode,
      actor: Actor,
      consequence: (incident: StoredIncident, at: string) => readonly IncidentEvent["change"][],
    ): Promise<void> {
      const at = now().toString();
      const open = await openCases(rule);
      await commit(
        open.map((incident) => ({ incident, changes: consequence(incident, at) })),
        actor,
      );
    },
  };
}

function refusalOf(incident: StoredIncident, actor: Actor, act: IncidentAct): ActOutcome | null {
  if (act.type === "state-set") {
    const step = transition(incident, act.state, actor);
    return step.ok ? null : { ok: false, why: "not-possible", sentence: step.reason };
  }
  // A remark may be added to a closed sheet; receiving it afterwards would claim what did not happen.
  if (act.type === "commented" || !finishedStates.has(incident.state)) return null;
  const word = incidentStateWords[incident.state];
  return {
    ok: false,
    why: "not-possible",
    sentence: {
      ja: `事案 ${incident.number} は「${word.ja}」で終わっているため、受領できません。`,
      en: `Case ${incident.number} ended as "${word.en}" and can no longer be received.`,
    },
  };
}
