import { transition } from "#collector/domain/incidents/transition.ts";
import type { StoredIncident } from "#collector/storage/port.ts";
import type { IncidentState } from "#shared/model/incident.ts";
import type { IncidentDetail } from "#shared/api/schemas.ts";
import type { Handlers } from "../route-types.ts";
import { actorOf, type Principal } from "../identity/principal.ts";
import type { IncidentAct } from "../port.ts";
import { permissions, refusal } from "../permissions.ts";
import { notFound, Problem } from "../problems.ts";
import { isoText } from "../times.ts";
import type { RouteContext } from "./context.ts";

type Own = "listIncidents" | "getIncident" | "receiveIncident" | "commentIncident" | "setIncidentState";

const closingIsTheSupervisors = (): Problem =>
  new Problem(
    403,
    "supervisor-closes",
    {
      en: "Only the supervising information manager closes a case. Comment that it is dealt with.",
      ja: "事案を完了にできるのは統括情報管理者だけです。対応済であることを書き込んでください。",
    },
    { field: "state" },
  );

const isSupervisor = (principal: Principal): boolean =>
  principal.kind === "person" && principal.person.roles.includes("supervisor");

/** Whether this principal may move a case to a state, by the same rules as the move itself. */
function mayMove(principal: Principal, stored: StoredIncident, to: IncidentState): boolean {
  if (principal.kind === "nobody" || refusal(permissions.setIncidentState, principal) !== null) return false;
  if (to === "closed" && !isSupervisor(principal)) return false;
  return transition(stored, to, actorOf(principal)).ok;
}

/** Cases (事案): reading them and acting on them. */
export function incidentRoutes(context: RouteContext): Pick<Handlers, Own> {
  const { store, views, pipeline, record, now } = context;

  async function detail(id: string, principal: Principal): Promise<IncidentDetail> {
    const found = await views.incidentDetail(id, (stored, to) => mayMove(principal, stored, to));
    if (found === null) throw notFound();
    return found;
  }

  /** The case's own events are the first proof of an act; the chain names it after it was accepted. */
  async function act(id: string, principal: Principal, what: IncidentAct): Promise<IncidentDetail> {
    const actor = actorOf(principal);
    const outcome = await pipeline.act(id, actor, what);
    if (!outcome.ok) {
      throw outcome.why === "not-found" ? notFound() : new Problem(409, "not-possible", outcome.sentence);
    }
    await record(actor, `incident.${what.type}`, id, what.type === "state-set" ? { state: what.state } : {});
    return detail(id, principal);
  }

  return {
    async listIncidents({ query }) {
      const page = await store.incidents.list(query);
      return { items: await views.incidents(page.items), next: page.next, asOf: isoText(now()) };
    },
    getIncident: async ({ params, principal }) => detail(params.id, principal),
    receiveIncident: async ({ params, principal }) =>
      act(params.id, principal, { type: "received", means: "screen" }),
    commentIncident: async ({ params, body, principal }) =>
      act(params.id, principal, { type: "commented", text: body.text }),
    async setIncidentState({ params, body, principal }) {
      if (body.state === "closed" && !isSupervisor(principal)) throw closingIsTheSupervisors();
      return act(params.id, principal, { type: "state-set", state: body.state, reason: body.reason });
    },
  };
}
