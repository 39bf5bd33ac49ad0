import { randomUUID } from "node:crypto";
import { carryOut } from "#collector/domain/routing/act.ts";
import type { Acting, CaseAct, Change, Routing } from "#collector/domain/routing/routing.ts";
import type { ActOutcome } from "#collector/http/port.ts";
import type { Effects, Store, StoredIncident } from "#collector/storage/port.ts";
import { finishedStates, type Actor, type RuleCode } from "#shared/model/incident.ts";
import type { Network } from "#shared/model/register.ts";
import { allRows } from "../pages.ts";
import type { Surroundings } from "./around.ts";
import { createDraft, type Draft, type Occurrence } from "./draft.ts";
import type { RouteWriter } from "./routing.ts";

const notFound: ActOutcome = {
  ok: false,
  why: "not-found",
  sentence: { ja: "その事案はありません。", en: "There is no such case." },
};
const noQuestion: ActOutcome = {
  ok: false,
  why: "not-possible",
  sentence: {
    ja: "この事案は、ルータについての質問ではないか、すでに答えられています。",
    en: "This case asks nothing about a router, or was answered already.",
  },
};

const plannedExchange: readonly Change[] = [
  { type: "ended", data: { answer: "planned" } },
  { type: "state-set", state: "recovered", reason: "予定どおりのルータの交換です" },
];

/** Nobody knows of an exchange: somebody looks into it, and the answer may still be corrected. */
function unknownExchange(incident: StoredIncident): readonly Change[] {
  const text = "ルータの交換に心当たりがありません";
  return incident.state === "detected" || incident.state === "accepted"
    ? [{ type: "state-set", state: "checking", reason: text }]
    : [{ type: "commented", text }];
}

export interface ActsDeps {
  readonly store: Pick<Store, "incidents" | "effects" | "registers" | "conditions">;
  readonly surroundings: Surroundings;
  readonly routes: RouteWriter;
  readonly now: () => Temporal.Instant;
  /** Hears of each commit. */
  readonly committed: (effects: Effects, networksChanged: boolean) => void;
}

const occurrence = (actor: Actor, at: string): Occurrence => ({
  key: `act/${randomUUID()}`,
  at,
  recordedAt: at,
  actor,
});

const plain = (changes: readonly Change[]): Routing => ({ changes, notices: [], notSent: [] });

/** What people do to cases. Every answer comes after the commit. */
export function createActs({ store, surroundings, routes, now, committed }: ActsDeps) {
  async function commit(draft: Draft): Promise<void> {
    const effects = draft.effects(null);
    if (effects === null) return;
    await store.effects.apply(effects);
    committed(effects, draft.networksChanged);
  }

  async function openCases(query: {
    readonly rule?: RuleCode;
    readonly siteIds?: readonly string[];
  }): Promise<readonly StoredIncident[]> {
    return allRows((page) => store.incidents.list({ ...page, ...query, open: true }));
  }

  /** Whether the act stands, and what follows from it, written into the draft. */
  async function carry(
    draft: Draft,
    incident: StoredIncident,
    acting: Acting,
    act: CaseAct,
    at: string,
  ): Promise<ActOutcome> {
    const result = carryOut(incident, act, acting, await surroundings.around(incident.siteId, at));
    if (!result.ok) return { ok: false, why: "not-possible", sentence: result.reason };
    routes.follow(draft, incident, result, occurrence(acting.actor, at));
    return { ok: true };
  }

  async function openConditions(siteIds: readonly string[] | undefined) {
    const open = await allRows((page) => store.conditions.list({ ...page, states: ["open"], siteIds }));
    return open.filter(({ receivedAt, incidentId }) => receivedAt === null && incidentId === null);
  }

  return {
    async act(incidentId: string, acting: Acting, act: CaseAct): Promise<ActOutcome> {
      const incident = await store.incidents.get(incidentId);
      if (incident === null) return notFound;
      const draft = createDraft(store.incidents);
      const at = now().toString();
      // What fell due a moment before is done first: a receipt after the deadline must not read as one in time.
      const current = await routes.advance(draft, incident, at);
      const outcome = await carry(draft, current, acting, act, at);
      if (outcome.ok) await commit(draft);
      return outcome;
    },

    /** Adds to every open case of a rule what follows for it from a person's decision. */
    async decided(
      rule: RuleCode,
      actor: Actor,
      consequence: (incident: StoredIncident, at: string) => readonly Change[],
    ): Promise<void> {
      const at = now().toString();
      const draft = createDraft(store.incidents);
      for (const incident of await openCases({ rule }))
        routes.follow(draft, incident, plain(consequence(incident, at)), occurrence(actor, at));
      await commit(draft);
    },

    /** One 受領 for what the day's digest told: conditions and quiet cases. */
    async receiveDigest(acting: Acting, scope: readonly string[] | "all"): Promise<number> {
      const at = now().toString();
      const siteIds = scope === "all" ? undefined : scope;
      const draft = createDraft(store.incidents);
      // Told by the digest are 情報管理者 and, of the own firm, 組合員: nobody else's 受領 would say anything.
      const conditions = (await openConditions(siteIds)).filter((one) =>
        acting.chairs.some(
          ({ role, siteId }) => role === "manager" || (role === "member" && siteId === one.siteId),
        ),
      );
      for (const one of conditions)
        draft.conditions.push({ ...one, receivedAt: at, receivedBy: acting.actor.name });
      let received = conditions.length;
      for (const incident of await openCases(siteIds === undefined ? {} : { siteIds })) {
        const quiet = incident.severity === "caution" || incident.severity === "info";
        // Received before by another step, it may still wait for this one.
        if (!quiet || incident.route.steps.every(({ state }) => state !== "waiting")) continue;
        const outcome = await carry(
          draft,
          incident,
          acting,
          { type: "receive", means: "screen", at: null },
          at,
        );
        if (outcome.ok) received += 1;
      }
      await commit(draft);
      return received;
    },

    /** 「ルータが変わりました」: a planned exchange takes the new gateway into the network, whose approvals stay. */
    async gatewayAnswered(incidentId: string, acting: Acting, planned: boolean): Promise<ActOutcome> {
      const incident = await store.incidents.get(incidentId);
      if (incident === null) return notFound;
      const network = (await store.registers.networks()).find(({ id }) => id === incident.data["networkId"]);
      const mac = incident.data["mac"];
      const over = incident.state === "recovered" || finishedStates.has(incident.state);
      if (incident.rule !== "gateway-changed" || over || network === undefined || typeof mac !== "string")
        return noQuestion;
      const at = now().toString();
      const draft = createDraft(store.incidents);
      const changes = planned ? plannedExchange : unknownExchange(incident);
      routes.follow(draft, incident, plain(changes), occurrence(acting.actor, at));
      if (planned) {
        // An old gateway that was carried away must not make its next place a watched network.
        const exchanged: Network = { ...network, gatewayMacs: [mac] };
        await store.registers.putNetwork(exchanged);
        draft.networksChanged = true;
      }
      await commit(draft);
      return { ok: true };
    },

    /** Looks again at every open case's route after people or chairs changed. */
    async peopleChanged(): Promise<void> {
      const at = now().toString();
      const draft = createDraft(store.incidents);
      for (const incident of await openCases({})) await routes.advance(draft, incident, at);
      await commit(draft);
    },
  };
}
