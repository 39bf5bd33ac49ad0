import { groupConditions } from "#collector/domain/conditions/rows.ts";
import { caseWords, rules } from "#collector/domain/rules/index.ts";
import { digestMail, type DigestSubject } from "#collector/domain/texts/digest.ts";
import type { Delivery, Effects, Store } from "#collector/storage/port.ts";
import type { Person } from "#shared/model/role.ts";
import type { Surroundings } from "../pipeline/around.ts";
import { derivedId } from "../pipeline/draft.ts";
import { createMatters, isNews, type Matter } from "./digest-matter.ts";

export interface DigestDeps {
  readonly store: Pick<Store, "conditions" | "incidents" | "registers" | "endpoints" | "people" | "records">;
  readonly surroundings: Surroundings;
  readonly receiptChannel: string | null;
  readonly publicUrl: string | null;
  readonly now: () => Temporal.Instant;
}

/** The daily digest: 注意, 情報 and 是正事項 in one mail that is received with one act. */
export function createDigests(deps: DigestDeps) {
  const { store } = deps;
  const mattersOf = createMatters(store, deps.surroundings);

  async function subject(matter: Matter, date: string, person: Person): Promise<DigestSubject> {
    const sites = new Map((await store.registers.sites()).map(({ id, name }) => [id, name]));
    const names = new Map<string, string>();
    const involved = new Set([
      ...matter.conditions.map(({ endpointId }) => endpointId),
      ...matter.cases.flatMap(({ endpointId }) => (endpointId === null ? [] : [endpointId])),
    ]);
    for (const id of involved) names.set(id, (await store.endpoints.get(id))?.hostname ?? id);
    return {
      date,
      rows: groupConditions(matter.conditions).map((row) => ({
        title: rules[row.rule].title,
        siteName: sites.get(row.siteId) ?? "",
        open: row.open,
        waiting: row.waiting,
        nextDueAt: row.nextDueAt,
        names: row.conditions.map(({ endpointId }) => names.get(endpointId) ?? endpointId),
      })),
      cases: matter.cases.map((incident) => ({
        number: incident.number,
        title: caseWords(incident).title,
        place: [
          incident.siteId === null ? null : (sites.get(incident.siteId) ?? null),
          incident.endpointId === null ? null : (names.get(incident.endpointId) ?? null),
        ]
          .filter((name) => name !== null)
          .join("／"),
      })),
      permits: matter.permits,
      publicUrl: deps.publicUrl,
      language: person.language,
    };
  }

  return {
    /** Who is told on `date`, and nobody where nothing is new. */
    async of(date: string): Promise<Pick<Effects, "deliveries">> {
      const channel = deps.receiptChannel;
      if (channel === null) return { deliveries: [] };
      const at = deps.now().toString();
      const deliveries: Omit<Delivery, "attempts" | "state" | "lastError">[] = [];
      for (const [personId, matter] of await mattersOf(date, at)) {
        if (!isNews(matter)) continue;
        deliveries.push({
          id: derivedId("dl", "digest", date, personId, channel),
          about: { kind: "digest", id: date },
          personId,
          channel,
          kind: "action",
          dueAt: at,
          createdAt: at,
        });
      }
      return { deliveries };
    },
    /** The mail as it stands when it is sent; null where nothing is left to say. */
    async compose(date: string, person: Person) {
      const matter = (await mattersOf(date, deps.now().toString())).get(person.id);
      if (matter === undefined) return null;
      const { conditions, cases, permits } = matter;
      if (conditions.length + cases.length + permits.length === 0) return null;
      return digestMail(await subject(matter, date, person));
    },
  };
}
