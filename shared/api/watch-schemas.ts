import { z } from "zod";
import { gap } from "../model/attendance.ts";
import { condition } from "../model/condition.ts";
import { foreignText, id, instant } from "../model/common.ts";
import { ruleCode } from "../model/incident.ts";
import { designation, person, role } from "../model/role.ts";
import { severity } from "../model/severity.ts";

const words = z.object({ ja: z.string(), en: z.string() });

/** How the nightly backup stands. */
export const backupState = z.object({
  lastAt: instant.nullable().describe("When one last worked, or null for never."),
  place: z
    .enum(["second-place", "same-disk", "none"])
    .describe("Whether the copy lies in a second place, on the same disk, or nowhere."),
  failures: z.number().int().nonnegative().describe("Failures since the last one that worked."),
  lastError: z.string().nullable(),
});
export type BackupState = z.infer<typeof backupState>;

/** 是正事項: one row for a rule and a site, with its computers inside. */
export const correctiveRow = z.object({
  id: z.string().describe("Rule and site."),
  rule: ruleCode,
  title: words,
  clause: z.string(),
  siteId: id,
  siteName: z.string(),
  severity,
  waiting: z.number().int().nonnegative().describe("Computers that only wait (起動後の更新待ち)."),
  open: z.number().int().nonnegative(),
  becameIncident: z.number().int().nonnegative(),
  beganAt: instant,
  nextDueAt: instant
    .nullable()
    .describe("The earliest deadline after which a computer becomes a 事案, or null."),
  receivedAt: instant.nullable().describe("When the last of them was received, or null while one is not."),
  receivedBy: z.string().nullable(),
  computers: z
    .array(
      condition.extend({
        endpointName: foreignText(253),
        incidentNumber: z.string().nullable(),
        what: words,
      }),
    )
    .max(1000),
});
export type CorrectiveRow = z.infer<typeof correctiveRow>;

export const gapRow = gap.extend({
  endpointName: foreignText(253).nullable(),
  siteName: z.string().nullable(),
});
export type GapRow = z.infer<typeof gapRow>;

export const recordRow = z.object({
  chain: z.string(),
  index: z.number().int(),
  at: instant.nullable(),
  actor: z.string().nullable(),
  action: z.string().nullable(),
  subject: z.string().nullable(),
  detail: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe("Null where the payload was deleted by schedule."),
  hash: z.string(),
});
export type RecordRow = z.infer<typeof recordRow>;

export const personRow = person.extend({
  siteName: z.string().nullable(),
  deputyFor: z.array(role).describe("Chairs this person acts for at this moment."),
});
export type PersonRow = z.infer<typeof personRow>;

/** What somebody still holds when he is made 無効. */
export const holdings = z.object({
  roles: z.array(role),
  designations: z.array(designation),
  openCases: z.array(z.object({ id, number: z.string(), title: words })),
  endpoints: z.array(z.object({ id, hostname: foreignText(253) })),
  vacated: z.array(role).describe("Chairs that nobody holds once he is gone."),
});
export type Holdings = z.infer<typeof holdings>;
