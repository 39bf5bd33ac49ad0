import type { ComplianceRow, ComplianceState } from "#shared/model/compliance.ts";
import { complianceStateWords } from "#shared/model/compliance.ts";
import type { Language } from "../../language/language.ts";
import type { Tone } from "../../parts/tag/tag.tsx";
import type { patchTexts } from "../../text/patch/index.ts";
import { daysLeft } from "../../times/format.ts";

const tones: Readonly<Record<ComplianceState, Tone>> = {
  "support-ended": "attention",
  silent: "unknown",
  "could-not-look": "unknown",
  unsupported: "quiet",
  overdue: "attention",
  failed: "attention",
  "reboot-pending": "plain",
  "in-grace": "plain",
  applied: "quiet",
};

/** Where a computer stands in words, with its days where it has some, and how much that asks for a look. */
export function standing(
  { state, overdueDays, nextDueAt }: ComplianceRow,
  now: string,
  language: Language,
  t: typeof patchTexts.ja,
): { readonly words: string; readonly tone: Tone } {
  const tone = tones[state];
  if (state === "overdue" && overdueDays > 0) return { words: t.overdue(overdueDays), tone };
  if (state === "in-grace" && nextDueAt !== null) {
    const left = daysLeft(nextDueAt, now);
    // A deadline that passed while the computer was off gives it the hours after an absence.
    return { words: left === 0 ? t.notStarted : t.grace(left), tone };
  }
  return { words: complianceStateWords[state][language], tone };
}

const undiagnosed: ReadonlySet<ComplianceState> = new Set([
  "support-ended",
  "silent",
  "could-not-look",
  "unsupported",
]);

/** What is pending. Nothing known of a computer that could not be diagnosed is not nothing pending. */
export const pendingWords = (
  { state, pending, security }: ComplianceRow,
  t: typeof patchTexts.ja,
  unknown: string,
): string => (pending === 0 && undiagnosed.has(state) ? unknown : t.pendingCount(pending, security));
