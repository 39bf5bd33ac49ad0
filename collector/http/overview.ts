import { figuresOf } from "#collector/domain/compliance/compliance.ts";
import { officeTimeZone } from "#collector/domain/calendar/fiscal-year.ts";
import { type ConditionGroup, groupConditions } from "#collector/domain/conditions/rows.ts";
import { vacantRoles } from "#collector/domain/routing/chairs.ts";
import { backupAtKey, type StoredIncident } from "#collector/storage/port.ts";
import type { Overview } from "#shared/api/schemas.ts";
import type { Condition } from "#shared/model/condition.ts";
import type { Incident } from "#shared/model/incident.ts";
import type { Severity } from "#shared/model/severity.ts";
import { firmCoverage } from "./firm-coverage.ts";
import { gapRow, seesGap } from "./gaps.ts";
import { countRows, everyRow } from "./pages.ts";
import { type Scope, sees } from "./permissions.ts";
import type { PeopleServerDeps } from "./port.ts";
import { createShared, type Standing, type Standings, type Walk } from "./standings.ts";
import { isoText } from "./times.ts";
import type { Views } from "./views.ts";

const shownAtMost = 20;
const gapsAtMost = 10;
/** Firms whose figures are kept at the same time; beyond it the oldest are counted anew. */
const scopesAtMost = 200;

const gravity: Readonly<Record<Severity, number>> = {
  grave: 0,
  "suspected-grave": 1,
  warning: 2,
  caution: 3,
  info: 4,
};

/** Gravest first, then the longest waiting. */
const byGravity = (a: StoredIncident, b: StoredIncident): number =>
  gravity[a.severity] - gravity[b.severity] || (a.arrivedAt < b.arrivedAt ? -1 : 1);

const midnight = (at: Temporal.Instant): string =>
  isoText(at.toZonedDateTimeISO(officeTimeZone).startOfDay().toInstant());

type OverviewDeps = Pick<
  PeopleServerDeps,
  "store" | "agents" | "mailState" | "policy" | "watch" | "now" | "hub"
> & {
  readonly views: Views;
  readonly standings: Standings;
};

/**
 * The board's figures, for everything or for a 組合員's own firm. Computers are walked over once for all who ask within
 * two seconds; what is counted besides is kept as long for each scope, but never over a change.
 */
export function createOverview(deps: OverviewDeps): (scope: Scope) => Promise<Overview> {
  const { store, agents, views, policy, watch, standings } = deps;

  function endpointFigures(computers: readonly Standing[]): Overview["endpoints"] {
    const connected = agents.connected();
    const number = (is: (one: Standing) => boolean): number => computers.filter(is).length;
    return {
      total: computers.length,
      connected: number(({ endpoint }) => connected.has(endpoint.id)),
      couldNotLook: number((one) => one.couldNotLook),
      withPendingSecurity: number((one) => one.pendingSecurity),
      unsupportedOs: number(({ support }) => support === "ended"),
      unknownSupport: number(({ support }) => support === "unknown"),
      antivirusTrouble: number((one) => one.antivirusTrouble),
    };
  }

  /** Names and titles are joined only for the few that are shown, so that a storm costs no more than a quiet day. */
  async function openCases(siteIds: readonly string[] | undefined): Promise<Incident[]> {
    const open: StoredIncident[] = [];
    for await (const one of everyRow((query) => store.incidents.list({ ...query, siteIds, open: true })))
      open.push(one);
    return views.incidents(open.sort(byGravity).slice(0, shownAtMost));
  }

  async function correctives(siteIds: readonly string[] | undefined): Promise<Overview["correctives"]> {
    const conditions: Condition[] = [];
    const states = ["waiting", "open"] as const;
    for await (const one of everyRow((query) => store.conditions.list({ ...query, siteIds, states })))
      conditions.push(one);
    const groups = groupConditions(conditions);
    const sum = (of: (group: ConditionGroup) => number): number =>
      groups.reduce((total, group) => total + of(group), 0);
    return {
      rows: groups.filter(({ open }) => open > 0).length,
      computers: sum(({ open }) => open),
      waiting: sum(({ waiting }) => waiting),
    };
  }

  async function openGaps(scope: Scope, { all }: Walk): Promise<Overview["openGaps"]> {
    const open = (await store.attendance.open()).filter((gap) => seesGap(scope, gap, all));
    return open
      .toSorted((a, b) => Temporal.Instant.compare(a.from, b.from))
      .slice(0, gapsAtMost)
      .map((gap) => gapRow(gap, all));
  }

  async function learning(scope: Scope): Promise<Overview["learning"]> {
    return (await store.registers.networks())
      .filter(({ mode, siteId }) => mode === "learning" && sees(scope, siteId))
      .map(({ id, name, learningUntil }) => ({ networkId: id, name, until: learningUntil }));
  }

  async function vacant(at: Temporal.Instant): Promise<Overview["vacantRoles"]> {
    const [people, designations] = await Promise.all([store.people.list(), store.people.designations()]);
    return [...vacantRoles(policy, people, designations, isoText(at))];
  }

  const undecided = async (right: "unregistered" | "initial"): Promise<readonly [number, number]> => [
    await countRows((query) => store.registers.media({ ...query, right })),
    await countRows((query) => store.registers.lanDevices({ ...query, right })),
  ];

  /** What belongs to no firm; a 組合員 is told nothing of it. */
  async function organisations(at: Temporal.Instant) {
    const [newMedia, newDevices] = await undecided("unregistered");
    const [firstMedia, firstDevices] = await undecided("initial");
    return {
      vacantRoles: await vacant(at),
      undecidedMedia: newMedia + firstMedia,
      undecidedDevices: newDevices + firstDevices,
      refusals24h: await store.refusals.countSince(isoText(at.subtract({ hours: 24 }))),
      coverage: await watch.coverage(),
    };
  }

  const firms = async (siteIds: readonly string[], walk: Walk) => ({
    vacantRoles: [],
    undecidedMedia: 0,
    undecidedDevices: 0,
    refusals24h: 0,
    coverage: await firmCoverage(store.registers, siteIds, walk),
  });

  async function count(scope: Scope, at: Temporal.Instant): Promise<Overview> {
    const walk = await standings();
    const siteIds = scope === "all" ? undefined : scope;
    const computers = walk.watched.filter(({ endpoint }) => sees(scope, endpoint.siteId));
    const backup = await watch.backup();
    return {
      asOf: isoText(walk.at),
      ...(scope === "all" ? await organisations(at) : await firms(scope, walk)),
      correctives: await correctives(siteIds),
      patch: figuresOf(computers.map(({ compliance }) => compliance)),
      patchTarget: policy.thresholds["patch-target-percent"],
      attendance: await watch.attendance(midnight(at), isoText(at), siteIds ?? null),
      openGaps: await openGaps(scope, walk),
      backup: scope === "all" ? backup : { ...backup, lastError: null },
      learning: await learning(scope),
      openIncidents: await openCases(siteIds),
      openIncidentCount: await store.incidents.openCount(siteIds),
      endpoints: endpointFigures(computers),
      mail: await deps.mailState(),
      backupAt: await store.settings.get(backupAtKey),
    };
  }

  const counts = new Map<string, () => Promise<Overview>>();
  // A page asks because something changed: an answer from before would show a quiet board over an open case.
  deps.hub.subscribe(null, ({ event }) => {
    if (event.topic !== "endpoints") counts.clear();
  });
  return async (scope) => {
    const key = scope === "all" ? "all" : JSON.stringify([...scope].sort());
    const shared = counts.get(key) ?? createShared(deps.now, async (at) => count(scope, at));
    counts.delete(key);
    counts.set(key, shared);
    for (const oldest of counts.keys()) {
      if (counts.size <= scopesAtMost) break;
      counts.delete(oldest);
    }
    return shared();
  };
}
