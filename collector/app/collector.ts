import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { CollectorConfig } from "#collector/config.ts";
import { createPeopleServer } from "#collector/http/server.ts";
import { ListenError } from "#collector/http/listeners.ts";
import type { Log } from "#collector/http/port.ts";
import { createStreamHub } from "#collector/http/stream-hub.ts";
import { createAgentListener } from "#collector/ingest/agent-socket.ts";
import { openAuthority } from "#collector/ingest/authority.ts";
import { createEnrolment } from "#collector/ingest/enrolment.ts";
import { createNotifiers } from "#collector/notify/index.ts";
import type { Store } from "#collector/storage/port.ts";
import { openSqliteStore } from "#collector/storage/sqlite/index.ts";
import type { Person } from "#shared/model/role.ts";
import { createAgentSettings } from "./agent-settings.ts";
import { openDataDirectory } from "./data-directory.ts";
import { createDeliverer } from "./deliverer.ts";
import { createMail } from "./mail.ts";
import { createPeoplesEnrolment } from "./peoples-enrolment.ts";
import {
  followAuthority,
  followCertificate,
  givenCertificate,
  namesAndAddresses,
  ownAddresses,
} from "./people-certificate.ts";
import { createPipeline } from "./pipeline.ts";
import { listenProblem, StartupProblem } from "./startup-problem.ts";
import { createVendorLookup } from "./vendor.ts";

export interface CollectorOptions {
  readonly config: CollectorConfig;
  /** The settings file; relative paths in it are taken from its folder. */
  readonly configFile: string | null;
  readonly dataDirectory: string;
  readonly webRoot: string;
  readonly version: string;
  readonly log: Log;
  readonly now?: () => Temporal.Instant;
}

/** A collector that serves. */
export interface RunningCollector {
  /** The dashboard on this computer. */
  readonly url: string;
  readonly agentPort: number;
  /** The one-time link for the first account, or null when there is one. */
  readonly setupLink: string | null;
  /** An enrolment code for the collector's own host; null where the store knows that computer already. */
  localCode(endpointId: string | null): Promise<string | null>;
  /** Stops in the order of the data: nothing comes in, what came in is judged, then the store closes. */
  stop(): Promise<void>;
}

/** The site that stands there before anybody enters one: where the collector itself is. */
const firstSiteId = "site-office";

async function prepareFirstSite(store: Store, name: string): Promise<void> {
  if ((await store.registers.sites()).length > 0) return;
  await store.registers.putSite({ id: firstSiteId, name, kind: "office" });
}

/**
 * A store whose people and computers trusted an authority is never served with a new one: nobody could sign in, since
 * second factors are sealed with its key, and every agent would refuse the stranger.
 */
async function refuseLostAuthority(store: Store, directory: string): Promise<void> {
  if (existsSync(directory)) return;
  const known = (await store.people.list()).length + (await store.endpoints.list({ limit: 1 })).items.length;
  if (known === 0) return;
  throw new StartupProblem(
    {
      ja: `${directory} がありません。この記録の利用者と端末は、そこにあった認証局を信頼しています。控えから ${directory} を戻してから起動してください。`,
      en: `${directory} is missing, but this store's people and computers trust the authority that was there; put ${directory} back from a backup, then start again.`,
    },
    4,
  );
}

/** Who is told of a case in this first form: the first account. */
async function firstAccount(store: Store): Promise<readonly Person[]> {
  const people = (await store.people.list()).filter((person) => !person.disabled);
  return people.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1)).slice(0, 1);
}

/**
 * Wires the rooms together and starts to serve.
 * @throws StoreError, AuthorityError, SettingsError or StartupProblem; whatever had been opened is closed again.
 */
export async function startCollector(options: CollectorOptions): Promise<RunningCollector> {
  const { config, log, version, webRoot } = options;
  const now = options.now ?? Temporal.Now.instant;
  const opened: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of opened.splice(0).toReversed()) await close();
  };
  const fromConfig = (path: string): string => resolve(dirname(options.configFile ?? "."), path);

  try {
    const directory = openDataDirectory(options.dataDirectory);
    const createdBy = `hinomi ${version}`;
    const store = await openSqliteStore({ path: directory.store, chain: directory.chain, createdBy, now });
    opened.push(() => store.close());
    await refuseLostAuthority(store, directory.authority);
    const authority = await openAuthority({
      directory: directory.authority,
      organisation: config.organisation,
      now,
    });
    writeFileSync(directory.publicCertificate, authority.certificatePem);
    await prepareFirstSite(store, config.site);

    const hub = createStreamHub({ now });
    const notifiers = createNotifiers(config.email === undefined ? {} : { email: config.email }, {
      resolvePath: fromConfig,
    });
    opened.push(() => notifiers.forEach((notifier) => notifier.close()));
    const mail = createMail({ store, notifiers, now, organisation: config.organisation });
    const deliverer = createDeliverer({
      store,
      notifiers,
      now,
      log,
      random: Math.random,
      publicUrl: config.people["public-url"] ?? null,
      publish: (event) => hub.publish(event),
    });
    const pipeline = createPipeline({
      store,
      now,
      log,
      publish: (event) => hub.publish(event),
      recipients: () => firstAccount(store),
      vendorOf: createVendorLookup(),
      receiptChannel: notifiers[0]?.channel ?? null,
      deliveriesDue: () => deliverer.wake(),
    });

    const agentAddresses = (): readonly string[] => {
      if (config.agents.addresses.length > 0) return config.agents.addresses;
      const port = listener.address()?.port ?? config.agents.port;
      const hosts = config.agents.listen === "0.0.0.0" ? ownAddresses() : [config.agents.listen];
      return hosts.map((host) => (host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`));
    };
    const enrolment = createEnrolment({
      store: store.endpoints,
      authority,
      addresses: agentAddresses,
      now,
      random: randomBytes,
    });
    const settings = createAgentSettings({
      registers: store.registers,
      connected: () => listener.connected(),
      isLocal: async (id) => (await store.endpoints.get(id))?.local ?? false,
      addresses: agentAddresses,
      now,
    });
    const listener = createAgentListener({
      store,
      authority,
      refusals: store.refusals,
      settingsFor: (id) => settings.settingsFor(id),
      onStored(stored) {
        pipeline.observed(stored);
        for (const id of settings.observed(stored)) listener.pushSettings(id);
      },
      onPresence(id, connected) {
        hub.publish({ topic: "endpoints", id, arrivedAt: null });
        if (!connected) for (const other of settings.left(id)) listener.pushSettings(other);
      },
      log,
      now,
    });
    // A network that was entered by itself must reach the agents as one entered by a person does.
    const networks = hub.subscribe(null, ({ event }) => {
      if (event.topic === "networks") listener.pushSettings();
    });
    opened.push(() => networks.unsubscribe());

    const people = await createPeopleServer({
      store,
      pipeline,
      agents: listener,
      enrolment: createPeoplesEnrolment({ enrolment, authority, refusals: store.refusals, config, now }),
      authority,
      hub,
      mailTest: (person) => mail.test(person),
      mailState: () => mail.state(),
      now,
      log,
      version,
      organisation: config.organisation,
      publicUrl: config.people["public-url"] ?? null,
      allowedHosts: config.people.hosts,
      webRoot,
    });

    // What fell due while the collector was down is judged and told before anything new comes in.
    await pipeline.start();
    opened.push(() => pipeline.stop());
    deliverer.start();
    opened.push(() => deliverer.stop());
    opened.push(() => people.stop());
    const { listen, port } = config.agents;
    await listener.listen({ host: listen, port }).catch((error: unknown) => {
      throw listenProblem(error, listen, port, "--agent-port");
    });
    opened.push(() => listener.stop());
    const httpPort = await people.listenHttp({ port: config.people["http-port"] }).catch((error: unknown) => {
      const cause = error instanceof ListenError ? error.cause : error;
      throw listenProblem(cause, "127.0.0.1", config.people["http-port"], "--http-port");
    });
    if (config.people.https !== undefined) opened.push(await serveHttps(config.people.https));

    async function serveHttps(
      https: NonNullable<CollectorConfig["people"]["https"]>,
    ): Promise<() => Promise<void>> {
      const replace = (cert: string, key: string): void => people.replaceCertificate(cert, key);
      const [, host = "", portText = ""] = /^\[?(.+?)\]?:(\d+)$/u.exec(https.listen) ?? [];
      const files =
        https.certificate === undefined || https.key === undefined
          ? null
          : { certificate: fromConfig(https.certificate), key: fromConfig(https.key) };
      const first =
        files === null
          ? await authority.issueServer(namesAndAddresses(config.people.hosts))
          : givenCertificate(files);
      await people.listenHttps({ host, port: Number(portText), ...first }).catch((error: unknown) => {
        const cause = error instanceof ListenError ? error.cause : error;
        throw listenProblem(cause, host, Number(portText), "people.https.listen");
      });
      return files === null
        ? followAuthority(authority, config.people.hosts, replace, log)
        : followCertificate(files, replace, log);
    }

    const url = `http://127.0.0.1:${httpPort}/`;
    const setupToken = await people.createSetupLink();
    return {
      url,
      agentPort: listener.address()?.port ?? port,
      setupLink: setupToken === null ? null : `${url}setup#${setupToken}`,
      async localCode(endpointId) {
        if (endpointId !== null && (await store.endpoints.get(endpointId)) !== null) return null;
        return (await enrolment.createCode({ siteId: firstSiteId, createdBy: "npm start", local: true }))
          .code;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
