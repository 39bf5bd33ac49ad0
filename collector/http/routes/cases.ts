import type { CaseAct } from "#collector/domain/routing/routing.ts";
import type { StoredIncident } from "#collector/storage/port.ts";
import type { AuthorityName } from "#shared/model/policy.ts";
import type { IncidentDetail } from "#shared/api/schemas.ts";
import type { Handlers } from "../route-types.ts";
import { actingOf, type Principal } from "../identity/principal.ts";
import { requireAuthority, type Scope, sees } from "../permissions.ts";
import { badRequest, notFound, Problem } from "../problems.ts";
import { isoText } from "../times.ts";
import type { ActOutcome } from "../port.ts";
import type { RouteContext } from "./context.ts";

type Own =
  | "listIncidents"
  | "getIncident"
  | "receiveIncident"
  | "passOnIncident"
  | "commentIncident"
  | "setIncidentState"
  | "judgeIncident"
  | "markIncidentHandled"
  | "noteIncidentClosing"
  | "setIncidentParties"
  | "answerGateway";

/** What an act needs besides a chair on the case's route. */
function authorityFor(act: CaseAct): AuthorityName | null {
  if (act.type === "judge-grave" || act.type === "lower-grave") return act.type;
  return act.type === "set-state" && act.state === "closed" ? "close-case" : null;
}

function judgement(to: "grave" | "suspected-grave" | "warning" | "caution", reason: string): CaseAct {
  if (to === "grave") return { type: "judge-grave", reason };
  if (to === "suspected-grave") return { type: "suspect-grave", reason };
  return { type: "lower-grave", severity: to, reason };
}

function check(outcome: ActOutcome): void {
  if (outcome.ok) return;
  throw outcome.why === "not-found" ? notFound() : new Problem(409, "not-possible", outcome.sentence);
}

const onlyCalls = (): Problem =>
  badRequest("Only a telephone call has a time of its own.", "日時を入れるのは電話のときだけです。", "at");

/** Cases (事案): reading them and acting on them. Their events go into the chain of records with the same commit. */
export function caseRoutes(context: RouteContext): Pick<Handlers, Own> {
  const { store, views, pipeline, now, policy } = context;

  /** A case of another firm is as one that does not exist. */
  async function seen(id: string, scope: Scope): Promise<StoredIncident> {
    const stored = await store.incidents.get(id);
    if (stored === null || !sees(scope, stored.siteId)) throw notFound();
    return stored;
  }

  async function detail(id: string, principal: Principal, scope: Scope): Promise<IncidentDetail> {
    return views.incidentDetail(await seen(id, scope), principal);
  }

  async function act(
    call: { readonly params: { readonly id: string }; readonly principal: Principal; readonly scope: Scope },
    what: CaseAct,
  ): Promise<IncidentDetail> {
    const { params, principal, scope } = call;
    await seen(params.id, scope);
    const authority = authorityFor(what);
    if (authority !== null) requireAuthority(policy, authority, principal);
    check(await pipeline.act(params.id, actingOf(principal), what));
    return detail(params.id, principal, scope);
  }

  return {
    async listIncidents({ query, scope }) {
      const page = await store.incidents.list({ ...query, ...(scope === "all" ? {} : { siteIds: scope }) });
      return { items: await views.incidents(page.items), next: page.next, asOf: isoText(now()) };
    },
    getIncident: async ({ params, principal, scope }) => detail(params.id, principal, scope),
    async receiveIncident(call) {
      const { means, at } = call.body;
      if (means === "screen" && at !== null) throw onlyCalls();
      return act(call, { type: "receive", means, at });
    },
    passOnIncident: async (call) =>
      act(call, {
        type: "pass-on",
        instruction: call.body.instruction === "" ? null : call.body.instruction,
      }),
    commentIncident: async (call) => act(call, { type: "comment", text: call.body.text }),
    setIncidentState: async (call) =>
      act(call, { type: "set-state", state: call.body.state, reason: call.body.reason }),
    judgeIncident: async (call) => act(call, judgement(call.body.to, call.body.reason)),
    markIncidentHandled: async (call) => act(call, { type: "mark-handled", text: call.body.text }),
    noteIncidentClosing: async (call) => act(call, { type: "note-closing", ...call.body }),
    async setIncidentParties(call) {
      const known = new Set((await store.people.list()).map(({ id }) => id));
      if (call.body.personIds.some((id) => !known.has(id)))
        throw badRequest(
          "One of these people is not in the register.",
          "登録されていない人が含まれています。",
          "personIds",
        );
      return act(call, { type: "set-parties", ...call.body });
    },
    async answerGateway({ params, body, principal, scope }) {
      await seen(params.id, scope);
      check(await pipeline.gatewayAnswered(params.id, actingOf(principal), body.planned));
      return detail(params.id, principal, scope);
    },
  };
}
