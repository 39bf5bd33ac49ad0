import { holdersOf } from "#collector/domain/routing/chairs.ts";
import type { ChainedRecord, Store, StoredIncident } from "#collector/storage/port.ts";
import { usbKindWords } from "#shared/facts/usb.ts";
import type { Condition } from "#shared/model/condition.ts";
import { role, type Role } from "#shared/model/role.ts";
import { z } from "zod";
import { allRows } from "../pages.ts";
import type { Surroundings } from "../pipeline/around.ts";

/** A permission for a day that another chair is told of afterwards (事後承認). */
export interface Permit {
  readonly at: string;
  readonly until: string | null;
  readonly decidedBy: string;
  readonly what: { readonly ja: string; readonly en: string };
}

/** What a digest has to say to one person. */
export interface Matter {
  readonly conditions: readonly Condition[];
  readonly cases: readonly StoredIncident[];
  readonly permits: readonly Permit[];
}

type MatterStore = Pick<Store, "conditions" | "incidents" | "registers" | "people" | "records">;

const nothing: Matter = { conditions: [], cases: [], permits: [] };
const decided = z.object({
  confirmedBy: z.array(role),
  after: z.object({ expiresAt: z.string().nullable().optional() }),
});

const isQuiet = ({ severity }: StoredIncident): boolean => severity === "caution" || severity === "info";

/** Who is to receive a quiet case now: the holders of the steps that wait. */
const waitsFor = (incident: StoredIncident): readonly string[] =>
  incident.route.steps
    .filter(({ state }) => state === "waiting")
    .flatMap(({ holders }) => holders.map(({ personId }) => personId));

/** When the digest before the one of `date` went out, an instant. */
function digestBefore(date: string, { calendar }: Pick<Surroundings, "calendar">): string {
  let day = Temporal.PlainDate.from(date).subtract({ days: 1 });
  // A calendar that never opens is refused when it is read; two months reach over every holiday.
  for (let back = 0; back < 60 && calendar.closedOn(day.toString()); back += 1)
    day = day.subtract({ days: 1 });
  return day
    .toZonedDateTime({ timeZone: "Asia/Tokyo", plainTime: Temporal.PlainTime.from(calendar.digest) })
    .toInstant()
    .toString();
}

/** Reads what the day's digests are made of, and for whom. */
export function createMatters(store: MatterStore, surroundings: Surroundings) {
  async function recordsSince(action: string, since: string): Promise<readonly ChainedRecord[]> {
    const found: ChainedRecord[] = [];
    let cursor: string | undefined;
    for (;;) {
      const page = await store.records.list({ action, limit: 100, cursor });
      for (const one of page.items) {
        if (one.payload === null || one.payload.at < since) return found;
        found.push(one);
      }
      if (page.next === null) return found;
      cursor = page.next;
    }
  }

  async function nameOf(action: string, id: string): Promise<Permit["what"]> {
    if (action === "usb-device.decided") {
      const medium = await store.registers.medium(id);
      if (medium === null) return { ja: id, en: id };
      const kind = usbKindWords[medium.kind];
      const product = [medium.vendor, medium.product].filter((part) => part !== null).join(" ");
      return { ja: `${kind.ja} ${product}`, en: `${kind.en} ${product}` };
    }
    const device = await store.registers.lanDeviceById(id);
    const name = device === null ? id : (device.kind ?? device.hostName ?? device.vendor ?? device.mac);
    return { ja: name, en: name };
  }

  /** Each permission with the chairs that are told of it and the person who gave it. */
  async function permits(since: string) {
    const found: { readonly permit: Permit; readonly roles: readonly Role[]; readonly by: string | null }[] =
      [];
    for (const action of ["usb-device.decided", "lan-device.decided"])
      for (const { payload } of await recordsSince(action, since)) {
        const read = decided.safeParse(payload?.detail);
        if (payload === null || payload.subject === null || !read.success) continue;
        if (read.data.confirmedBy.length === 0) continue;
        found.push({
          roles: read.data.confirmedBy,
          by: payload.actor.id,
          permit: {
            at: payload.at,
            until: read.data.after.expiresAt ?? null,
            decidedBy: payload.actor.name,
            what: await nameOf(action, payload.subject),
          },
        });
      }
    return found;
  }

  /** What each person is told by the digest of `date`, as it stands at `at`. */
  return async (date: string, at: string): Promise<ReadonlyMap<string, Matter>> => {
    const around = await surroundings.around(null, at);
    const told = new Map<string, Matter>();
    const add = (personId: string, more: Partial<Matter>): void => {
      const before = told.get(personId) ?? nothing;
      told.set(personId, {
        conditions: [...before.conditions, ...(more.conditions ?? [])],
        cases: [...before.cases, ...(more.cases ?? [])],
        permits: [...before.permits, ...(more.permits ?? [])],
      });
    };
    // What became a 事案 is carried by its route from then on.
    const conditions = (
      await allRows((query) => store.conditions.list({ ...query, states: ["waiting", "open"] }))
    ).filter(({ incidentId }) => incidentId === null);
    const managers = holdersOf("manager", null, around).map(({ personId }) => personId);
    for (const personId of managers) add(personId, { conditions });
    for (const site of await store.registers.sites())
      for (const { personId } of holdersOf("member", site.id, around))
        if (!managers.includes(personId))
          add(personId, { conditions: conditions.filter(({ siteId }) => siteId === site.id) });
    const cases = await allRows((query) => store.incidents.list({ ...query, open: true }));
    for (const incident of cases.filter(isQuiet))
      for (const personId of new Set(waitsFor(incident))) add(personId, { cases: [incident] });
    for (const { permit, roles, by } of await permits(digestBefore(date, surroundings))) {
      const readers = new Set(
        roles.flatMap((one) => holdersOf(one, null, around).map(({ personId }) => personId)),
      );
      for (const personId of readers) if (personId !== by) add(personId, { permits: [permit] });
    }
    return told;
  };
}

/** Whether anything of it is new to its reader. */
export const isNews = ({ conditions, cases, permits }: Matter): boolean =>
  cases.length > 0 ||
  permits.length > 0 ||
  conditions.some(({ state, receivedAt }) => state === "open" && receivedAt === null);
