import type { FindingData } from "#shared/model/incident.ts";
import { officeDate } from "../calendar/fiscal-year.ts";
import { numberOf, type CaseWords, type Finding, type RuleDeclaration } from "./rule.ts";

/**
 * Cases a rule opens in one scope (a computer, a network) on one day of the office; what more it finds there that day
 * joins one row. A computer in somebody else's hands can invent any number of sticks and strangers: it must not be
 * able to bury the office in cases and mails.
 */
export const mostCasesADay = 20;

/** Findings counted in the one row; beyond it the row says "or more" and stays as it is. */
const mostCounted = 200;

/** The finding as a part of its scope's one row. */
export const asStorm = (rule: string, scope: string, at: string, finding: Finding): Finding => ({
  ...finding,
  fingerprint: `${rule}|many|${scope}|${officeDate(at).toString()}`.slice(0, 300),
  data: { ...finding.data, storm: true, stormCount: 1 },
});

export const isStorm = (data: FindingData): boolean => data["storm"] === true;

/** What one more finding adds to the row. */
export function joinStorm(known: FindingData): FindingData | null {
  const count = numberOf(known, "stormCount") ?? 1;
  return count >= mostCounted ? null : { stormCount: count + 1 };
}

/** The row in words; its `what` is the first one that joined. */
export function stormWords(
  rule: Pick<RuleDeclaration, "title">,
  data: FindingData,
  first: CaseWords,
): CaseWords {
  const count = numberOf(data, "stormCount") ?? 1;
  const more = count >= mostCounted ? { ja: "以上", en: " or more" } : { ja: "", en: "" };
  return {
    ...first,
    title: { ja: `${rule.title.ja}（多数）`, en: `${rule.title.en} (many)` },
    what: {
      ja: `同じ日に ${String(mostCasesADay)}件を超えました。ほか ${String(count)}件${more.ja}。例：${first.what.ja}`,
      en: `More than ${String(mostCasesADay)} on one day, and ${String(count)} more${more.en}. For example: ${first.what.en}`,
    },
  };
}
