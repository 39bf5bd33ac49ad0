import { groupConditions } from "#collector/domain/conditions/rows.ts";
import { caseWords, rules } from "#collector/domain/rules/index.ts";
import { holdersOf } from "#collector/domain/routing/chairs.ts";
import { digestMail, type DigestSubject } from "#collector/domain/texts/digest.ts";
import type { Delivery, Effects, Store, StoredIncident } from "#collector/storage/port.ts";
import type { Condition } from "#shared/model/condition.ts";
import type { Person } from "#shared/model/role.ts";
import { allRows } from "../pages.ts";
import type { Surroundings } from "../pipeline/around.ts";
import { derivedId } from "../pipeline/draft.ts";

export interface DigestDeps {
  readonly store: Pick<Store, "conditions" | "incidents" | "registers" | "endpoints" | "people">;
  readonly surroundings: Surroundings;
  readonly receiptChannel: string | null;
  readonly publicUrl: string | null;
  readonly now: () => Temporal.Instant;
}

/** What a digest has to say to one person about the sites he answers for. */
interface Matter {
  readonly conditions: readonly Condition[];
  readonly cases: readonly StoredIncident[];
}

const quiet = ({ severity, receivedAt }: StoredIncident): boolean =>
  (severity === "caution" || severity === "info") && receivedAt === null;

const within = (matter: Matter, scope: readonly string[] | "all"): Matter =>
  scope === "all"
    ? matter
    : {
        conditions: matter.conditions.filter(({ siteId }) => scope.includes(siteId)),
        cases: matter.cases.filter(({ siteId }) => siteId !== null && scope.includes(siteId)),
      };

const isNews = ({ conditions, cases }: Matter): boolean =>
  cases.length > 0 || conditions.some(({ state, receivedAt }) => state === "open" && receivedAt === null);

/** The daily digest: 注意, 情報 and 是正事項 in one mail that is received with one act. */
export function createDigests(deps: DigestDeps) {
  const { store, surroundings } = deps;

  async function everything(): Promise<Matter> {
    return {
      conditions: await allRows((query) => store.conditions.list({ ...query, states: ["waiting", "open"] })),
      cases: (await allRows((query) => store.incidents.list({ ...query, open: true }))).filter(quiet),
    };
  }

  /** 情報管理者 answers for every site, a 組合員 for the own firm's. */
  async function readers(at: string): Promise<ReadonlyMap<string, readonly string[] | "all">> {
    const found = new Map<string, readonly string[] | "all">();
    const around = await surroundings.around(null, at);
    for (const site of await store.registers.sites())
      for (const { personId } of holdersOf("member", site.id, around)) {
        const before = found.get(personId);
        found.set(personId, [...(before === undefined || before === "all" ? [] : before), site.id]);
      }
    for (const { personId } of holdersOf("manager", null, around)) found.set(personId, "all");
    return found;
  }

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
      const matter = await everything();
      const deliveries: Omit<Delivery, "attempts" | "state" | "lastError">[] = [];
      for (const [personId, scope] of await readers(at)) {
        if (!isNews(within(matter, scope))) continue;
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
      const scope = (await readers(deps.now().toString())).get(person.id);
      if (scope === undefined) return null;
      const matter = within(await everything(), scope);
      if (matter.conditions.length === 0 && matter.cases.length === 0) return null;
      return digestMail(await subject(matter, date, person));
    },
  };
}
