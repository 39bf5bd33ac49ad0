import type { ProposedNetwork } from "#shared/facts/lan.ts";
import type { LanRight, Network } from "#shared/model/register.ts";
import type { Handlers } from "../route-types.ts";
import { actorOf } from "../identity/principal.ts";
import { everyRow } from "../pages.ts";
import { badRequest, nameTaken, notFound } from "../problems.ts";
import { isoText, later } from "../times.ts";
import type { RouteContext } from "./context.ts";
import { newId } from "./registers.ts";

type Own = "listNetworks" | "createNetwork" | "updateNetwork";

/** After this the page reminds people to end the learning; it never ends by itself. */
const learningTime = { hours: 7 * 24 } as const;
const undecided: ReadonlySet<LanRight> = new Set(["initial", "unregistered"]);

interface Counts {
  readonly all: number;
  readonly undecided: number;
}

/** Whether a proposal is about a network that was entered in the meantime. */
const isEntered = (proposal: ProposedNetwork, networks: readonly Network[]): boolean =>
  networks.some(
    ({ subnets, gatewayMacs }) =>
      subnets.includes(proposal.subnet) &&
      (proposal.gatewayMac === null || gatewayMacs.length === 0 || gatewayMacs.includes(proposal.gatewayMac)),
  );

const learningUntil = (
  mode: Network["mode"],
  before: Network | null,
  at: Temporal.Instant,
): string | null => {
  if (mode !== "learning") return null;
  return before?.mode === "learning" ? before.learningUntil : later(at, learningTime);
};

/** Which networks are watched. */
export function networkRoutes(context: RouteContext): Pick<Handlers, Own> {
  const { store, record, now, hub, agents, views } = context;
  const { registers } = store;

  async function deviceCounts(networkId: string): Promise<Counts> {
    let all = 0;
    let open = 0;
    for await (const device of everyRow((query) => registers.lanDevices({ ...query, networkId }))) {
      all += 1;
      if (undecided.has(device.right)) open += 1;
    }
    return { all, undecided: open };
  }

  return {
    async listNetworks() {
      const networks = await registers.networks();
      const items = await Promise.all(
        networks.map(async (network) => {
          const counts = await deviceCounts(network.id);
          return { ...network, deviceCount: counts.all, undecidedCount: counts.undecided };
        }),
      );
      const open = (await registers.proposals()).filter((proposal) => !isEntered(proposal, networks));
      const proposals = await Promise.all(
        open.map(async (proposal) => ({
          ...proposal,
          endpointName: (await views.endpointName(proposal.endpointId)) ?? proposal.endpointId,
        })),
      );
      return { items, proposals, asOf: isoText(now()) };
    },

    async createNetwork({ body, principal }) {
      if (!(await registers.sites()).some(({ id }) => id === body.siteId)) {
        throw badRequest("There is no such site.", "その拠点は登録されていません。", "siteId");
      }
      if ((await registers.networks()).some(({ name }) => name === body.name)) throw nameTaken();
      const at = now();
      const network: Network = {
        ...body,
        id: newId("network"),
        createdAt: isoText(at),
        learningUntil: learningUntil(body.mode, null, at),
      };
      await record(actorOf(principal), "network.entered", network.id, { ...body });
      await registers.putNetwork(network);
      agents.pushSettings();
      hub.publish({ topic: "networks", id: network.id, arrivedAt: null });
      return network;
    },

    async updateNetwork({ params, body, principal }) {
      const networks = await registers.networks();
      const before = networks.find(({ id }) => id === params.id);
      if (before === undefined) throw notFound();
      if (networks.some(({ id, name }) => id !== params.id && name === body.name)) throw nameTaken();
      const at = now();
      const actor = actorOf(principal);
      const { allowInitial, subnets = before.subnets, ...change } = body;
      const network: Network = {
        ...before,
        ...change,
        subnets,
        learningUntil: learningUntil(body.mode, before, at),
      };
      await record(actor, "network.changed", network.id, {
        before: {
          name: before.name,
          mode: before.mode,
          subnets: before.subnets,
          gatewayMacs: before.gatewayMacs,
        },
        after: body,
      });
      // Rights first: once the mode is 検知, a device still undecided would be a case.
      if (allowInitial) {
        await registers.allowInitial(network.id, actor.name, isoText(at));
        hub.publish({ topic: "lan-devices", id: null, arrivedAt: null });
      }
      await registers.putNetwork(network);
      agents.pushSettings();
      hub.publish({ topic: "networks", id: network.id, arrivedAt: null });
      return network;
    },
  };
}
