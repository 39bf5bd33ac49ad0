import { attendanceFigures, type AttendanceSubject } from "#collector/domain/attendance/figures.ts";
import type { Log } from "#collector/http/port.ts";
import type { Store, StoredEndpoint } from "#collector/storage/port.ts";
import type { StoredObservation, StreamEvent } from "#shared/api/schemas.ts";
import type { AttendanceFigures, Coverage } from "#shared/model/attendance-figures.ts";
import type { SensorHealth } from "#shared/model/endpoint.ts";
import { createAgentWatch } from "./agents.ts";
import { allRows } from "../pages.ts";
import { createGapBook, isoOf } from "./book.ts";
import { createClockWatch } from "./clocks.ts";
import { readCoverage } from "./coverage.ts";
import { createDuePeriods, isDue } from "./periods.ts";
import { createOwnWatch, type MachineClocks } from "./self.ts";
import { createSensorWatch } from "./sensors.ts";
import { pause } from "../pause.ts";

export interface AttendanceDeps {
  readonly store: Pick<
    Store,
    "attendance" | "effects" | "endpoints" | "observations" | "registers" | "settings"
  >;
  readonly now: () => Temporal.Instant;
  readonly log: Log;
  /** Tells the pages what changed; called after the commit. */
  readonly publish: (event: StreamEvent) => void;
  /** Computers whose agents are connected at this moment. */
  readonly connected: () => ReadonlySet<string>;
  /** Asked after a gap of a computer began, changed or ended, so that rules look again. */
  readonly changed: (endpointId: string) => void;
  /** How many connected computers stand on a network now. */
  readonly standingOn: (networkId: string) => number;
  /** The computer's own clocks, `machineClocks`; left out where `now` is moved by hand. */
  readonly clocks?: () => MachineClocks;
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** 監視記録: the watch knows its own gaps. Work is done one piece after the other; what fails is logged and tried again. */
export interface Attendance {
  /** Records the collector's own gap and takes up what lasts; resolves before agents may come in. */
  start(): Promise<void>;
  /** An agent came or left. Returns at once. */
  present(endpointId: string, connected: boolean): void;
  /** An agent told how its sensors fare. Returns at once. */
  sensors(endpointId: string, sensors: readonly SensorHealth[]): void;
  /** Announces observations that were just committed. Returns at once. */
  observed(stored: readonly StoredObservation[]): void;
  /** One round: a sign of life, and whatever time has brought. Runs by itself twice a minute. */
  tick(): Promise<void>;
  /** Resolves when everything announced so far was done. */
  idle(): Promise<void>;
  /** Leaves the mark of a stop on purpose; agents must have been let go before. */
  stop(): Promise<void>;
  /** 監視稼働率 in seconds, of the sites named or of all; the time ends now at the latest. */
  figures(from: string, to: string, siteIds: readonly string[] | null): Promise<AttendanceFigures>;
  /** 監視範囲 of the whole organisation. */
  coverage(): Promise<Coverage>;
}

const roundMs = 30_000;
const pageRows = 500;
/** Observations may be announced in another order than they were stored; work is taken up again from so many before. */
const overlap = 1000;

export function createAttendance(deps: AttendanceDeps): Attendance {
  const { store, now, log } = deps;
  const wait = deps.wait ?? pause;
  const stopping = new AbortController();
  const book = createGapBook(deps);
  const periods = createDuePeriods(store.settings, now);
  const own = createOwnWatch({ settings: store.settings, book, now, log, clocks: deps.clocks ?? null });
  const agents = createAgentWatch({ store, book, periods, now, connected: deps.connected });
  const sensorWatch = createSensorWatch({ book, now });
  const clockWatch = createClockWatch({ settings: store.settings, book, now });
  const computers = new Map<string, StoredEndpoint>();
  let queue: Promise<void> = Promise.resolve();
  let loop: Promise<void> | null = null;
  let cursor = 0;
  /** Whether announced observations were left undone. */
  let behind = false;

  /** A computer not yet read is one that was enrolled a moment ago. */
  const isWatched = (endpointId: string): boolean => isDue(computers.get(endpointId)?.state ?? "active");

  function inTurn(work: () => Promise<void>, what: string): Promise<void> {
    queue = queue.then(work).catch((error: unknown) => log.error({ err: error }, what));
    return queue;
  }

  async function readComputers(): Promise<readonly StoredEndpoint[]> {
    const found = await allRows<StoredEndpoint>((page) => store.endpoints.list(page));
    computers.clear();
    for (const one of found) computers.set(one.id, one);
    return found;
  }

  async function take(stored: readonly StoredObservation[]): Promise<void> {
    const told = stored.filter(({ fact, unread }) => fact === "health" && !unread);
    await clockWatch.heard(told);
    for (const [endpointId, rows] of Map.groupBy(told, (one) => one.endpointId))
      await agents.heard(endpointId, rows);
  }

  /** Goes over everything stored that may not have been looked at. */
  async function catchUp(): Promise<void> {
    let position = Math.max(0, cursor - overlap);
    for (;;) {
      const rows = await store.observations.after(position, pageRows);
      await take(rows);
      position = rows.at(-1)?.ordinal ?? position;
      cursor = Math.max(cursor, position);
      if (rows.length < pageRows) break;
    }
    behind = false;
  }

  async function round(): Promise<void> {
    if (await own.alive(cursor)) {
      agents.beginPatience();
      clockWatch.beginAnew();
    }
    if (behind) await catchUp();
    const found = await readComputers();
    await agents.look(found);
    await sensorWatch.again(isWatched);
    await clockWatch.look(found);
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await wait(roundMs, stopping.signal);
      if (!stopping.signal.aborted) await inTurn(round, "The watch over gaps failed; trying again");
    }
  }

  async function begin(): Promise<void> {
    await book.load();
    cursor = await own.begin(await store.effects.cursor());
    agents.beginPatience();
    await own.since();
    await agents.begin();
    await clockWatch.begin();
    const found = await readComputers();
    for (const { id, sensors, state } of found) await sensorWatch.told(id, sensors, isDue(state));
    for (const computer of found) await periods.note(computer);
    await catchUp();
  }

  async function subjectsOf(
    siteIds: readonly string[] | null,
    blind: ReadonlyMap<string | null, ReadonlySet<string>>,
  ): Promise<readonly AttendanceSubject[]> {
    const subjects: AttendanceSubject[] = [];
    for (const computer of await allRows<StoredEndpoint>((page) => store.endpoints.list(page))) {
      if (siteIds !== null && !siteIds.includes(computer.siteId)) continue;
      const looking = computer.sensors
        // One that has not looked yet since its computer started is due as well; only 診断の対象外 is not.
        .filter(({ status }) => status !== "unsupported")
        .map(({ fact }) => fact);
      const facts = [...new Set([...looking, ...(blind.get(computer.id) ?? [])])];
      for (const { since, until } of await periods.note(computer))
        subjects.push({ endpointId: computer.id, since, until, facts });
    }
    return subjects;
  }

  async function figures(
    from: string,
    to: string,
    siteIds: readonly string[] | null,
  ): Promise<AttendanceFigures> {
    const at = isoOf(now());
    const until = Temporal.Instant.compare(Temporal.Instant.from(to), now()) > 0 ? at : to;
    const gaps = await allRows((page) => store.attendance.gaps({ ...page, from, to: until }));
    const blind = new Map(
      [...Map.groupBy(gaps, ({ endpointId }) => endpointId)].map(([id, rows]) => [
        id,
        new Set(rows.map(({ fact }) => fact).filter((fact) => fact !== null)),
      ]),
    );
    const subjects = await subjectsOf(siteIds, blind);
    return attendanceFigures({ from, to: until, subjects, collectorSince: await own.since(), gaps });
  }

  return {
    async start() {
      queue = queue.then(begin);
      await queue;
      loop ??= run();
    },
    present(endpointId, connected) {
      const at = now();
      void inTurn(
        () => (connected ? agents.came(endpointId, at) : agents.left(endpointId, at)),
        "An agent's coming or leaving could not be recorded; trying again",
      );
    },
    sensors(endpointId, sensors) {
      void inTurn(
        () => sensorWatch.told(endpointId, sensors, isWatched(endpointId)),
        "A sensor's gap could not be recorded; trying again",
      );
    },
    observed(stored) {
      void inTurn(async () => {
        // After a failure everything is taken up in order; what comes meanwhile is found there.
        if (behind) return;
        behind = true;
        await take(stored);
        cursor = stored.reduce((highest, { ordinal }) => Math.max(highest, ordinal), cursor);
        behind = false;
      }, "What agents told of gaps could not be recorded; trying again");
    },
    tick: () => inTurn(round, "The watch over gaps failed; trying again"),
    idle: () => queue,
    async stop() {
      stopping.abort();
      await loop;
      await inTurn(() => own.end(cursor), "The mark of the stop could not be left");
    },
    figures,
    coverage: () => readCoverage(deps),
  };
}
