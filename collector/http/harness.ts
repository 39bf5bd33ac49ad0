import { mkdtempSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliCompressSync } from "node:zlib";
import type { InjectOptions, LightMyRequestResponse } from "fastify";
import { parse } from "yaml";
import type { CaseAct } from "#collector/domain/routing/routing.ts";
import type { ApiToken, RecordEntry, Store } from "#collector/storage/port.ts";
import { policy, type Policy } from "#shared/model/policy.ts";
import type { Person, Role } from "#shared/model/role.ts";
import { newApiToken } from "./identity/api-tokens.ts";
import { hashOfSecret, newSecret } from "./identity/principal.ts";
import { sessionCookie } from "./identity/authenticate.ts";
import type { ActOutcome, PeopleServerDeps, StreamHub } from "./port.ts";
import { createPeopleServer, type PeopleServer, type PeopleServerOptions } from "./server.ts";
import { createStreamHub } from "./stream-hub.ts";
import { isoText, later } from "./times.ts";

const startTime = Temporal.Instant.from("2026-11-24T07:00:00Z");
const origin = "http://localhost:80";

/** A built dashboard in small: a page with the placeholder, one hashed file with a compressed twin, one plain file. */
export function makeWebRoot(): string {
  const root = mkdtempSync(path.join(tmpdir(), "hinomi-web-"));
  mkdirSync(path.join(root, "assets"));
  writeFileSync(
    path.join(root, "index.html"),
    '<!doctype html><meta property="csp-nonce" nonce="__CSP_NONCE__"><title>火の見</title>',
  );
  const script = "console.log('hinomi');".repeat(50);
  writeFileSync(path.join(root, "assets/index-AbCd1234.js"), script);
  writeFileSync(path.join(root, "assets/index-AbCd1234.js.br"), brotliCompressSync(script));
  writeFileSync(path.join(root, "favicon.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
  return root;
}

interface SignedIn {
  readonly cookie: string;
  readonly person: Person;
  readonly sessionHash: string;
}

export interface Harness {
  readonly server: PeopleServer;
  readonly store: Store;
  readonly hub: StreamHub;
  readonly connected: Set<string>;
  readonly disconnected: string[];
  readonly acts: { readonly id: string; readonly act: CaseAct; readonly actor: string }[];
  /** What else the pipeline was told, by the name of its command. */
  readonly told: string[];
  /** Invitations that were handed to the mail. */
  readonly invited: { readonly email: string; readonly token: string }[];
  mailSet: boolean;
  readonly logged: string[];
  now: Temporal.Instant;
  settingsPushed: number;
  actOutcome: ActOutcome;
  /** Puts a person with these chairs in, signed in; answers the Cookie header. */
  signedIn(...roles: Role[]): Promise<SignedIn>;
  signedInAs(about: Partial<Person>): Promise<SignedIn>;
  /** Puts a token in; answers the Authorization header. */
  token(scope: ApiToken["scope"]): Promise<string>;
  /** What was written into the chain of records, oldest first. */
  records(): Promise<readonly RecordEntry[]>;
  stop(): Promise<void>;
  /** One request of our own page, with its Origin. */
  ask(options: InjectOptions): Promise<LightMyRequestResponse>;
}

/** The policy as it is delivered. */
export const officePolicy: Policy = policy.parse(
  parse(readFileSync(new URL("../../config/policy.yaml", import.meta.url), "utf8")),
);

const noAttendance = {
  collectorDue: 0,
  collectorWatched: 0,
  agentsDue: 0,
  agentsWatched: 0,
  sensorsDue: 0,
  sensorsWatched: 0,
  gaps: 0,
  openGaps: 0,
  unconfirmed: 0,
};
/** What a member firm must never be told: how far all the others are watched. */
const wholeCoverage = {
  computersWatched: 38,
  computersInLedger: 41,
  networksWatched: 1,
  networksLearning: 0,
  networksUnheard: 0,
  firms: { watched: 1, selfCheck: 0, declined: 3, open: 95 },
  agentless: 12,
  strangers: 7,
};

const generous = { max: 100_000, seconds: 60 };
/** Limits that no test meets by accident. */
export const noLimits = {
  general: generous,
  signInByAddress: generous,
  signInByEmail: generous,
  setupByAddress: generous,
  accountByAddress: generous,
  enrolByAddress: generous,
  mailTest: generous,
};

const hexSealer = {
  seal: (text: string) => Buffer.from(text).toString("hex"),
  open: (sealed: string) => Buffer.from(sealed, "hex").toString(),
};

/** The people's port over a store that lives in memory, with neighbours that note what they were told. */
export async function createHarness(
  store: Store,
  change: Partial<PeopleServerDeps> = {},
  options: PeopleServerOptions = {},
): Promise<Harness> {
  const connected = new Set<string>();
  const now = (): Temporal.Instant => harness.now;
  const hub = createStreamHub({ now });
  let people = 0;
  const log = (_data: object, message: string): void => void harness.logged.push(message);
  const server = await createPeopleServer(
    {
      store,
      hub,
      now,
      log: { info: log, warn: log, error: log },
      pipeline: {
        act: async (id, { actor }, act) => {
          if ((await store.incidents.get(id)) === null)
            return { ok: false, why: "not-found", sentence: { ja: "-", en: "-" } };
          if (harness.actOutcome.ok) harness.acts.push({ id, act, actor: actor.name });
          return harness.actOutcome;
        },
        receiveDigest: async (_acting, scope) => {
          harness.told.push(`receiveDigest ${JSON.stringify(scope)}`);
          return 2;
        },
        gatewayAnswered: async (id, _acting, planned) => {
          harness.told.push(`gatewayAnswered ${id} ${String(planned)}`);
          return harness.actOutcome;
        },
        endpointChanged: async (id) => void harness.told.push(`endpointChanged ${id}`),
        peopleChanged: async () => void harness.told.push("peopleChanged"),
        mediumDecided: async () => {},
        lanDeviceDecided: async () => {},
      },
      policy: officePolicy,
      policySource: "policy.yaml",
      checkpointText: ({ chain, at }) => `HINOMI1 ${chain} ${at}`,
      watch: {
        coverage: async () => wholeCoverage,
        attendance: async (from, to) => ({ ...noAttendance, from, to }),
        invite: async ({ email }, token) => {
          if (harness.mailSet) harness.invited.push({ email, token });
          return harness.mailSet;
        },
        subject: async (endpoint) => ({
          endpoint,
          facts: await store.observations.latest(endpoint.id),
          connected: connected.has(endpoint.id),
          gaps: [],
          firstSeen: new Map(),
          macSeenAt: null,
        }),
        backup: async () => ({ lastAt: null, place: "none", failures: 2, lastError: "/var/backup is full" }),
      },
      agents: {
        connected: () => connected,
        disconnect: (id) => void harness.disconnected.push(id),
        pushSettings: () => {
          harness.settingsPushed += 1;
        },
      },
      enrolment: {
        createCode: async () => ({
          code: "ABCD-EFGH-JKMN-PQRS",
          words: "eins zwei",
          command: "hinomi enrol",
          reach: "network",
          expiresAt: "2026-11-24T07:10:00.000Z",
        }),
        enrol: async (request) =>
          request.secret.startsWith("0000")
            ? { ok: false, why: "expired" }
            : {
                ok: true,
                response: { endpointId: "e-new", certificate: "c", ca: "c", addresses: [], serverName: "s" },
              },
      },
      authority: hexSealer,
      mailTest: async () => ({ ok: true, detail: "sent" }),
      mailState: () => "untried",
      version: "0.1.0",
      organisation: "試験組合",
      publicUrl: null,
      allowedHosts: [],
      webRoot: makeWebRoot(),
      ...change,
    },
    { limits: noLimits, ...options },
  );

  const harness: Harness = {
    server,
    store,
    hub,
    connected,
    disconnected: [],
    acts: [],
    told: [],
    invited: [],
    mailSet: true,
    logged: [],
    now: startTime,
    settingsPushed: 0,
    actOutcome: { ok: true },
    signedIn: async (...roles) => harness.signedInAs({ roles }),
    async signedInAs(about) {
      people += 1;
      const at = isoText(harness.now);
      const person: Person = {
        id: `p-${people}`,
        name: `人${people}`,
        email: `p${people}@example.jp`,
        phone: null,
        roles: [],
        language: "ja",
        secondFactor: true,
        siteId: null,
        hasAccount: true,
        disabled: false,
        createdAt: at,
        ...about,
      };
      await store.people.put(person);
      const secret = newSecret();
      const sessionHash = hashOfSecret(secret);
      await store.people.addSession({
        tokenHash: sessionHash,
        personId: person.id,
        createdAt: at,
        lastUsedAt: at,
        expiresAt: later(harness.now, { hours: 168 }),
      });
      return { cookie: `${sessionCookie}=${secret}`, person, sessionHash };
    },
    async token(scope) {
      const { token, stored } = newApiToken(scope, scope, harness.now);
      await store.people.addToken(stored);
      return `Bearer ${token}`;
    },
    async records() {
      const { items } = await store.records.list({ limit: 500 });
      const ordered = items.toSorted((a, b) => a.index - b.index);
      return ordered.flatMap(({ payload }) => (payload === null ? [] : [payload]));
    },
    async stop() {
      await server.stop();
      await store.close();
    },
    ask: async (request) =>
      server.inject({ ...request, headers: { host: "localhost:80", origin, ...request.headers } }),
  };
  return harness;
}
