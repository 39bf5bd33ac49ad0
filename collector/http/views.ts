import { officeCalendar, receiptDeadline } from "#collector/domain/calendar/business-hours.ts";
import { caseTitle, caseWords } from "#collector/domain/rules/index.ts";
import type { StoredEndpoint, StoredIncident, Store } from "#collector/storage/port.ts";
import type { Site } from "#shared/model/endpoint.ts";
import { finishedStates, type Incident, incidentState, type IncidentState } from "#shared/model/incident.ts";
import type { EndpointDetail, EndpointRow, IncidentDetail } from "#shared/api/schemas.ts";
import type { Agents } from "./port.ts";
import { type Facts, officeDay, sensorsOf, supportOf } from "./standing.ts";
import { isoText } from "./times.ts";

/** Puts what people see together from what is stored. */
export interface Views {
  /** Computers; the answer's schema leaves out what is for the collector only. */
  endpoints(stored: readonly StoredEndpoint[]): Promise<EndpointRow[]>;
  /** Whether a computer's agent is connected at this moment. */
  isConnected(id: string): boolean;
  endpointDetail(id: string): Promise<EndpointDetail | null>;
  incidents(stored: readonly StoredIncident[]): Promise<Incident[]>;
  /** One case; `mayMove` says to which states the one who asks may move it. */
  incidentDetail(
    id: string,
    mayMove: (stored: StoredIncident, to: IncidentState) => boolean,
  ): Promise<IncidentDetail | null>;
  endpointName(id: string): Promise<string | null>;
}

interface ViewsDeps {
  readonly store: Store;
  readonly agents: Agents;
  readonly now: () => Temporal.Instant;
}

/** Only a case that still waits for somebody has a deadline to be received. */
const receiptDue = (one: StoredIncident): string | null =>
  one.receivedAt !== null || finishedStates.has(one.state)
    ? null
    : receiptDeadline(one.severity, one.arrivedAt, officeCalendar);

export function createViews({ store, agents, now }: ViewsDeps): Views {
  const isConnected = (id: string): boolean => agents.connected().has(id);

  const endpoint = (stored: StoredEndpoint, facts: Facts): EndpointRow => ({
    ...stored,
    connected: isConnected(stored.id),
    sensors: sensorsOf(stored.sensors, facts),
    support: supportOf(facts, officeDay(now())),
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
    return stored.map((one) => {
      const { what, happened, doNow } = caseWords(one);
      return {
        ...one,
        ...caseTitle(one),
        words: { what, happened, doNow },
        endpointName: one.endpointId === null ? null : (names.get(one.endpointId) ?? null),
        siteName: one.siteId === null ? null : (siteNames.get(one.siteId) ?? null),
        receiptDue: receiptDue(one),
      };
    });
  }

  return {
    isConnected,
    endpoints: async (stored) =>
      Promise.all(stored.map(async (one) => endpoint(one, await store.observations.latest(one.id)))),
    endpointName,
    incidents,
    async endpointDetail(id) {
      const stored = await store.endpoints.get(id);
      if (stored === null) return null;
      const facts = await store.observations.latest(id);
      return { ...endpoint(stored, facts), facts, asOf: isoText(now()) };
    },
    async incidentDetail(id, mayMove) {
      const stored = await store.incidents.get(id);
      if (stored === null) return null;
      const [shown] = await incidents([stored]);
      if (shown === undefined) return null;
      return {
        ...shown,
        events: [...(await store.incidents.events(id))],
        allowedStates: incidentState.options.filter((to) => mayMove(stored, to)),
        asOf: isoText(now()),
      };
    },
  };
}
