import { calendarOf } from "#collector/domain/policy/calendar.ts";
import type { BusinessCalendar } from "#collector/domain/calendar/business-hours.ts";
import type { RoutingAround } from "#collector/domain/routing/routing.ts";
import type { PeopleStore, RegisterStore } from "#collector/storage/port.ts";
import type { Policy } from "#shared/model/policy.ts";

/** What routing decisions need to know, read anew for each one, since people and chairs change. */
export interface Surroundings {
  readonly policy: Policy;
  readonly calendar: BusinessCalendar;
  /** Everything about a site's people as of `now`; null for a case that belongs to no site. */
  around(siteId: string | null, now: string): Promise<RoutingAround>;
}

export function createSurroundings(
  store: {
    readonly people: Pick<PeopleStore, "list" | "designations">;
    readonly registers: Pick<RegisterStore, "sites">;
  },
  policy: Policy,
): Surroundings {
  const calendar = calendarOf(policy);
  return {
    policy,
    calendar,
    async around(siteId, now) {
      const [people, designations, sites] = await Promise.all([
        store.people.list(),
        store.people.designations(),
        store.registers.sites(),
      ]);
      return {
        policy,
        calendar,
        people,
        designations,
        site: sites.find((site) => site.id === siteId) ?? null,
        now,
      };
    },
  };
}
