import { z } from "zod";
import { foreignText, id, instant, type Wording } from "./common.ts";

/** Where one computer stands with its updates; the first that fits, from the top. */
export const complianceState = z.enum([
  "support-ended",
  "silent",
  "could-not-look",
  "unsupported",
  "overdue",
  "failed",
  "reboot-pending",
  "in-grace",
  "applied",
]);
export type ComplianceState = z.infer<typeof complianceState>;

export const complianceStateWords: Readonly<Record<ComplianceState, Wording>> = {
  "support-ended": { ja: "サポート終了", en: "Out of support" },
  silent: { ja: "未応答", en: "Not heard from" },
  "could-not-look": { ja: "診断できず", en: "Could not look" },
  unsupported: { ja: "診断の対象外", en: "Cannot be diagnosed here" },
  overdue: { ja: "期限超過", en: "Past its deadline" },
  failed: { ja: "失敗", en: "Failed" },
  "reboot-pending": { ja: "再起動待ち", en: "Waits for a restart" },
  "in-grace": { ja: "猶予中", en: "Within its grace" },
  applied: { ja: "適用済", en: "Up to date" },
};

/** One computer in the patch view. */
export const complianceRow = z.object({
  endpointId: id,
  hostname: foreignText(253),
  siteId: id,
  siteName: z.string(),
  state: complianceState,
  pending: z.number().int().nonnegative(),
  security: z.number().int().nonnegative(),
  overdueDays: z
    .number()
    .int()
    .nonnegative()
    .describe("Days past the earliest deadline; 0 where none passed."),
  nextDueAt: instant.nullable().describe("The earliest deadline of what is pending, or null."),
  worst: foreignText(300).nullable().describe("The update whose deadline is the earliest, or null."),
  lookedAt: instant.nullable().describe("When its updates were last known, or null."),
});
export type ComplianceRow = z.infer<typeof complianceRow>;

/**
 * The three figures (期限遵守, 適用, 診断できた), each with the same denominator: every watched computer, those not heard
 * from included. Counts, since percentages below 20 computers shame a firm of five.
 */
export const complianceFigures = z.object({
  total: z.number().int().nonnegative().describe("対象台数."),
  withinDeadline: z
    .number()
    .int()
    .nonnegative()
    .describe("期限遵守: diagnosed and nothing past its deadline."),
  applied: z.number().int().nonnegative().describe("適用: nothing pending, no restart waiting."),
  diagnosed: z.number().int().nonnegative().describe("診断できた台数."),
  byState: z.record(complianceState, z.number().int().nonnegative()),
});
export type ComplianceFigures = z.infer<typeof complianceFigures>;
