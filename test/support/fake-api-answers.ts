import { routeNames, routes, type RouteName, type RouteOutput } from "#shared/api/routes.ts";
import { finishedStates, type IncidentState } from "#shared/model/incident.ts";
import { authorityName } from "#shared/model/policy.ts";
import { severity } from "#shared/model/severity.ts";
import { caseActs } from "./fake-api-cases.ts";
import type { Office } from "./fake-office.cases.ts";
import { drawHoldings } from "./fake-office-people.cases.ts";
import { countCompliance } from "./fake-office-watch.cases.ts";

/** What a test turns by hand. */
export interface FakeState {
  /** Signs the office's person in or out. */
  signedIn: boolean;
  setupOpen: boolean;
  language: "ja" | "en";
  /** From where a new enrolment code can be used. */
  reach: "this-computer" | "network";
  /** What the person may ask. */
  may: readonly RouteName[];
  /** Whether beats are sent. */
  beating: boolean;
}
/** A state that lets the person do everything. */
export const freshState = (): FakeState => ({
  signedIn: true,
  setupOpen: false,
  language: "ja",
  beating: true,
  reach: "network",
  may: routeNames,
});

/** Answers one request; what it returns is still checked against the route's own shape. */
export type Answer = (id: string, body: Record<string, unknown>, query: URLSearchParams) => unknown;

const now = (): string => Temporal.Now.instant().toString({ fractionalSecondDigits: 3 });
const soon = (): string => Temporal.Now.instant().add({ hours: 48 }).toString();
/** A picture of the right shape; no camera reads it. */
const qr = Array.from({ length: 29 }, (_row, y) =>
  Array.from({ length: 29 }, (_cell, x) => ((x * 7 + y * 13 + x * y) % 3 === 0 ? "1" : "0")).join(""),
).join(" ");
const totp = { totpUri: "otpauth://totp/x", totpSecret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", qr };
const page = <T>(items: readonly T[]) => ({ items: [...items], next: null, asOf: now() });
const listed = <T>(items: readonly T[]) => ({ items: [...items], asOf: now() });
const one = <T extends { readonly id: string }>(items: readonly T[], id: string): T => {
  const found = items.find((item) => item.id === id);
  if (!found) throw new Error(`nothing with the id ${id}`);
  return found;
};
const put = <T extends { readonly id: string }>(items: T[], changed: T): T => {
  items[items.findIndex(({ id }) => id === changed.id)] = changed;
  return changed;
};
const added = <T>(items: T[], item: T): T => {
  items.push(item);
  return item;
};

const isOpen = ({ state }: { readonly state: IncidentState }): boolean => !finishedStates.has(state);

/** Answers every request of the API from the office as it stands. */
export function answersOf(office: Office, state: FakeState): Readonly<Record<RouteName, Answer>> {
  const session = (): RouteOutput<"getSession"> => ({
    person: state.signedIn ? { ...office.person, language: state.language } : null,
    setupOpen: state.setupOpen,
    version: "0.1.0",
    organisation: "富山管工事協同組合",
    may: state.signedIn ? [...state.may] : [],
    authorities: state.signedIn ? [...authorityName.options] : [],
    chairs: state.signedIn ? office.person.roles.map((role) => ({ role, deputy: false })) : [],
  });
  const signedIn = (): RouteOutput<"getSession"> => {
    state.signedIn = true;
    return session();
  };
  const open = () =>
    office.incidents
      .filter(isOpen)
      .toSorted(
        (before, after) =>
          severity.options.indexOf(before.severity) - severity.options.indexOf(after.severity) ||
          Temporal.Instant.compare(before.openedAt, after.openedAt),
      );
  const active = office.endpoints.filter((endpoint) => endpoint.state === "active");
  const openGaps = () => office.gaps.filter(({ to }) => to === null);
  const person = (body: Record<string, unknown>) => {
    const fields = routes.createPerson.body.parse(body);
    return { ...fields, siteName: office.sites.find(({ id }) => id === fields.siteId)?.name ?? null };
  };

  return {
    ...caseActs(office, now),
    getSession: session,
    signIn: signedIn,
    signOut: () => {
      state.signedIn = false;
      return { ok: true };
    },
    beginSetup: () => totp,
    finishSetup: signedIn,
    beginAccount: () => ({ name: "称名 四郎", email: "p3@example.jp", ...totp }),
    finishAccount: signedIn,
    setLanguage: (_id, body) => {
      state.language = body["language"] === "en" ? "en" : "ja";
      return session();
    },
    updateMe: session,
    getOverview: (): RouteOutput<"getOverview"> => ({
      asOf: now(),
      vacantRoles: [...office.vacantRoles],
      correctives: {
        rows: office.correctives.length,
        computers: office.correctives.reduce((sum, row) => sum + row.open, 0),
        waiting: office.correctives.reduce((sum, row) => sum + row.waiting, 0),
      },
      patch: countCompliance(office.compliance),
      patchTarget: office.policy.thresholds["patch-target-percent"],
      attendance: office.attendance,
      coverage: office.coverage,
      openGaps: openGaps().slice(0, 10),
      backup: office.backup,
      learning: office.networks
        .filter(({ mode }) => mode === "learning")
        .map(({ id, name, learningUntil }) => ({ networkId: id, name, until: learningUntil })),
      openIncidents: open().slice(0, 20),
      openIncidentCount: open().length,
      endpoints: {
        total: active.length,
        connected: active.filter(({ connected }) => connected).length,
        couldNotLook: 1,
        withPendingSecurity: 2,
        unsupportedOs: 1,
        unknownSupport: 0,
        antivirusTrouble: 1,
      },
      undecidedMedia: office.media.filter(({ right }) => right === "unregistered").length,
      undecidedDevices: office.devices.filter(({ right }) => right === "unregistered").length,
      mail: office.mail,
      refusals24h: 3,
      backupAt: office.backup.lastAt,
    }),
    listEndpoints: () => page(office.endpoints.map(({ facts: _facts, ...endpoint }) => endpoint)),
    getEndpoint: (id) => one(office.endpoints, id),
    listObservations: () => page(office.observations),
    updateEndpoint: (id) => one(office.endpoints, id),
    revokeEndpoint: (id) => one(office.endpoints, id),
    listIncidents: (_id, _body, query) => {
      const wanted = query.get("open");
      return page(
        office.incidents.filter((incident) => wanted === null || isOpen(incident) === (wanted === "true")),
      );
    },
    getIncident: (id) => ({ ...one(office.incidents, id), asOf: now() }),
    listUsbDevices: () => page(office.media),
    decideUsbDevice: (id, body) =>
      put(office.media, { ...one(office.media, id), right: routes.decideUsbDevice.body.parse(body).right }),
    decideInitialMedia: (_id, body) => {
      const { ids, right } = routes.decideInitialMedia.body.parse(body);
      for (const id of ids) put(office.media, { ...one(office.media, id), right });
      return { decided: ids.length };
    },
    listLanDevices: () => page(office.devices),
    decideLanDevice: (id, body) =>
      put(office.devices, {
        ...one(office.devices, id),
        right: routes.decideLanDevice.body.parse(body).right,
      }),
    listNetworks: () => ({ items: [...office.networks], proposals: [...office.proposals], asOf: now() }),
    createNetwork: () => one(office.networks, "n1"),
    updateNetwork: (id) => one(office.networks, id),
    listSites: () => listed(office.sites),
    createSite: (_id, body) =>
      added(office.sites, { id: `s${office.sites.length + 1}`, ...routes.createSite.body.parse(body) }),
    createSites: (_id, body) => {
      const { names } = routes.createSites.body.parse(body);
      const fresh = names.filter((name) => !office.sites.some((site) => site.name === name));
      for (const name of fresh)
        added(office.sites, {
          id: `s${office.sites.length + 1}`,
          name,
          kind: "member",
          coverage: "open",
          note: null,
        });
      return { made: fresh.length, known: names.length - fresh.length };
    },
    updateSite: (id, body) =>
      put(office.sites, { ...one(office.sites, id), ...routes.updateSite.body.parse(body) }),
    createEnrolmentCode: () => ({
      code: `7H2K-M9QT-3XVB-PD4R.${"A3F0".repeat(16)}`,
      words: "castle river melon orbit silver panda",
      command: `hinomi enrol --url https://hinomi.example.jp --code 7H2K-M9QT-3XVB-PD4R.${"A3F0".repeat(16)}`,
      reach: state.reach,
      expiresAt: Temporal.Now.instant().add({ minutes: 10 }).toString(),
    }),
    enrol: () => null,
    listRefusals: () => page(office.refusals),
    listTokens: () => listed(office.tokens),
    createToken: (_id, body) => ({ ...office.tokens[0], name: body["name"], token: "hnm_example" }),
    deleteToken: () => ({ ok: true }),
    listPeople: () => listed(office.people),
    createPerson: (_id, body) =>
      added(office.people, {
        ...person(body),
        id: `p${office.people.length + 1}`,
        secondFactor: false,
        hasAccount: false,
        disabled: false,
        createdAt: now(),
        deputyFor: [],
      }),
    updatePerson: (id, body) => put(office.people, { ...one(office.people, id), ...person(body) }),
    invitePerson: () => ({
      link: "https://hinomi.example.jp/account#0123456789abcdef0123456789",
      mailed: office.mail === "working",
      expiresAt: soon(),
    }),
    getHoldings: () => drawHoldings(office.designations),
    disablePerson: (id) => ({
      person: put(office.people, { ...one(office.people, id), disabled: true, roles: [] }),
      holdings: drawHoldings(office.designations),
    }),
    deleteSessionsOf: () => ({ ok: true }),
    listDesignations: () => listed(office.designations),
    createDesignation: (_id, body) => {
      const designation = {
        id: `g${office.designations.length + 1}`,
        ...routes.createDesignation.body.parse(body),
        endedAt: null,
      };
      office.designations.unshift(designation);
      return designation;
    },
    endDesignation: (id) => put(office.designations, { ...one(office.designations, id), endedAt: now() }),
    listAssets: () => listed(office.assets),
    createAsset: (_id, body) =>
      added(office.assets, {
        ...routes.createAsset.body.parse(body),
        id: `a${office.assets.length + 1}`,
        createdAt: now(),
        updatedAt: now(),
      }),
    updateAsset: (id, body) =>
      put(office.assets, {
        ...one(office.assets, id),
        ...routes.updateAsset.body.parse(body),
        updatedAt: now(),
      }),
    listCorrectives: () => listed(office.correctives),
    receiveDigest: () => {
      const waiting = office.correctives.filter(({ receivedAt }) => receivedAt === null);
      for (const row of waiting)
        put(office.correctives, { ...row, receivedAt: now(), receivedBy: office.person.name });
      return { received: waiting.length };
    },
    getPatchCompliance: (_id, _body, query) => {
      const [site, of] = [query.get("siteId"), query.get("state")];
      const rows = office.compliance.filter(({ siteId }) => site === null || siteId === site);
      return {
        ...page(rows.filter((row) => of === null || row.state === of)),
        figures: countCompliance(rows),
        targetPercent: office.policy.thresholds["patch-target-percent"],
      };
    },
    recordExport: () => ({ ok: true }),
    getAttendance: (_id, _body, query) => {
      const subject = query.get("subject");
      return {
        ...page(office.gaps.filter((gap) => subject === null || gap.subject === subject)),
        figures: office.attendance,
        coverage: office.coverage,
      };
    },
    listReports: () => page(office.reports),
    getReport: (id) => one(office.reports, id),
    listRecords: (_id, _body, query) => {
      const [action, subject] = [query.get("action"), query.get("subject")];
      return page(
        office.records.filter(
          (row) =>
            (action === null || row.action === action) && (subject === null || row.subject === subject),
        ),
      );
    },
    listCheckpoints: () => listed(office.checkpoints),
    getPolicy: () => ({ policy: office.policy, source: "config/policy.yaml", asOf: now() }),
    sendTestMail: () => ({ ok: true, detail: "" }),
    getStream: () => "",
    getHealthz: () => ({ ok: true, version: "0.1.0", store: "ok" }),
  };
}
