import { isWatched } from "#collector/domain/conditions/watched.ts";
import type { BusinessCalendar } from "#collector/domain/calendar/business-hours.ts";
import { complianceOf } from "#collector/domain/compliance/compliance.ts";
import type { StoredEndpoint } from "#collector/storage/port.ts";
import { antivirus } from "#shared/facts/antivirus.ts";
import { patch } from "#shared/facts/patch.ts";
import type { ComplianceRow } from "#shared/model/compliance.ts";
import { everyRow } from "./pages.ts";
import type { PeopleServerDeps } from "./port.ts";
import { type Facts, officeDay, supportOf, valueOf } from "./standing.ts";
import { isoText } from "./times.ts";

/** How long a walk over every computer serves before another one is made. */
const keepFor = { milliseconds: 2000 } as const;

/** How one watched computer stands. */
export interface Standing {
  readonly endpoint: StoredEndpoint;
  readonly compliance: ComplianceRow;
  readonly couldNotLook: boolean;
  readonly pendingSecurity: boolean;
  readonly support: "supported" | "ended" | "unknown" | null;
  readonly antivirusTrouble: boolean;
}

export interface Walk {
  readonly at: Temporal.Instant;
  /** Watched computers, in the register's order. */
  readonly watched: readonly Standing[];
  /** Every computer of the register, by its identifier. */
  readonly all: ReadonlyMap<string, StoredEndpoint>;
}

/** One walk over every computer; who asks within two seconds gets the same one. */
export type Standings = () => Promise<Walk>;

const failedSomewhere = (endpoint: StoredEndpoint, facts: Facts): boolean =>
  endpoint.sensors.some(({ status }) => status === "failed") ||
  Object.values(facts).some(({ status }) => status === "failed");

/** Shares one piece of work among all who ask while its answer is fresh; one that failed is not kept. */
export function createShared<T>(
  now: () => Temporal.Instant,
  work: (at: Temporal.Instant) => Promise<T>,
): () => Promise<T> {
  let kept: { readonly until: Temporal.Instant; readonly answer: Promise<T> } | null = null;
  return async () => {
    const at = now();
    if (kept === null || Temporal.Instant.compare(kept.until, at) <= 0) {
      const answer = work(at);
      const mine = { until: at.add(keepFor), answer };
      kept = mine;
      answer.catch(() => {
        if (kept === mine) kept = null;
      });
    }
    return kept.answer;
  };
}

export function createStandings(
  deps: Pick<PeopleServerDeps, "store" | "policy" | "watch" | "now"> & {
    readonly calendar: BusinessCalendar;
  },
): Standings {
  const { store, policy, calendar, watch } = deps;

  async function standing(endpoint: StoredEndpoint, at: Temporal.Instant): Promise<Standing> {
    const subject = await watch.subject(endpoint, isoText(at));
    const { facts } = subject;
    const patches = valueOf(patch, facts["patch"]);
    const protection = valueOf(antivirus, facts["antivirus"]);
    return {
      endpoint,
      compliance: complianceOf(subject, isoText(at), policy, calendar, endpoint.site.name),
      couldNotLook: failedSomewhere(endpoint, facts),
      pendingSecurity: patches?.pending.some(({ security }) => security) === true,
      support: supportOf(facts, officeDay(at))?.state ?? null,
      antivirusTrouble: protection !== null && protection.state !== "on",
    };
  }

  return createShared(deps.now, async (at) => {
    const watched: Standing[] = [];
    const all = new Map<string, StoredEndpoint>();
    for await (const endpoint of everyRow((query) => store.endpoints.list(query))) {
      all.set(endpoint.id, endpoint);
      if (isWatched(endpoint.state)) watched.push(await standing(endpoint, at));
    }
    return { at, watched, all };
  });
}
