import { randomBytes } from "node:crypto";
import { createPeopleServer } from "#collector/http/server.ts";
import { ListenError } from "#collector/http/listeners.ts";
import { createStreamHub } from "#collector/http/stream-hub.ts";
import { createAgentListener } from "#collector/ingest/agent-socket.ts";
import { createEnrolment } from "#collector/ingest/enrolment.ts";
import { createNotifiers } from "#collector/notify/index.ts";
import { checkpointText } from "#collector/records/port.ts";
import { createAgentSettings } from "./agent-settings.ts";
import { createAttendance } from "./attendance/attendance.ts";
import { machineClocks } from "./attendance/self.ts";
import { clockwork } from "./timekeeping/clockwork.ts";
import { createDeliverer } from "./notices/deliverer.ts";
import { createDigests } from "./notices/digest.ts";
import { type CollectorOptions, firstSiteId, openHouse } from "./house.ts";
import { createMail } from "./notices/mail.ts";
import { ownAddresses } from "./people-certificate.ts";
import { createPeoplesEnrolment } from "./peoples-enrolment.ts";
import { createSurroundings } from "./pipeline/around.ts";
import { createSubjects } from "./pipeline/conditions.ts";
import { createPipeline } from "./pipeline/pipeline.ts";
import { serveHttps } from "./serve-https.ts";
import { listenProblem } from "./startup-problem.ts";
import { createSummaries } from "./notices/summary.ts";
import { createTimekeeper } from "./timekeeping/timekeeper.ts";
import { createVendorLookup } from "./vendor.ts";

export type { CollectorOptions } from "./house.ts";

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

/**
 * Wires the rooms together and starts to serve.
 * @throws StoreError, AuthorityError, SettingsError or StartupProblem; whatever had been opened is closed again.
 */
export async function startCollector(options: CollectorOptions): Promise<RunningCollector> {
  const { config, log, version, webRoot } = options;
  const opened: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of opened.splice(0).toReversed()) await close();
  };

  try {
    const house = await openHouse(options, (close) => {
      opened.push(close);
    });
    const { store, authority, policy, checkpointer, backups, fromConfig, now } = house;

    const hub = createStreamHub({ now });
    const notifiers = createNotifiers(config.email === undefined ? {} : { email: config.email }, {
      resolvePath: fromConfig,
    });
    opened.push(() => notifiers.forEach((notifier) => notifier.close()));
    const mail = createMail({ store, notifiers, now, organisation: config.organisation });
    const publicUrl = config.people["public-url"]?.replace(/\/+$/u, "") ?? null;
    const receiptChannel = notifiers[0]?.channel ?? null;
    const surroundings = createSurroundings(store, policy);
    const { calendar } = surroundings;
    const publish = (event: Parameters<typeof hub.publish>[0]): void => hub.publish(event);
    const subjectOf = createSubjects(store, (id) => isConnected(id));
    const isConnected = (id: string): boolean => listener.connected().has(id);
    const digests = createDigests({ store, surroundings, receiptChannel, publicUrl, now });
    const deliverer = createDeliverer({
      store,
      notifiers,
      now,
      log,
      random: Math.random,
      publicUrl,
      calendar,
      digest: (date, person) => digests.compose(date, person),
      publish,
    });
    const pipeline = createPipeline({
      store,
      now,
      log,
      publish,
      policy,
      isConnected,
      vendorOf: createVendorLookup(),
      receiptChannel,
      deliveriesDue: () => deliverer.wake(),
    });
    const attendance = createAttendance({
      store,
      now,
      log,
      publish,
      connected: () => listener.connected(),
      standingOn: (networkId) => settings.standingOn(networkId),
      // The machine's own clocks say nothing about a time that is moved by hand.
      ...(options.now === undefined ? { clocks: machineClocks } : {}),
      changed: (endpointId) => {
        pipeline
          .endpointChanged(endpointId)
          .catch((error: unknown) => log.error({ err: error, endpointId }, "A gap could not be judged"));
      },
    });
    const watch = {
      coverage: () => attendance.coverage(),
      attendance: (from: string, to: string, siteIds: readonly string[] | null) =>
        attendance.figures(from, to, siteIds),
    };
    const timekeeper = createTimekeeper({
      store,
      pipeline,
      now,
      log,
      jobs: clockwork({
        config,
        policy,
        calendar,
        pipeline,
        digests,
        checkpointer,
        backups,
        startedAt: now(),
        summaries: createSummaries({
          store,
          surroundings,
          subjectOf,
          watch,
          checkpointText: async () => {
            const newest = await checkpointer.newest();
            return newest === null ? null : checkpointText(newest);
          },
          organisation: config.organisation,
          receiptChannel,
          now,
        }),
        deliveriesDue: () => deliverer.wake(),
        reportMade: () => hub.publish({ topic: "reports", id: null, arrivedAt: null }),
      }),
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
        attendance.observed(stored);
        for (const id of settings.observed(stored)) listener.pushSettings(id);
      },
      onPresence(id, connected) {
        hub.publish({ topic: "endpoints", id, arrivedAt: null });
        attendance.present(id, connected);
        if (!connected) for (const other of settings.left(id)) listener.pushSettings(other);
      },
      onSensors: (id, sensors) => attendance.sensors(id, sensors),
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
      policy,
      policySource: house.policyFile,
      checkpointText,
      watch: {
        ...watch,
        subject: (endpoint, at) => subjectOf(endpoint, at),
        invite: (person, token) =>
          mail.invite(person, publicUrl === null ? null : `${publicUrl}/account#${token}`),
        backup: () => backups.state(),
      },
      now,
      log,
      version,
      organisation: config.organisation,
      publicUrl,
      allowedHosts: config.people.hosts,
      webRoot,
    });

    // What fell due while the collector was down is judged and told before anything new comes in.
    await pipeline.start();
    opened.push(() => pipeline.stop());
    await attendance.start();
    opened.push(() => attendance.stop());
    await timekeeper.start();
    opened.push(() => timekeeper.stop());
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
    const { https, hosts } = config.people;
    if (https !== undefined)
      opened.push(await serveHttps({ https, hosts, authority, people, fromConfig, log }));

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
