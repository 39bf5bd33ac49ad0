import { complianceOf, figuresOf } from "#collector/domain/compliance/compliance.ts";
import { isWatched } from "#collector/domain/conditions/watched.ts";
import type { ComputerSubject } from "#collector/domain/conditions/subject.ts";
import { finishedAt } from "#collector/domain/reports/finished-at.ts";
import { mediaSeenIn, type UsbTold } from "#collector/domain/reports/media-seen.ts";
import { weekBefore, weeklyId, weeklySummary, weekOf } from "#collector/domain/reports/weekly.ts";
import type { Period } from "#collector/domain/reports/within.ts";
import { holdersOf } from "#collector/domain/routing/chairs.ts";
import type { Delivery, Effects, Store, StoredEndpoint } from "#collector/storage/port.ts";
import { antivirus, type AntivirusState } from "#shared/facts/antivirus.ts";
import type { AttendanceFigures, Coverage } from "#shared/model/attendance-figures.ts";
import type { ComplianceRow } from "#shared/model/compliance.ts";
import type { Condition } from "#shared/model/condition.ts";
import type { WeeklySummary } from "#shared/model/report.ts";
import { allRows, everyRow } from "../pages.ts";
import { installedAtKey } from "../timekeeping/timekeeper.ts";
import type { Surroundings } from "../pipeline/around.ts";
import { derivedId } from "../pipeline/draft.ts";

export interface SummaryDeps {
  readonly store: Pick<
    Store,
    | "settings"
    | "endpoints"
    | "observations"
    | "registers"
    | "incidents"
    | "conditions"
    | "attendance"
    | "reports"
    | "people"
  >;
  readonly surroundings: Surroundings;
  readonly subjectOf: (endpoint: StoredEndpoint, now: string) => Promise<ComputerSubject>;
  readonly watch: {
    coverage(): Promise<Coverage>;
    attendance(from: string, to: string, siteIds: readonly string[] | null): Promise<AttendanceFigures>;
  };
  /** The newest checkpoint of the records as text, or null. */
  readonly checkpointText: () => Promise<string | null>;
  readonly organisation: string;
  readonly receiptChannel: string | null;
  readonly now: () => Temporal.Instant;
}

const isBefore = (at: string, limit: string): boolean =>
  Temporal.Instant.compare(Temporal.Instant.from(at), Temporal.Instant.from(limit)) < 0;

/** Papers that are made up for at most: after a longer silence the newest are what people read. */
const mostMissing = 8;

/** Makes the weekly summary: its frozen figures and a mail to each of its readers. */
export function createSummaries(deps: SummaryDeps) {
  const { store, surroundings } = deps;

  async function computers(now: string) {
    const rows: ComplianceRow[] = [];
    const states: (AntivirusState | null)[] = [];
    const sites = new Map((await store.registers.sites()).map((site) => [site.id, site.name]));
    for await (const endpoint of everyRow((query) => store.endpoints.list(query))) {
      if (!isWatched(endpoint.state)) continue;
      const subject = await deps.subjectOf(endpoint, now);
      const { policy, calendar } = surroundings;
      const row = complianceOf(subject, now, policy, calendar, sites.get(endpoint.siteId) ?? "");
      rows.push(row);
      const fact = subject.facts["antivirus"];
      const read = fact?.status === "ok" ? antivirus.safeParse(fact.value) : null;
      // What a computer said before it fell silent is no knowledge of this week.
      states.push(read?.success === true && row.state !== "silent" ? read.data.state : null);
    }
    return { rows, states };
  }

  /** Media plugged in within the week; what is told late counts in the week in which it happened. */
  async function mediaSeen(week: Period): Promise<number> {
    const keys = new Set<string>();
    for await (const { id } of everyRow((query) => store.endpoints.list(query))) {
      const told: UsbTold[] = [];
      // Newest arrival first, and nothing of the week arrived before it began.
      for await (const one of everyRow((query) =>
        store.observations.history(id, { ...query, fact: "usb" }),
      )) {
        if (isBefore(one.receivedAt, week.from)) break;
        if (!one.unread) told.push(one);
      }
      for (const key of mediaSeenIn(told, week)) keys.add(key);
    }
    return keys.size;
  }

  async function undecided() {
    let media = 0;
    let devices = 0;
    for (const right of ["unregistered", "initial"] as const) {
      media += (await allRows((query) => store.registers.media({ ...query, right }))).length;
      devices += (await allRows((query) => store.registers.lanDevices({ ...query, right }))).filter(
        ({ endpointId }) => endpointId === null,
      ).length;
    }
    return { media, devices };
  }

  /** When cases were finished; those to which nothing happened since the week began cannot be of this week. */
  async function finished(from: string): Promise<readonly string[]> {
    const moments: string[] = [];
    for await (const { id, updatedAt } of everyRow((query) =>
      store.incidents.list({ ...query, open: false }),
    )) {
      if (isBefore(updatedAt, from)) continue;
      const at = finishedAt(await store.incidents.events(id));
      if (at !== null) moments.push(at);
    }
    return moments;
  }

  async function conditions(from: string): Promise<readonly Condition[]> {
    const found: Condition[] = [];
    for await (const one of everyRow((query) => store.conditions.list(query)))
      if (one.endedAt === null || !isBefore(one.endedAt, from)) found.push(one);
    return found;
  }

  async function gaps(from: string, to: string) {
    const found = await allRows((query) => store.attendance.gaps({ ...query, from, to }));
    const names = new Map<string, string>();
    for await (const endpoint of everyRow((query) => store.endpoints.list(query)))
      names.set(endpoint.id, endpoint.hostname);
    return found.map((gap) => ({
      ...gap,
      endpointName: gap.endpointId === null ? null : (names.get(gap.endpointId) ?? null),
    }));
  }

  async function make(monday: string, madeAt: string): Promise<WeeklySummary> {
    const week = weekOf(monday);
    const { rows, states } = await computers(madeAt);
    const waiting = await undecided();
    return weeklySummary({
      monday,
      madeAt,
      organisation: deps.organisation,
      rows,
      figures: figuresOf(rows),
      before: (await store.reports.get(weeklyId(weekBefore(monday))))?.patch.figures ?? null,
      targetPercent: surroundings.policy.thresholds["patch-target-percent"],
      antivirus: states,
      mediaSeen: await mediaSeen(week),
      mediaUndecided: waiting.media,
      devicesUndecided: waiting.devices,
      arrived: await allRows((query) =>
        store.incidents.list({ ...query, arrivedFrom: week.from, arrivedTo: week.to }),
      ),
      open: await allRows((query) => store.incidents.list({ ...query, open: true })),
      finishedAt: await finished(week.from),
      conditions: await conditions(week.from),
      attendance: await deps.watch.attendance(week.from, week.to, null),
      coverage: await deps.watch.coverage(),
      gaps: await gaps(week.from, week.to),
      checkpoint: await deps.checkpointText(),
    });
  }

  /** One mail to each reader, however many chairs he holds. */
  async function mails(
    id: string,
    at: string,
  ): Promise<readonly Omit<Delivery, "attempts" | "state" | "lastError">[]> {
    const channel = deps.receiptChannel;
    if (channel === null) return [];
    const around = await surroundings.around(null, at);
    const readers = new Set(
      surroundings.policy.summary.readers.flatMap((role) =>
        holdersOf(role, null, around).map(({ personId }) => personId),
      ),
    );
    return [...readers].map((personId) => ({
      id: derivedId("dl", "report", id, personId, channel),
      about: { kind: "report", id },
      personId,
      channel,
      kind: "copy",
      dueAt: at,
      createdAt: at,
    }));
  }

  /** Weeks that ended without a paper since the installation: the office was closed, or the collector was down. */
  async function missing(newest: string): Promise<readonly string[]> {
    const installed = (await store.settings.get(installedAtKey)) ?? deps.now().toString();
    const weeks: string[] = [];
    let monday = newest;
    for (let back = 0; back < mostMissing; back += 1) {
      const begun = Temporal.Instant.compare(weekOf(monday).to, installed) <= 0;
      if (begun || (await store.reports.get(weeklyId(monday))) !== null) break;
      weeks.unshift(monday);
      monday = weekBefore(monday);
    }
    return weeks;
  }

  return {
    /** `thisMonday` names the week in which the summary is made; it speaks of the week before, and of any left out. */
    async weekly(thisMonday: string): Promise<Pick<Effects, "reports" | "deliveries">> {
      const at = deps.now().toString();
      const reports: WeeklySummary[] = [];
      for (const monday of await missing(weekBefore(thisMonday))) reports.push(await make(monday, at));
      const deliveries = await Promise.all(reports.map(({ id }) => mails(id, at)));
      return { reports, deliveries: deliveries.flat() };
    },
  };
}
