import { antivirus } from "#shared/facts/antivirus.ts";
import { patch } from "#shared/facts/patch.ts";
import type { Overview } from "#shared/api/schemas.ts";
import { backupAtKey, type StoredEndpoint, type StoredIncident } from "#collector/storage/port.ts";
import type { Severity } from "#shared/model/severity.ts";
import type { Incident } from "#shared/model/incident.ts";
import { countRows, everyRow } from "./pages.ts";
import type { MailState, PeopleServerDeps } from "./port.ts";
import { type Facts, officeDay, supportOf, valueOf } from "./standing.ts";
import { isoText } from "./times.ts";
import type { Views } from "./views.ts";

/** How long the figures may be shown again before they are counted anew; their `asOf` says when that was. */
const keepFor = { milliseconds: 2000 } as const;
const shownAtMost = 20;

const gravity: Readonly<Record<Severity, number>> = {
  grave: 0,
  "suspected-grave": 1,
  warning: 2,
  caution: 3,
  info: 4,
};

/** Computers that left the watch are no part of its figures. */
const outOfWatch: ReadonlySet<StoredEndpoint["state"]> = new Set([
  "replaced",
  "retired",
  "excluded",
  "revoked",
]);

const couldNotLook = (endpoint: StoredEndpoint, facts: Facts): boolean =>
  endpoint.sensors.some(({ status }) => status === "failed") ||
  Object.values(facts).some(({ status }) => status === "failed");

interface Tally {
  total: number;
  connected: number;
  couldNotLook: number;
  withPendingSecurity: number;
  unsupportedOs: number;
  unknownSupport: number;
  antivirusTrouble: number;
}

function add(
  tally: Tally,
  endpoint: StoredEndpoint,
  facts: Facts,
  context: { readonly connected: ReadonlySet<string>; readonly date: string },
): void {
  tally.total += 1;
  if (context.connected.has(endpoint.id)) tally.connected += 1;
  if (couldNotLook(endpoint, facts)) tally.couldNotLook += 1;
  const patches = valueOf(patch, facts["patch"]);
  if (patches?.pending.some(({ security }) => security) === true) tally.withPendingSecurity += 1;
  const support = supportOf(facts, context.date)?.state;
  if (support === "ended") tally.unsupportedOs += 1;
  if (support === "unknown") tally.unknownSupport += 1;
  const protection = valueOf(antivirus, facts["antivirus"]);
  if (protection !== null && protection.state !== "on") tally.antivirusTrouble += 1;
}

/** Gravest first, then the longest waiting. */
const byGravity = (a: StoredIncident, b: StoredIncident): number =>
  gravity[a.severity] - gravity[b.severity] || (a.arrivedAt < b.arrivedAt ? -1 : 1);

/**
 * The board's figures, counted through the ports by going over every computer. Everyone who asks within two seconds
 * gets the same count, and only one count runs at a time.
 */
export function createOverview(
  deps: Pick<PeopleServerDeps, "store" | "agents" | "mailState" | "now"> & { readonly views: Views },
): () => Promise<Overview> {
  const { store, agents, now, views } = deps;
  let kept: { readonly until: Temporal.Instant; readonly figures: Promise<Overview> } | null = null;

  async function endpointFigures(at: Temporal.Instant): Promise<Tally> {
    const tally: Tally = {
      total: 0,
      connected: 0,
      couldNotLook: 0,
      withPendingSecurity: 0,
      unsupportedOs: 0,
      unknownSupport: 0,
      antivirusTrouble: 0,
    };
    const context = {
      connected: agents.connected(),
      date: officeDay(at),
    };
    for await (const endpoint of everyRow((query) => store.endpoints.list(query))) {
      if (outOfWatch.has(endpoint.state)) continue;
      add(tally, endpoint, await store.observations.latest(endpoint.id), context);
    }
    return tally;
  }

  /** Names and titles are joined only for the few that are shown, so that a storm costs no more than a quiet day. */
  async function openCases(): Promise<Incident[]> {
    const open: StoredIncident[] = [];
    for await (const one of everyRow((query) => store.incidents.list({ ...query, open: true })))
      open.push(one);
    return views.incidents(open.sort(byGravity).slice(0, shownAtMost));
  }

  const undecided = async (right: "unregistered" | "initial"): Promise<readonly [number, number]> => [
    await countRows((query) => store.registers.media({ ...query, right })),
    await countRows((query) => store.registers.lanDevices({ ...query, right })),
  ];

  async function count(): Promise<Overview> {
    const at = now();
    const mail: MailState = await deps.mailState();
    const [newMedia, newDevices] = await undecided("unregistered");
    const [firstMedia, firstDevices] = await undecided("initial");
    return {
      asOf: isoText(at),
      openIncidents: await openCases(),
      openIncidentCount: await store.incidents.openCount(),
      endpoints: await endpointFigures(at),
      undecidedMedia: newMedia + firstMedia,
      undecidedDevices: newDevices + firstDevices,
      mail,
      refusals24h: await store.refusals.countSince(isoText(at.subtract({ hours: 24 }))),
      backupAt: await store.settings.get(backupAtKey),
    };
  }

  return async () => {
    const at = now();
    if (kept === null || Temporal.Instant.compare(kept.until, at) <= 0) {
      const figures = count();
      const mine = { until: at.add(keepFor), figures };
      kept = mine;
      // A count that failed is not kept: the next one who asks tries again.
      figures.catch(() => {
        if (kept === mine) kept = null;
      });
    }
    return kept.figures;
  };
}
