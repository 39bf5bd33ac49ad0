import type { Asset } from "#shared/model/asset.ts";
import type { Handlers } from "../route-types.ts";
import { actorOf } from "../identity/principal.ts";
import { badRequest, notFound } from "../problems.ts";
import { isoText } from "../times.ts";
import type { RouteContext } from "./context.ts";
import { newId } from "./registers.ts";

type Own = "listAssets" | "createAsset" | "updateAsset";

/** Devices of the ledger that can carry no agent. */
export function assetRoutes(context: RouteContext): Pick<Handlers, Own> {
  const { store, record, now, hub } = context;
  const { registers } = store;

  async function checkSite(siteId: string): Promise<void> {
    if ((await registers.sites()).some(({ id }) => id === siteId)) return;
    throw badRequest("There is no such site.", "その拠点は登録されていません。", "siteId");
  }

  return {
    listAssets: async () => ({ items: [...(await registers.assets())], asOf: isoText(now()) }),

    async createAsset({ body, principal }) {
      await checkSite(body.siteId);
      const at = isoText(now());
      const asset: Asset = { ...body, id: newId("asset"), createdAt: at, updatedAt: at };
      await record(actorOf(principal), "asset.entered", asset.id, { ...body });
      await registers.putAsset(asset);
      hub.publish({ topic: "assets", id: asset.id, arrivedAt: null });
      return asset;
    },

    async updateAsset({ params, body, principal }) {
      const before = (await registers.assets()).find(({ id }) => id === params.id);
      if (before === undefined) throw notFound();
      await checkSite(body.siteId);
      const asset: Asset = { ...before, ...body, updatedAt: isoText(now()) };
      await record(actorOf(principal), "asset.changed", asset.id, { before, after: body });
      await registers.putAsset(asset);
      hub.publish({ topic: "assets", id: asset.id, arrivedAt: null });
      return asset;
    },
  };
}
