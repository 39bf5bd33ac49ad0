import { shortestGapMs } from "#collector/domain/attendance/explain.ts";
import { explains, toldOf } from "#collector/domain/attendance/told.ts";
import type { Store, StoredEndpoint } from "#collector/storage/port.ts";
import type { StoredObservation } from "#shared/api/schemas.ts";
import type { Gap } from "#shared/model/attendance.ts";
import { allRows } from "../pages.ts";
import { agentOf, type GapBook, gapId, isoOf, secondAfter, secondBefore } from "./book.ts";
import { createExplain, isNews } from "./evidence.ts";
import { type DuePeriods, isDue } from "./periods.ts";

export interface AgentWatchDeps {
  readonly store: Pick<Store, "observations" | "attendance" | "endpoints">;
  readonly book: GapBook;
  readonly periods: DuePeriods;
  readonly now: () => Temporal.Instant;
  readonly connected: () => ReadonlySet<string>;
}

/** Gaps of agents: computers that were to be heard and were not. */
export interface AgentWatch {
  /** Takes up what an earlier run left unexplained. */
  begin(): Promise<void>;
  /** Nobody counts as silent for a while: the collector itself was away, and its agents come back first. */
  beginPatience(): void;
  /** Looks for those who went silent, and those who are back; explains what has had its time. */
  look(computers: readonly StoredEndpoint[]): Promise<void>;
  came(endpointId: string, at: Temporal.Instant): Promise<void>;
  left(endpointId: string, at: Temporal.Instant): Promise<void>;
  /** Explains again what these observations of one computer may speak of. */
  heard(endpointId: string, stored: readonly StoredObservation[]): Promise<void>;
}

/** What a return leaves to be explained. */
interface Return {
  /** Where the earliest gap to be explained begins. */
  readonly from: string;
  readonly at: Temporal.Instant;
  settled: boolean;
}

const patience = { minutes: 5 } as const;
/** How long after its return an agent may take to tell all it has to tell. */
const tellingSeconds = 90;
const oneDay = { hours: 24 } as const;
/** Nothing that happened longer before its arrival, in hours, changes a gap: clocks of that kind cannot be believed. */
const mostBackHours = 40 * 24;

const isSilent = (since: string, at: Temporal.Instant): boolean =>
  at.since(Temporal.Instant.from(since)).total("milliseconds") > shortestGapMs;

const blank = (endpointId: string, from: string, to: string | null): Gap => ({
  ...agentOf(endpointId),
  id: gapId(agentOf(endpointId), from),
  from,
  to,
  cause: "unconfirmed",
  detail: "Nothing is known yet.",
  explainedAt: null,
});

export function createAgentWatch(deps: AgentWatchDeps): AgentWatch {
  const { store, book, periods, now } = deps;
  const explain = createExplain(store, now);
  const gone = new Map<string, Temporal.Instant>();
  /** Those who came and whose absence is not yet written. */
  const arrivals = new Map<
    string,
    { readonly leftAt: Temporal.Instant | null; readonly at: Temporal.Instant }
  >();
  const returns = new Map<string, Return>();
  let patientUntil: Temporal.Instant | null = null;

  const isPatient = (at: Temporal.Instant): boolean =>
    patientUntil !== null && Temporal.Instant.compare(at, patientUntil) < 0;

  /** Since when a computer was to be heard and was not, or null where it is not to be heard at all. */
  async function silentSince(computer: StoredEndpoint): Promise<string | null> {
    const due = (await periods.note(computer)).at(-1);
    if (due === undefined || due.until !== null) return null;
    const heardAt = computer.lastSeenAt ?? computer.enrolledAt;
    return secondBefore(Temporal.Instant.from(heardAt > due.since ? heardAt : due.since));
  }

  /** Whether the agent behind a gap is back and has had its time to tell everything. */
  function isSettled(gap: Gap, at: Temporal.Instant): boolean {
    if (gap.to === null || gap.endpointId === null) return false;
    const last = returns.get(gap.endpointId);
    if (last === undefined || gap.to < last.from) return true;
    return at.since(last.at).total("seconds") >= tellingSeconds;
  }

  async function explainAgain(endpointId: string, from: string): Promise<void> {
    const at = now();
    const query = { endpointId, subject: "agent", from, to: secondAfter(at.add({ seconds: 1 })) } as const;
    const gaps = await allRows((page) => store.attendance.gaps({ ...page, ...query }));
    for (const gap of gaps.filter(({ cause }) => cause !== "clock-moved")) {
      const next = await explain(gap, isSettled(gap, at));
      if (isNews(gap, next)) await book.write(next);
    }
  }

  async function close(open: Gap, at: Temporal.Instant): Promise<void> {
    const end = secondAfter(at);
    const gap: Gap = { ...open, to: end > open.from ? end : secondAfter(at.add({ seconds: 1 })) };
    await book.write(await explain(gap, false));
  }

  async function back(endpointId: string, at: Temporal.Instant, gap: Gap): Promise<void> {
    const before = returns.get(endpointId);
    const from = before !== undefined && !before.settled && before.from < gap.from ? before.from : gap.from;
    returns.set(endpointId, { from, at, settled: false });
    await close(gap, at);
  }

  /** What has had its time is explained for good; what stays unexplained may still be explained within a day. */
  async function settle(): Promise<void> {
    const at = now();
    for (const [endpointId, one] of returns) {
      if (!one.settled && at.since(one.at).total("seconds") >= tellingSeconds) {
        await explainAgain(endpointId, one.from);
        one.settled = true;
      }
      if (Temporal.Instant.compare(at, one.at.add(oneDay)) > 0) returns.delete(endpointId);
    }
  }

  async function lookAt(computer: StoredEndpoint, connected: boolean): Promise<void> {
    const at = now();
    const open = book.open(agentOf(computer.id));
    const since = await silentSince(computer);
    if (since === null) {
      if (open !== null) await close(open, at);
      gone.delete(computer.id);
    } else if (connected) {
      if (open !== null) await back(computer.id, at, open);
    } else if (open === null && !isPatient(at) && isSilent(since, at))
      await book.write(await explain(blank(computer.id, since, null), false));
  }

  /** Ends the absence of a computer that came; what the store refuses is done in the next round. */
  async function arrive(endpointId: string): Promise<void> {
    const arrival = arrivals.get(endpointId);
    if (arrival === undefined) return;
    const { at, leftAt } = arrival;
    const open = book.open(agentOf(endpointId));
    if (open !== null) await back(endpointId, at, open);
    // Nobody looked between: an absence must not depend on when the clock ticked.
    else if (leftAt !== null && !isPatient(at) && isSilent(isoOf(leftAt), at)) {
      const computer = await store.endpoints.get(endpointId);
      if (computer !== null && isDue(computer.state))
        await back(endpointId, at, blank(endpointId, secondBefore(leftAt), null));
    }
    arrivals.delete(endpointId);
  }

  return {
    async begin() {
      const at = now();
      const query = { from: isoOf(at.subtract(oneDay)), to: isoOf(at), subject: "agent" } as const;
      const recent = await allRows((page) => store.attendance.gaps({ ...page, ...query }));
      for (const { cause, endpointId, from, to } of recent) {
        if (to === null || cause !== "unconfirmed" || endpointId === null || returns.has(endpointId))
          continue;
        returns.set(endpointId, { from, at, settled: false });
      }
    },
    beginPatience() {
      patientUntil = now().add(patience);
    },
    async look(computers) {
      const connected = deps.connected();
      const known = new Set(computers.map(({ id }) => id));
      for (const endpointId of arrivals.keys()) await arrive(endpointId);
      for (const computer of computers) await lookAt(computer, connected.has(computer.id));
      for (const open of book.lasting())
        if (open.subject === "agent" && open.endpointId !== null && !known.has(open.endpointId))
          await close(open, now());
      await settle();
    },
    async left(endpointId, at) {
      gone.set(endpointId, at);
    },
    async came(endpointId, at) {
      arrivals.set(endpointId, { leftAt: gone.get(endpointId) ?? null, at });
      gone.delete(endpointId);
      await arrive(endpointId);
    },
    async heard(endpointId, stored) {
      const told = stored.filter((one) => {
        const said = toldOf(one);
        return said !== null && explains(said) && (said.kind === "event" || returns.has(endpointId));
      });
      if (told.length === 0) return;
      const offsetMs = (await store.endpoints.get(endpointId))?.clockOffsetMs ?? 0;
      const [earliest] = told
        .map(({ at, receivedAt }) => {
          const happened = Temporal.Instant.from(at).subtract({ milliseconds: Math.round(offsetMs) });
          const limit = Temporal.Instant.from(receivedAt).subtract({ hours: mostBackHours });
          return Temporal.Instant.compare(happened, limit) < 0 ? limit : happened;
        })
        .toSorted((a, b) => Temporal.Instant.compare(a, b));
      if (earliest !== undefined) await explainAgain(endpointId, isoOf(earliest.subtract({ minutes: 10 })));
    },
  };
}
