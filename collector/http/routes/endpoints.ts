import type { StoredEndpoint } from "#collector/storage/port.ts";
import type { EndpointState } from "#shared/model/endpoint.ts";
import type { EndpointDetail } from "#shared/api/schemas.ts";
import type { Handlers } from "../route-types.ts";
import { actorOf } from "../identity/principal.ts";
import { mayReadAll, type Scope, sees } from "../permissions.ts";
import { badRequest, conflict, notFound, Problem, type ProblemStatus } from "../problems.ts";
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

const revokedStays = (): Problem =>
  conflict(
    "endpoint-revoked",
    "This computer was revoked. Enrol it anew with a new code; the old entry stays as it is.",
    "この端末は無効にされています。使う場合は新しい登録コードで登録し直してください。",
  );

/** Computers: what they are, what they report, and how they come and go. */
export function endpointRoutes(context: RouteContext): Pick<Handlers, Own> {
  const { store, views, record, now, agents, hub } = context;

  /** A computer of another firm is as one that does not exist. */
  async function existing(id: string, scope: Scope = "all"): Promise<StoredEndpoint> {
    const stored = await store.endpoints.get(id);
    if (stored === null || !sees(scope, stored.siteId)) throw notFound();
    return stored;
  }

  async function checkUsers(userIds: readonly string[], before: readonly string[]): Promise<void> {
    const able = new Set((await store.people.list()).flatMap(({ id, disabled }) => (disabled ? [] : [id])));
    if (userIds.every((id) => able.has(id) || before.includes(id))) return;
    throw badRequest(
      "One of these users is not in the register of people, or was made 無効.",
      "登録されていない人か、無効になった人が使用者に含まれています。",
      "userIds",
    );
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
    getOverview: async ({ principal, scope }) => {
      const figures = await context.overview(scope);
      if (scope !== "all" || mayReadAll(principal, context.policy)) return figures;
      // Figures are for more people than the names and cases behind them.
      return { ...figures, openIncidents: [], openGaps: [], learning: [] };
    },

    async listEndpoints({ query, scope }) {
      const { connected, ...filters } = query;
      const stored = { ...filters, ...(scope === "all" ? {} : { siteIds: scope }) };
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

    async getEndpoint({ params, scope }) {
      await existing(params.id, scope);
      return detail(params.id);
    },

    async listObservations({ params, query, scope }) {
      await existing(params.id, scope);
      const page = await store.observations.history(params.id, query);
      return { items: [...page.items], next: page.next, asOf: isoText(now()) };
    },

    async updateEndpoint({ params, body, principal }) {
      const before = await existing(params.id);
      if (before.state === "revoked") throw revokedStays();
      await checkSite(body.siteId);
      await checkUsers(body.userIds, before.userIds);
      // A restart that was announced is no word of people; saying 運用中 does not end it.
      const state: EndpointState =
        body.state === "active" && before.state === "restarting" ? "restarting" : body.state;
      const change = { ...body, state, userIds: [...new Set(body.userIds)] };
      const { managementNumber, siteId, kind, assetClass, userIds } = before;
      await record(actorOf(principal), "endpoint.changed", params.id, {
        before: { managementNumber, siteId, kind, assetClass, userIds, state: before.state },
        after: change,
      });
      await store.endpoints.change(params.id, change);
      await context.pipeline.endpointChanged(params.id);
      hub.publish({ topic: "endpoints", id: params.id, arrivedAt: null });
      return detail(params.id);
    },

    async revokeEndpoint({ params, body, principal }) {
      await existing(params.id);
      await record(actorOf(principal), "endpoint.revoked", params.id, { reason: body.reason });
      await store.endpoints.change(params.id, { state: "revoked" });
      agents.disconnect(params.id, "revoked");
      await context.pipeline.endpointChanged(params.id);
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
