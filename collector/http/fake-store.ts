import {
  CursorError,
  type Credential,
  type Page,
  type PageQuery,
  type Store,
} from "#collector/storage/port.ts";
import type {
  ApiToken,
  EnrolmentCode,
  OneTimeLink,
  RecordEntry,
  Refusal,
  SessionRecord,
  StoredEndpoint,
  StoredIncident,
} from "#collector/storage/port.ts";
import type { LatestFact, StoredObservation } from "#shared/api/schemas.ts";
import type { ProposedNetwork } from "#shared/facts/lan.ts";
import type { Site } from "#shared/model/endpoint.ts";
import type { IncidentEvent } from "#shared/model/incident.ts";
import type { LanDevice, Network, UsbMedium } from "#shared/model/register.ts";
import type { Person } from "#shared/model/role.ts";

/** What a test puts in and looks at. */
export interface FakeRows {
  readonly sites: Map<string, Site>;
  readonly networks: Map<string, Network>;
  readonly proposals: (ProposedNetwork & { endpointId: string; at: string })[];
  readonly media: Map<string, UsbMedium>;
  readonly lanDevices: Map<string, LanDevice>;
  readonly endpoints: Map<string, StoredEndpoint>;
  readonly facts: Map<string, Record<string, LatestFact>>;
  readonly observations: StoredObservation[];
  readonly incidents: Map<string, StoredIncident>;
  readonly incidentEvents: IncidentEvent[];
  readonly people: Map<string, Person>;
  readonly credentials: Map<string, Credential>;
  readonly sessions: Map<string, SessionRecord>;
  readonly tokens: Map<string, ApiToken>;
  readonly links: Map<string, OneTimeLink>;
  readonly codes: Map<string, EnrolmentCode>;
  readonly records: RecordEntry[];
  readonly refusals: Refusal[];
  readonly settings: Map<string, string>;
  /** What `ping` and every read of people throw, to play a store that is gone. */
  failure: Error | null;
}

const rows = (): FakeRows => ({
  sites: new Map(),
  networks: new Map(),
  proposals: [],
  media: new Map(),
  lanDevices: new Map(),
  endpoints: new Map(),
  facts: new Map(),
  observations: [],
  incidents: new Map(),
  incidentEvents: [],
  people: new Map(),
  credentials: new Map(),
  sessions: new Map(),
  tokens: new Map(),
  links: new Map(),
  codes: new Map(),
  records: [],
  refusals: [],
  settings: new Map(),
  failure: null,
});

/** Pages a list by position; a cursor that it did not make is refused like a real store does. */
function pageOf<T>(all: readonly T[], { limit, cursor }: PageQuery): Page<T> {
  const start = cursor === undefined ? 0 : Number(/^at-(\d+)$/u.exec(cursor)?.[1] ?? Number.NaN);
  if (Number.isNaN(start)) throw new CursorError();
  const end = start + limit;
  return { items: all.slice(start, end), next: end < all.length ? `at-${end}` : null };
}

const notHere = (what: string): never => {
  throw new Error(`the fake store has no ${what}`);
};

/** Rows in maps behind the parts of the store that the people's port uses. */
export function createFakeStore(): { readonly store: Store; readonly rows: FakeRows } {
  const data = rows();
  const check = (): void => {
    if (data.failure !== null) throw data.failure;
  };
  function change<T>(map: Map<string, T>, key: string, with_: (row: T) => T): T | null {
    const row = map.get(key);
    if (row === undefined) return null;
    const changed = with_(row);
    map.set(key, changed);
    return changed;
  }

  const store: Store = {
    observations: {
      append: async () => notHere("append"),
      highWater: async () => 0,
      after: async () => [],
      history: async (endpointId, query) =>
        pageOf(
          data.observations.filter(
            (one) => one.endpointId === endpointId && (query.fact === undefined || one.fact === query.fact),
          ),
          query,
        ),
      latest: async (endpointId) => data.facts.get(endpointId) ?? {},
      count: async () => data.observations.length,
    },
    endpoints: {
      enrol: async () => notHere("enrol"),
      addCode: async () => notHere("addCode"),
      get: async (id) => data.endpoints.get(id) ?? null,
      list: async (query) =>
        pageOf(
          [...data.endpoints.values()].filter(
            (one) =>
              (query.siteId === undefined || one.siteId === query.siteId) &&
              (query.state === undefined || one.state === query.state) &&
              (query.platform === undefined || one.platform === query.platform) &&
              (query.search === undefined || one.hostname.includes(query.search)),
          ),
          query,
        ),
      byMac: async () => null,
      renewed: async () => notHere("renewed"),
      touch: async () => notHere("touch"),
      change: async (id, what) => {
        change(data.endpoints, id, (row) => ({
          ...row,
          ...what,
          site: data.sites.get(what.siteId ?? row.siteId) ?? row.site,
        }));
      },
    },
    registers: {
      sites: async () => [...data.sites.values()],
      putSite: async (site) => void data.sites.set(site.id, site),
      networks: async () => [...data.networks.values()],
      putNetwork: async (network) => void data.networks.set(network.id, network),
      proposals: async () => data.proposals,
      presence: async () => ({ known: false, devices: [] }),
      medium: async (id) => data.media.get(id) ?? null,
      mediumByKey: async () => null,
      media: async (query) =>
        pageOf(
          [...data.media.values()].filter((one) => query.right === undefined || one.right === query.right),
          query,
        ),
      decideMedium: async (id, decision) =>
        change(data.media, id, (row) => ({ ...row, ...decision, endpointIds: [...decision.endpointIds] })),
      lanDevice: async () => null,
      lanDeviceById: async (id) => data.lanDevices.get(id) ?? null,
      lanDevices: async (query) =>
        pageOf(
          [...data.lanDevices.values()].filter(
            (one) =>
              (query.right === undefined || one.right === query.right) &&
              (query.networkId === undefined || one.networkId === query.networkId),
          ),
          query,
        ),
      decideLanDevice: async (id, decision) =>
        change(data.lanDevices, id, (row) => ({ ...row, ...decision })),
      allowInitial: async (networkId, decidedBy, decidedAt) => {
        let count = 0;
        for (const one of data.lanDevices.values()) {
          if (one.networkId !== networkId || one.right !== "initial") continue;
          data.lanDevices.set(one.id, { ...one, right: "allowed", decidedBy, decidedAt });
          count += 1;
        }
        return count;
      },
    },
    incidents: {
      openByFingerprint: async () => null,
      get: async (id) => data.incidents.get(id) ?? null,
      events: async (id) => data.incidentEvents.filter(({ incidentId }) => incidentId === id),
      list: async (query) =>
        pageOf(
          [...data.incidents.values()].filter(
            (one) => query.open === undefined || (one.state === "closed") !== query.open,
          ),
          query,
        ),
      openCount: async () => [...data.incidents.values()].filter(({ state }) => state !== "closed").length,
    },
    notifications: {
      due: async () => [],
      nextDue: async () => null,
      attempted: async () => notHere("attempted"),
      lastOutcome: async () => "untried",
    },
    effects: { cursor: async () => 0, apply: async () => notHere("apply") },
    people: fakePeople(data, check),
    refusals: {
      add: async (refusal) => void data.refusals.push(refusal),
      list: async (query) =>
        pageOf(
          data.refusals.map((one) => ({ ...one, count: 1 })),
          query,
        ),
      countSince: async () => data.refusals.length,
    },
    records: {
      append: async (entry) => {
        check();
        data.records.push(entry);
        const hash = "0".repeat(64);
        return {
          chain: "fake",
          index: data.records.length,
          previous: hash,
          payloadHash: hash,
          hash,
          salt: null,
          payload: entry,
        };
      },
      head: async () => null,
      list: async (query) => pageOf([], query),
    },
    settings: {
      get: async (key) => data.settings.get(key) ?? null,
      put: async (key, value) => void data.settings.set(key, value),
    },
    ping: async () => check(),
    close: async () => check(),
  };
  return { store, rows: data };
}

function fakePeople(data: FakeRows, check: () => void): Store["people"] {
  return {
    list: async () => {
      check();
      return [...data.people.values()];
    },
    get: async (id) => data.people.get(id) ?? null,
    byEmail: async (email) => [...data.people.values()].find((one) => one.email === email) ?? null,
    withRole: async (role) => [...data.people.values()].filter(({ roles }) => roles.includes(role)),
    createFirst: async (person, credential, linkHash) => {
      if (data.people.size > 0 || !data.links.delete(linkHash)) return false;
      data.people.set(person.id, person);
      data.credentials.set(person.id, credential);
      return true;
    },
    put: async (person) => void data.people.set(person.id, person),
    credential: async (id) => data.credentials.get(id) ?? null,
    useTotpStep: async (id, step) => {
      const known = data.credentials.get(id);
      if (known === undefined || step <= known.totpLastStep) return false;
      data.credentials.set(id, { ...known, totpLastStep: step });
      return true;
    },
    addSession: async (session) => void data.sessions.set(session.tokenHash, session),
    session: async (hash) => {
      check();
      return data.sessions.get(hash) ?? null;
    },
    touchSession: async (hash, at) => {
      const known = data.sessions.get(hash);
      if (known !== undefined) data.sessions.set(hash, { ...known, lastUsedAt: at });
    },
    endSession: async (hash) => void data.sessions.delete(hash),
    addToken: async (token) => void data.tokens.set(token.tokenHash, token),
    token: async (hash) => data.tokens.get(hash) ?? null,
    touchToken: async (id, at) => {
      for (const one of data.tokens.values())
        if (one.id === id) data.tokens.set(one.tokenHash, { ...one, lastUsedAt: at });
    },
    tokens: async () => [...data.tokens.values()],
    deleteToken: async (id) => {
      for (const one of data.tokens.values()) if (one.id === id) return data.tokens.delete(one.tokenHash);
      return false;
    },
    putLink: async (link) => void data.links.set(link.tokenHash, link),
    link: async (hash) => data.links.get(hash) ?? null,
  };
}
