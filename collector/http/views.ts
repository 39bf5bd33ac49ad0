import { type BusinessCalendar, receiptDeadline } from "#collector/domain/calendar/business-hours.ts";
import { caseTitle, caseWords } from "#collector/domain/rules/index.ts";
import type { StoredEndpoint, StoredIncident, Store } from "#collector/storage/port.ts";
import type { Site } from "#shared/model/endpoint.ts";
import { finishedStates, type Incident } from "#shared/model/incident.ts";
import type { Policy } from "#shared/model/policy.ts";
import type { EndpointDetail, EndpointRow, IncidentDetail } from "#shared/api/schemas.ts";
import type { Around } from "./around.ts";
import { powersOver } from "./case-powers.ts";
import type { Principal } from "./identity/principal.ts";
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
  /** One case with its record, and what the one who asks may do to it. */
  incidentDetail(stored: StoredIncident, principal: Principal): Promise<IncidentDetail>;
  endpointName(id: string): Promise<string | null>;
}

interface ViewsDeps {
  readonly store: Store;
  readonly agents: Agents;
  readonly policy: Policy;
  readonly calendar: BusinessCalendar;
  readonly around: Around;
  readonly now: () => Temporal.Instant;
}

/** The earliest 受領期限 among the steps that wait; a case of the time before routes has one while it waits itself. */
function receiptDue(one: StoredIncident, calendar: BusinessCalendar): string | null {
  if (finishedStates.has(one.state)) return null;
  if (one.route.name === null)
    return one.receivedAt === null ? receiptDeadline(one.severity, one.arrivedAt, calendar) : null;
  const waiting = one.route.steps.flatMap(({ state, dueAt }) =>
    state === "waiting" && dueAt !== null ? [dueAt] : [],
  );
  const earliest = waiting.toSorted((a, b) => Temporal.Instant.compare(a, b));
  return earliest[0] ?? null;
}

export function createViews({ store, agents, policy, calendar, around, now }: ViewsDeps): Views {
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
        receiptDue: receiptDue(one, calendar),
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
    async incidentDetail(stored, principal) {
      const [[shown], events, surroundings] = await Promise.all([
        incidents([stored]),
        store.incidents.events(stored.id),
        around(stored.siteId),
      ]);
      if (shown === undefined) throw new Error(`the case ${stored.id} cannot be shown`);
      return {
        ...shown,
        events: [...events],
        ...powersOver(stored, principal, surroundings, policy),
        asOf: isoText(now()),
      };
    },
  };
}
