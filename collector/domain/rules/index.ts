import type { Wording } from "#shared/model/common.ts";
import type { FindingData, RuleCode } from "#shared/model/incident.ts";
import { lanUnknown } from "./lan-unknown/index.ts";
import type { CaseWords, RuleDeclaration } from "./rule.ts";
import { isStorm, stormWords } from "./storm.ts";
import { usbUnregistered } from "./usb-unregistered/index.ts";

/** The one list of rules; a folder that is not in it is found by a test. */
export const rules = {
  "usb-unregistered": usbUnregistered,
  "lan-unknown": lanUnknown,
} as const satisfies Record<RuleCode, RuleDeclaration>;

/** The case in words, for pages, papers and mails. */
export function caseWords(incident: { readonly rule: RuleCode; readonly data: FindingData }): CaseWords {
  const rule = rules[incident.rule];
  const words = rule.words(incident.data);
  return isStorm(incident.data) ? stormWords(rule, incident.data, words) : words;
}

/** What a reader joins to a stored case: its title in both languages and the clause it serves. */
export const caseTitle = (incident: {
  readonly rule: RuleCode;
  readonly data: FindingData;
}): { readonly title: Wording; readonly clause: string } => ({
  title: caseWords(incident).title,
  clause: rules[incident.rule].clause,
});
