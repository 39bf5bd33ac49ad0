import type { Store } from "#collector/storage/port.ts";
import type { Coverage } from "#shared/model/attendance-figures.ts";
import type { LanRight } from "#shared/model/register.ts";
import { countRows } from "./pages.ts";
import type { Walk } from "./standings.ts";

const undecided: ReadonlySet<LanRight> = new Set(["initial", "unregistered"]);
const gone: ReadonlySet<string> = new Set(["replaced", "retired", "revoked"]);

/** 監視範囲 of a few firms alone, for their own 組合員; of the others it says nothing. */
export async function firmCoverage(
  registers: Store["registers"],
  siteIds: readonly string[],
  { all, watched }: Pick<Walk, "all" | "watched">,
): Promise<Coverage> {
  const here = (siteId: string): boolean => siteIds.includes(siteId);
  const networks = (await registers.networks()).filter(({ siteId }) => here(siteId));
  const computers = watched.filter(({ endpoint }) => here(endpoint.siteId));
  const firms = { watched: 0, selfCheck: 0, declined: 0, open: 0 };
  for (const site of await registers.sites()) {
    if (!here(site.id)) continue;
    const isWatched =
      site.coverage === "watched" || computers.some(({ endpoint }) => endpoint.siteId === site.id);
    if (isWatched) firms.watched += 1;
    else if (site.coverage === "self-check") firms.selfCheck += 1;
    else if (site.coverage === "declined") firms.declined += 1;
    else firms.open += 1;
  }
  let strangers = 0;
  for (const { id, mode } of networks)
    if (mode !== "guest")
      strangers += await countRows(
        (query) => registers.lanDevices({ ...query, networkId: id }),
        ({ right, endpointId }) => endpointId === null && undecided.has(right),
      );
  return {
    computersWatched: computers.length,
    computersInLedger: [...all.values()].filter(({ siteId, state }) => here(siteId) && !gone.has(state))
      .length,
    networksWatched: networks.filter(({ mode }) => mode === "watching").length,
    networksLearning: networks.filter(({ mode }) => mode === "learning").length,
    networksUnheard: 0,
    firms,
    agentless: (await registers.assets()).filter(({ siteId, state }) => here(siteId) && state !== "retired")
      .length,
    strangers,
  };
}
