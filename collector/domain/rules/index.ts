import type { Wording } from "#shared/model/common.ts";
import type { FindingData, RuleCode } from "#shared/model/incident.ts";
import { antivirusMissing } from "./antivirus-missing/index.ts";
import { antivirusOff } from "./antivirus-off/index.ts";
import { antivirusStale } from "./antivirus-stale/index.ts";
import { couldNotLook } from "./could-not-look/index.ts";
import { endpointSilent } from "./endpoint-silent/index.ts";
import { gatewayChanged } from "./gateway-changed/index.ts";
import { lanUnknown } from "./lan-unknown/index.ts";
import { osUnsupported } from "./os-unsupported/index.ts";
import { patchOverdue } from "./patch-overdue/index.ts";
import type { CaseWords, ConditionRule, RuleDeclaration } from "./rule.ts";
import { isStorm, stormWords } from "./storm.ts";
import { usbUnregistered } from "./usb-unregistered/index.ts";

/** The one list of rules; a folder that is not in it is found by a test. */
export const rules = {
  "usb-unregistered": usbUnregistered,
  "lan-unknown": lanUnknown,
  "gateway-changed": gatewayChanged,
  "patch-overdue": patchOverdue,
  "antivirus-missing": antivirusMissing,
  "antivirus-off": antivirusOff,
  "antivirus-stale": antivirusStale,
  "os-unsupported": osUnsupported,
  "endpoint-silent": endpointSilent,
  "could-not-look": couldNotLook,
} as const satisfies Record<RuleCode, RuleDeclaration>;

/** Those over the state of a computer, each after every rule it depends on. */
export const conditionRules: readonly ConditionRule[] = [
  endpointSilent,
  couldNotLook,
  osUnsupported,
  antivirusMissing,
  antivirusOff,
  antivirusStale,
  patchOverdue,
];

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
