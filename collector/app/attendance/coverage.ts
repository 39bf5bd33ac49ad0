import type { Store, StoredEndpoint } from "#collector/storage/port.ts";
import type { Coverage } from "#shared/model/attendance-figures.ts";
import type { EndpointState } from "#shared/model/endpoint.ts";
import type { LanDevice } from "#shared/model/register.ts";
import { allRows } from "../pages.ts";
import { isDue } from "./periods.ts";

export interface CoverageDeps {
  readonly store: Pick<Store, "endpoints" | "registers">;
  /** How many connected computers stand on a network now. */
  readonly standingOn: (networkId: string) => number;
}

/** States in which a computer is no longer in the ledger. */
const goneStates: ReadonlySet<EndpointState> = new Set(["replaced", "retired", "revoked"]);
const undecided: readonly LanDevice["right"][] = ["initial", "unregistered"];

/** 監視範囲 of the whole organisation: what is watched of what there is. */
export async function readCoverage({ standingOn, store }: CoverageDeps): Promise<Coverage> {
  const { endpoints, registers } = store;
  const computers = await allRows<StoredEndpoint>((page) => endpoints.list(page));
  const watched = computers.filter(({ state }) => isDue(state));
  const networks = (await registers.networks()).filter(({ mode }) => mode !== "guest");
  const assets = (await registers.assets()).filter(({ state }) => state === "in-use");
  return {
    computersWatched: watched.length,
    computersInLedger: computers.filter(({ state }) => !goneStates.has(state)).length,
    networksWatched: networks.filter(({ mode }) => mode === "watching").length,
    networksLearning: networks.filter(({ mode }) => mode === "learning").length,
    networksUnheard: networks.filter(({ id }) => standingOn(id) === 0).length,
    firms: await countFirms(registers, new Set(watched.map(({ siteId }) => siteId))),
    agentless: assets.length,
    strangers: await countStrangers(
      registers,
      new Set(networks.map(({ id }) => id)),
      new Set(assets.map(({ mac }) => mac)),
    ),
  };
}

async function countFirms(
  registers: Store["registers"],
  sitesWatched: ReadonlySet<string>,
): Promise<Coverage["firms"]> {
  const firms = { watched: 0, selfCheck: 0, declined: 0, open: 0 };
  for (const site of await registers.sites()) {
    if (site.kind !== "member") continue;
    // What runs counts, whatever was entered: a firm with a watched computer is watched.
    if (sitesWatched.has(site.id) || site.coverage === "watched") firms.watched += 1;
    else if (site.coverage === "self-check") firms.selfCheck += 1;
    else if (site.coverage === "declined") firms.declined += 1;
    else firms.open += 1;
  }
  return firms;
}

/** Devices without agent, without a row in the ledger and without a decision. */
async function countStrangers(
  registers: Store["registers"],
  networkIds: ReadonlySet<string>,
  knownMacs: ReadonlySet<string | null>,
): Promise<number> {
  let count = 0;
  for (const right of undecided) {
    const devices = await allRows<LanDevice>((page) => registers.lanDevices({ ...page, right }));
    count += devices.filter(
      ({ endpointId, mac, networkId }) =>
        endpointId === null && networkIds.has(networkId) && !knownMacs.has(mac),
    ).length;
  }
  return count;
}
