import type { CheckedObservation, Store } from "#collector/storage/port.ts";
import type { HealthEvent } from "#shared/facts/health.ts";
import type { Gap } from "#shared/model/attendance.ts";
import type { SensorHealth } from "#shared/model/endpoint.ts";
import { type Attendance, createAttendance } from "./attendance.ts";
import type { MachineClocks } from "./self.ts";

/** An office whose time is moved by hand: computers that come and go, and a collector that can be killed. */
export interface WatchedOffice {
  readonly store: Store;
  readonly changed: string[];
  readonly logged: string[];
  attendance(): Attendance;
  now(): string;
  /** Moves time without anybody doing anything, as while the collector is down. */
  skip(seconds: number): void;
  /** Lets the collector live on: a round twice a minute, and a heartbeat of every connected computer. */
  pass(seconds: number): Promise<void>;
  /** Until a time of 24 November, as 10:00. */
  passTo(time: string): Promise<void>;
  enrol(id: string, siteId?: string): Promise<void>;
  connect(id: string): Promise<void>;
  disconnect(id: string): Promise<void>;
  /** Delivers health observations, dated now where they say nothing else. */
  report(id: string, ...observations: readonly Partial<CheckedObservation>[]): Promise<void>;
  sensors(id: string, ...sensors: readonly SensorHealth[]): Promise<void>;
  setClock(id: string, offsetMs: number): void;
  /** Another collector over the same store; the one before was stopped by `stop` or counts as killed. */
  start(): Promise<void>;
  gaps(): Promise<readonly Gap[]>;
  /** The clocks of the collector's own computer; looked at by the next collector where `watched` says so. */
  readonly machine: { awakeMs: number; bootMs: number; watched: boolean };
  /** Whether the store refuses every write. */
  failing: boolean;
  /** Refuses the collector's write of this number, counted from now on; null for none. */
  refuse(write: number | null): void;
  /** How many writes there were since. */
  writes(): number;
}

export const clockOf = (time: string, day = 24): string => {
  const [hour = "0", minute = "0", second = "0"] = time.split(":");
  return new Date(Date.UTC(2026, 10, day, Number(hour), Number(minute), Number(second))).toISOString();
};

export const healthEventOf = (
  type: HealthEvent["type"],
  detail: string,
  from: string | null = null,
  to: string | null = null,
  at?: string,
): Partial<CheckedObservation> => ({
  kind: "event",
  body: { type, detail, from, to } satisfies HealthEvent,
  ...(at === undefined ? {} : { at }),
});

export const healthReadingOf = (
  bootedAt: string,
  startedAt: string,
  at?: string,
): Partial<CheckedObservation> => ({
  kind: "reading",
  body: {
    status: "ok",
    value: {
      host: null,
      bootedAt,
      poweredOnSeconds: 100,
      disks: [],
      agent: {
        version: "0.1.0",
        rssBytes: 1,
        privateBytes: 1,
        cpuSeconds: 1,
        startedAt,
        outboxPending: 0,
        outboxBytes: 1,
      },
    },
  },
  ...(at === undefined ? {} : { at }),
});

export const sensor = (
  fact: string,
  status: SensorHealth["status"],
  reason: string | null = null,
): SensorHealth => ({
  fact,
  status,
  code: status === "failed" ? "timeout" : null,
  reason,
  lastRunAt: null,
  durationMs: null,
});

/** Opens an office over an empty store, on 24 November at 8:00, with nobody in it. */
export async function createWatchedOffice(store: Store): Promise<WatchedOffice> {
  let time = Temporal.Instant.from(clockOf("8:00"));
  const connected = new Set<string>();
  const offsets = new Map<string, number>();
  const changed: string[] = [];
  const logged: string[] = [];
  const machine = { awakeMs: 1_000_000, bootMs: 2_000_000, watched: false };
  const log = (_: object, message: string): void => void logged.push(message);
  let attendance: Attendance | null = null;
  let seq = 0;
  let writes = 0;
  let refused: number | null = null;
  await store.registers.putSite({
    id: "office",
    name: "事務局",
    kind: "office",
    coverage: "watched",
    note: null,
  });
  const clocks = (): MachineClocks => ({ awakeMs: machine.awakeMs, bootMs: machine.bootMs });

  const write = (work: () => Promise<void>): Promise<void> => {
    writes += 1;
    return office.failing || writes === refused ? Promise.reject(new Error("the disk is full")) : work();
  };

  const make = (): Attendance =>
    createAttendance({
      store: {
        ...store,
        effects: { ...store.effects, apply: (effects) => write(() => store.effects.apply(effects)) },
        settings: { ...store.settings, put: (key, value) => write(() => store.settings.put(key, value)) },
      },
      now: () => time,
      log: { info: log, warn: log, error: log },
      publish: () => undefined,
      connected: () => connected,
      changed: (id) => changed.push(id),
      standingOn: () => 0,
      ...(machine.watched ? { clocks } : {}),
      // Rounds are the test's to make; the loop of a killed collector must not make any.
      wait: (_milliseconds, signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => resolve(), { once: true });
        }),
    });

  const running = (): Attendance => {
    if (attendance === null) throw new TypeError("start the collector first");
    return attendance;
  };

  const touch = (id: string): Promise<void> =>
    store.endpoints.touch(id, { lastSeenAt: time.toString(), clockOffsetMs: offsets.get(id) ?? 0 });

  const move = (seconds: number): void => {
    time = time.add({ milliseconds: Math.round(seconds * 1000) });
    machine.awakeMs += seconds * 1000;
    machine.bootMs += seconds * 1000;
  };

  async function pass(seconds: number): Promise<void> {
    for (let left = seconds; left > 0; left -= 30) {
      move(Math.min(30, left));
      for (const id of connected) await touch(id);
      await running().tick();
    }
  }

  const office: WatchedOffice = {
    store,
    changed,
    logged,
    machine,
    failing: false,
    refuse(one) {
      refused = one;
      writes = 0;
    },
    writes: () => writes,
    attendance: running,
    now: () => time.toString({ fractionalSecondDigits: 3 }),
    skip: move,
    pass,
    passTo: (text) => pass(Temporal.Instant.from(clockOf(text)).since(time).total("seconds")),
    async enrol(id, siteId = "office") {
      const at = time.toString();
      const expiresAt = time.add({ minutes: 10 }).toString();
      const code = {
        secretHash: `hash-${id}`,
        siteId,
        local: false,
        createdAt: at,
        expiresAt,
        createdBy: "test",
      };
      await store.endpoints.addCode(code);
      await store.endpoints.enrol(
        `hash-${id}`,
        {
          id,
          hostname: id,
          managementNumber: null,
          platform: "linux",
          kind: "terminal",
          state: "active",
          enrolledAt: at,
          keyHash: `key-${id}`,
          certificateSerial: id,
          certificateExpiresAt: time.add({ hours: 24 * 90 }).toString(),
          agentVersion: "0.1.0",
        },
        at,
      );
    },
    async connect(id) {
      connected.add(id);
      await touch(id);
      running().present(id, true);
      await running().idle();
    },
    async disconnect(id) {
      connected.delete(id);
      running().present(id, false);
      await running().idle();
    },
    async report(id, ...observations) {
      const at = time.toString({ fractionalSecondDigits: 3 });
      const checked = observations.map((one): CheckedObservation => ({
        seq: (seq += 1),
        fact: "health",
        schema: 1,
        kind: "event",
        at,
        durationMs: null,
        body: {},
        unread: false,
        ...one,
      }));
      const batch = { endpointId: id, epoch: "epoch0001", receivedAt: at, observations: checked, upTo: seq };
      running().observed((await store.observations.append(batch)).stored);
      await running().idle();
    },
    async sensors(id, ...sensors) {
      await store.endpoints.touch(id, { lastSeenAt: time.toString(), sensors });
      running().sensors(id, sensors);
      await running().idle();
    },
    setClock: (id, offsetMs) => void offsets.set(id, offsetMs),
    async start() {
      attendance = make();
      await attendance.start();
    },
    gaps: async () =>
      (await store.attendance.gaps({ from: clockOf("0:00", 1), to: clockOf("0:00", 30), limit: 500 })).items,
  };
  return office;
}
