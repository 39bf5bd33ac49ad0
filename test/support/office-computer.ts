import "reflect-metadata";
import { randomBytes, webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { createAgent, type Agent } from "#agent/core/agent.ts";
import { createMemoryOutbox } from "#agent/core/memory-outbox.ts";
import type { Clock } from "#agent/core/schedule.ts";
import { judgeTimeline, type Sample } from "#agent/sensors/health/timeline.ts";
import type { HealthEvent } from "#shared/facts/health.ts";
import type { EnrolResponse } from "#shared/protocol/enrolment.ts";
import type { SensorHealth } from "#shared/model/endpoint.ts";
import { createFakeProbe } from "./fake-probe.ts";
import { openOfficeSocket, type OfficeSocket } from "./office-socket.ts";

const version = "0.1.0";
const algorithm = { name: "ECDSA", namedCurve: "P-256" } as const;

/** A key and a request for a certificate, as an agent makes them. */
async function makeKey(): Promise<{ readonly csr: string; readonly key: string }> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: "CN=an office computer",
    keys,
    signingAlgorithm: { ...algorithm, hash: "SHA-256" },
  });
  const der = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { csr: request.toString("pem"), key: x509.PemConverter.encode(der, "PRIVATE KEY") };
}

/**
 * A computer of the office under moved time. Its agent's core, its outbox and what it says of its own life are the real
 * ones; its socket speaks the agents' protocol over mutual TLS; what its sensors see is the test's to say.
 */
export interface OfficeComputer {
  readonly name: string;
  readonly id: string;
  /** How its sensors fare, as every heartbeat tells. */
  readonly sensors: Map<string, Pick<SensorHealth, "status" | "code" | "reason">>;
  /** Switches it on: its agent starts, connects and tells everything that waits. */
  switchOn(port: number): Promise<void>;
  /** Starts the agent alone, as the service manager does after a crash. */
  startAgent(port: number): Promise<void>;
  connect(port: number): Promise<void>;
  /** One sign of life; resolves when the collector answered. Nothing where it is not connected. */
  beat(): Promise<void>;
  /** Keeps an observation of a sensor, and sends what waits where it is connected. */
  tell(fact: string, kind: "reading" | "event", body: unknown): Promise<void>;
  /** The agent is gone without a word. */
  killAgent(): Promise<void>;
  /** The computer is shut down in order. */
  shutDown(): Promise<void>;
  /** The cable is pulled: the agent lives on and nobody hears it. */
  cut(): Promise<void>;
  /** Sets the computer's clock by so many seconds; its agent notices at once, as it does within half a minute. */
  setClock(seconds: number): Promise<void>;
  readonly connected: boolean;
  /** Whether its agent runs. */
  readonly runs: boolean;
}

export async function createOfficeComputer(options: {
  readonly name: string;
  readonly now: () => Temporal.Instant;
  readonly enrol: (request: { readonly csr: string; readonly hostname: string }) => Promise<EnrolResponse>;
}): Promise<OfficeComputer> {
  const { name } = options;
  const { csr, key } = await makeKey();
  const identity = await options.enrol({ csr, hostname: name });
  const sensors: OfficeComputer["sensors"] = new Map();
  let offsetMs = 0;
  let bootedMs = 0;
  let bootId = "";
  let sample: (Sample & { closed: boolean }) | null = null;
  let agent: Agent | null = null;
  let startedAt = "";
  let socket: OfficeSocket | null = null;
  let sleepers: (() => void)[] = [];

  const realMs = (): number => options.now().epochMilliseconds;
  const deviceNow = (): string =>
    Temporal.Instant.fromEpochMilliseconds(realMs() + offsetMs).toString({ fractionalSecondDigits: 3 });
  const clock: Clock = {
    now: deviceNow,
    monotonicMs: () => realMs(),
    schedule: () => undefined,
    // Its one waiting part is the sign of life that the next run reads; every beat of the heart lets it go on.
    wait: (_ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) resolve();
        else {
          sleepers.push(resolve);
          signal.addEventListener("abort", () => resolve(), { once: true });
        }
      }),
  };
  const outbox = createMemoryOutbox({
    epoch: () => randomBytes(8).toString("hex"),
    now: deviceNow,
    monotonicMs: clock.monotonicMs,
  });

  const takeSample = (closed: boolean): Sample & { closed: boolean } => ({
    bootId,
    wallMs: realMs() + offsetMs,
    bootMs: realMs() - bootedMs,
    awakeMs: realMs() - bootedMs,
    closed,
  });

  async function keep(
    fact: string,
    kind: "reading" | "event",
    body: unknown,
    at = deviceNow(),
  ): Promise<void> {
    await outbox.append({ fact, schema: 1, kind, at, durationMs: 10, body });
  }

  /** What the health sensor's watch does: compares clocks, and tells what follows from them. */
  async function compareClocks(): Promise<void> {
    const now = takeSample(false);
    const events: readonly HealthEvent[] = sample === null ? [] : judgeTimeline(sample, now);
    for (const event of events) {
      const begins = event.type === "sleep" || event.type === "shutdown" || event.type === "boot";
      await keep("health", "event", event, (begins ? event.from : event.to) ?? undefined);
    }
    sample = now;
  }

  const healthReading = (): unknown => ({
    status: "ok",
    value: {
      host: null,
      bootedAt: Temporal.Instant.fromEpochMilliseconds(bootedMs + offsetMs).toString(),
      poweredOnSeconds: Math.max(0, (realMs() - bootedMs) / 1000),
      disks: [],
      agent: {
        version,
        rssBytes: 1,
        privateBytes: 1,
        cpuSeconds: 1,
        startedAt,
        outboxPending: outbox.pending(),
        outboxBytes: 1,
      },
    },
  });

  async function flush(): Promise<void> {
    for (;;) {
      const rows = outbox.peek(outbox.acknowledged(), 100, 500_000);
      const last = rows.at(-1);
      if (socket === null || last === undefined) return;
      const observations = rows.map(({ text }): unknown => JSON.parse(text));
      socket.send({ type: "batch", epoch: outbox.epoch, observations });
      await socket.next("ack");
      outbox.acknowledge(outbox.epoch, last.seq);
    }
  }

  async function beat(): Promise<void> {
    for (const go of sleepers.splice(0)) go();
    if (agent !== null) await compareClocks();
    if (socket === null) return;
    await flush();
    const told = [...sensors].map(([fact, health]) => ({
      fact,
      ...health,
      lastRunAt: null,
      durationMs: null,
    }));
    socket.send({
      type: "heartbeat",
      sentAt: deviceNow(),
      pending: outbox.pending(),
      sensors: told,
      clockOffsetMs: offsetMs,
    });
    await socket.next("time");
  }

  async function open(port: number): Promise<void> {
    socket = await openOfficeSocket(port, { ...identity, key });
    socket.send({
      type: "hello",
      protocol: 1,
      agentVersion: version,
      epoch: outbox.epoch,
      hostname: name,
      platform: "linux",
      kind: "terminal",
      facts: { health: 1, patch: 1, antivirus: 1, usb: 1 },
      sentAt: deviceNow(),
    });
    await socket.next("welcome");
    await beat();
  }

  async function drop(): Promise<void> {
    const gone = socket;
    socket = null;
    await gone?.drop();
  }

  const computer: OfficeComputer = {
    name,
    id: identity.endpointId,
    sensors,
    get connected() {
      return socket !== null;
    },
    get runs() {
      return agent !== null;
    },
    async switchOn(port) {
      bootedMs = realMs();
      bootId = randomBytes(8).toString("hex");
      await computer.startAgent(port);
    },
    async startAgent(port) {
      startedAt = deviceNow();
      agent = createAgent({
        endpointId: identity.endpointId,
        version,
        sensors: [],
        probe: createFakeProbe({ now: deviceNow }),
        outbox,
        clock,
        log: () => undefined,
        sensorSettings: {},
      });
      await agent.start();
      await compareClocks();
      await keep("health", "reading", healthReading());
      await open(port);
    },
    connect: open,
    beat,
    async tell(fact, kind, body) {
      await keep(fact, kind, body);
      await flush();
    },
    async killAgent() {
      // What the next run reads of this one is only what it kept.
      sleepers = [];
      agent = null;
      await drop();
    },
    async shutDown() {
      await agent?.stop("the computer is being switched off or restarted", "shutdown");
      sample = takeSample(true);
      agent = null;
      await flush();
      await drop();
    },
    cut: drop,
    async setClock(seconds) {
      await compareClocks();
      offsetMs += seconds * 1000;
      await beat();
    },
  };
  return computer;
}
