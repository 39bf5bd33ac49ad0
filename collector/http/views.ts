import { caseTitle } from "#collector/domain/rules/index.ts";
import type { StoredEndpoint, StoredIncident, Store } from "#collector/storage/port.ts";
import type { Endpoint, Site } from "#shared/model/endpoint.ts";
import type { Incident } from "#shared/model/incident.ts";
import type { EndpointDetail, IncidentDetail } from "#shared/api/schemas.ts";
import type { Agents } from "./port.ts";

/** Puts what people see together from what is stored. */
export interface Views {
  /** A computer; the answer's schema leaves out what is for the collector only. */
  endpoint(stored: StoredEndpoint): Endpoint;
  endpointDetail(id: string): Promise<EndpointDetail | null>;
  incidents(stored: readonly StoredIncident[]): Promise<Incident[]>;
  incidentDetail(id: string): Promise<IncidentDetail | null>;
  endpointName(id: string): Promise<string | null>;
}

export function createViews({ store, agents }: { readonly store: Store; readonly agents: Agents }): Views {
  const endpoint = (stored: StoredEndpoint): Endpoint => ({
    ...stored,
    connected: agents.connected().has(stored.id),
  });

  const endpointName = async (id: string): Promise<string | null> =>
    (await store.endpoints.get(id))?.hostname ?? null;

  /** Each name is looked up once a page, however many cases speak of the computer. */
  async function namesOf(stored: readonly StoredIncident[]): Promise<ReadonlyMap<string, string | null>> {
    const ids = new Set(stored.flatMap(({ endpointId }) => (endpointId === null ? [] : [endpointId])));
    const pairs = await Promise.all([...ids].map(async (id) => [id, await endpointName(id)] as const));
    return new Map(pairs);
  }

  async function incidents(stored: readonly StoredIncident[]): Promise<Incident[]> {
    if (stored.length === 0) return [];
    const [names, sites] = await Promise.all([namesOf(stored), store.registers.sites()]);
    const siteNames = new Map(sites.map(({ id, name }: Site) => [id, name]));
    return stored.map((one) => ({
      ...one,
      ...caseTitle(one),
      endpointName: one.endpointId === null ? null : (names.get(one.endpointId) ?? null),
      siteName: one.siteId === null ? null : (siteNames.get(one.siteId) ?? null),
    }));
  }

  return {
    endpoint,
    endpointName,
    incidents,
    async endpointDetail(id) {
      const stored = await store.endpoints.get(id);
      return stored === null ? null : { ...endpoint(stored), facts: await store.observations.latest(id) };
    },
    async incidentDetail(id) {
      const stored = await store.incidents.get(id);
      if (stored === null) return null;
      const [shown] = await incidents([stored]);
      return shown === undefined ? null : { ...shown, events: [...(await store.incidents.events(id))] };
    },
  };
}
