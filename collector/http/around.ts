import type { BusinessCalendar } from "#collector/domain/calendar/business-hours.ts";
import type { RoutingAround } from "#collector/domain/routing/routing.ts";
import type { Store } from "#collector/storage/port.ts";
import type { Policy } from "#shared/model/policy.ts";
import { isoText } from "./times.ts";

/** What routing decisions about cases of one site are made from, as of now; null for a case that belongs to none. */
export type Around = (siteId: string | null) => Promise<RoutingAround>;

export const createAround =
  (deps: {
    readonly store: Pick<Store, "people" | "registers">;
    readonly policy: Policy;
    readonly calendar: BusinessCalendar;
    readonly now: () => Temporal.Instant;
  }): Around =>
  async (siteId) => {
    const { people, registers } = deps.store;
    const [everybody, designations, sites] = await Promise.all([
      people.list(),
      people.designations(),
      registers.sites(),
    ]);
    return {
      policy: deps.policy,
      calendar: deps.calendar,
      people: everybody,
      designations,
      site: sites.find(({ id }) => id === siteId) ?? null,
      now: isoText(deps.now()),
    };
  };
