import { groupConditions } from "#collector/domain/conditions/rows.ts";
import { caseTitle, caseWords } from "#collector/domain/rules/index.ts";
import type { Store } from "#collector/storage/port.ts";
import type { CorrectiveRow } from "#shared/api/watch-schemas.ts";
import type { Condition } from "#shared/model/condition.ts";

/** Computers that one row carries; its counts are of all of them. */
const shownAtMost = 1000;

/** 是正事項 as people see them: one row for a rule and a site, with the names of its computers and cases. */
export async function correctiveRows(
  store: Pick<Store, "endpoints" | "incidents" | "registers">,
  conditions: readonly Condition[],
): Promise<CorrectiveRow[]> {
  const sites = new Map((await store.registers.sites()).map(({ id, name }) => [id, name]));
  const numbers = new Map<string, string | null>();
  for (const { incidentId } of conditions)
    if (incidentId !== null && !numbers.has(incidentId))
      numbers.set(incidentId, (await store.incidents.get(incidentId))?.number ?? null);

  const computer = async (one: Condition): Promise<CorrectiveRow["computers"][number]> => ({
    ...one,
    endpointName: (await store.endpoints.get(one.endpointId))?.hostname ?? one.endpointId,
    incidentNumber: one.incidentId === null ? null : (numbers.get(one.incidentId) ?? null),
    what: caseWords(one).what,
  });

  const rows: CorrectiveRow[] = [];
  for (const { conditions: members, ...group } of groupConditions(conditions)) {
    const [first] = members;
    if (first === undefined) continue;
    rows.push({
      ...group,
      ...caseTitle(first),
      siteName: sites.get(group.siteId) ?? group.siteId,
      computers: await Promise.all(members.slice(0, shownAtMost).map(computer)),
    });
  }
  return rows;
}
