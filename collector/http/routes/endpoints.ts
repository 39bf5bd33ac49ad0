import type { StoredEndpoint } from "#collector/storage/port.ts";
import type { EndpointDetail } from "#shared/api/schemas.ts";
import type { Handlers } from "../route-types.ts";
import { actorOf } from "../identity/principal.ts";
import { mayReadAll } from "../permissions.ts";
import { badRequest, notFound, Problem, type ProblemStatus } from "../problems.ts";
import { isoText } from "../times.ts";
import type { EnrolOutcome } from "../port.ts";
import type { RouteContext } from "./context.ts";

type Own =
  | "getOverview"
  | "listEndpoints"
  | "getEndpoint"
  | "listObservations"
  | "updateEndpoint"
  | "revokeEndpoint"
  | "createEnrolmentCode"
  | "enrol";

type EnrolRefusal = Extract<EnrolOutcome, { readonly ok: false }>["why"];
const enrolRefusals: Readonly<
  Record<EnrolRefusal, { readonly status: ProblemStatus; readonly en: string; readonly ja: string }>
> = {
  unknown: {
    status: 403,
    en: "This enrolment code is not known. Copy the whole line again, or make a new code in the settings.",
    ja: "この登録コードは見つかりません。行全体をもう一度写すか、設定で新しいコードを作ってください。",
  },
  expired: {
    status: 403,
    en: "This enrolment code is older than 10 minutes. Make a new one in the settings.",
    ja: "この登録コードは10分を過ぎています。設定で新しいコードを作ってください。",
  },
  used: {
    status: 403,
    en: "This enrolment code was used by another computer. Make a new one in the settings.",
    ja: "この登録コードは別の端末で使用済みです。設定で新しいコードを作ってください。",
  },
  "bad-request": {
    status: 400,
    en: "The certificate request cannot be accepted. Run the enrolment again with this version's agent.",
    ja: "証明書の要求を受け付けられません。この版のエージェントで登録をやり直してください。",
  },
};

/** Computers: what they are, what they report, and how they come and go. */
export function endpointRoutes(context: RouteContext): Pick<Handlers, Own> {
  const { store, views, record, now, agents, hub } = context;

  async function existing(id: string): Promise<StoredEndpoint> {
    const stored = await store.endpoints.get(id);
    if (stored === null) throw notFound();
    return stored;
  }

  async function detail(id: string): Promise<EndpointDetail> {
    const found = await views.endpointDetail(id);
    if (found === null) throw notFound();
    return found;
  }

  async function checkSite(siteId: string): Promise<void> {
    if ((await store.registers.sites()).some(({ id }) => id === siteId)) return;
    throw badRequest("There is no such site.", "その拠点は登録されていません。", "siteId");
  }

  return {
    async getOverview({ principal }) {
      const figures = await context.overview();
      // Figures are for more people than the cases behind them.
      return mayReadAll(principal) ? figures : { ...figures, openIncidents: [] };
    },

    async listEndpoints({ query }) {
      const { connected, ...stored } = query;
      const asOf = isoText(now());
      let { cursor } = query;
      // Who is connected is not stored, so a page may come out shorter than asked; an empty one is read on.
      for (;;) {
        const page = await store.endpoints.list({ ...stored, cursor });
        const items = page.items.filter(
          ({ id }) => connected === undefined || views.isConnected(id) === connected,
        );
        if (items.length > 0 || page.next === null)
          return { items: await views.endpoints(items), next: page.next, asOf };
        cursor = page.next;
      }
    },

    getEndpoint: async ({ params }) => detail(params.id),

    async listObservations({ params, query }) {
      await existing(params.id);
      const page = await store.observations.history(params.id, query);
      return { items: [...page.items], next: page.next, asOf: isoText(now()) };
    },

    async updateEndpoint({ params, body, principal }) {
      const before = await existing(params.id);
      await checkSite(body.siteId);
      await record(actorOf(principal), "endpoint.changed", params.id, {
        before: { managementNumber: before.managementNumber, siteId: before.siteId, kind: before.kind },
        after: body,
      });
      await store.endpoints.change(params.id, body);
      hub.publish({ topic: "endpoints", id: params.id, arrivedAt: null });
      return detail(params.id);
    },

    async revokeEndpoint({ params, body, principal }) {
      await existing(params.id);
      await record(actorOf(principal), "endpoint.revoked", params.id, { reason: body.reason });
      await store.endpoints.change(params.id, { state: "revoked" });
      agents.disconnect(params.id, "revoked");
      hub.publish({ topic: "endpoints", id: params.id, arrivedAt: null });
      return detail(params.id);
    },

    async createEnrolmentCode({ body, principal }) {
      await checkSite(body.siteId);
      const actor = actorOf(principal);
      await record(actor, "enrolment.code-made", body.siteId);
      return context.enrolment.createCode(body.siteId, actor.name);
    },

    async enrol({ body, request }) {
      await context.limit("enrolByAddress", request);
      const outcome = await context.enrolment.enrol(body, request.ip);
      if (!outcome.ok) {
        const { status, en, ja } = enrolRefusals[outcome.why];
        throw new Problem(
          status,
          `enrolment-${outcome.why}`,
          { en, ja },
          {
            field: outcome.why === "bad-request" ? "csr" : "secret",
          },
        );
      }
      const { endpointId } = outcome.response;
      await record(
        { kind: "machine", id: null, name: body.hostname.slice(0, 80) },
        "endpoint.enrolled",
        endpointId,
        {
          from: request.ip,
          platform: body.platform,
        },
      );
      hub.publish({ topic: "endpoints", id: endpointId, arrivedAt: null });
      return outcome.response;
    },
  };
}
