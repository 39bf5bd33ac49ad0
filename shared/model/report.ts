import { z } from "zod";
import { attendanceFigures, coverage } from "./attendance-figures.ts";
import { complianceFigures, complianceRow } from "./compliance.ts";
import { foreignText, id, instant } from "./common.ts";
import { gap } from "./attendance.ts";

const count = z.number().int().nonnegative();

/** The weekly summary (週次パッチ適用状況・監視状況), frozen when it was made. */
export const weeklySummary = z
  .object({
    id: id.describe("weekly- and the Monday the period begins on."),
    from: z.iso.date().describe("Monday of the period."),
    to: z.iso.date().describe("Sunday of the period."),
    madeAt: instant,
    organisation: z.string(),
    patch: z.object({
      figures: complianceFigures,
      before: complianceFigures.nullable().describe("The week before (前週), or null for the first."),
      overdue: z.array(complianceRow).max(500).describe("期限超過 first and サポート終了; by site and name."),
      targetPercent: z.number(),
    }),
    antivirus: z.object({
      on: count,
      stopped: count,
      missing: count,
      stale: count,
      couldNotLook: count,
    }),
    usb: z.object({ connected: count, unregistered: count, undecided: count }),
    lan: z.object({ strangers: count, undecided: count }),
    incidents: z.object({ opened: count, closed: count, open: count, unreceived: count }),
    correctives: z.object({ opened: count, ended: count, open: count }),
    attendance: attendanceFigures,
    coverage,
    gaps: z.array(gap.extend({ endpointName: foreignText(253).nullable() })).max(500),
    gapsLeftOut: count,
    checkpoint: z.string().max(2000).nullable().describe("The record's newest checkpoint as text, or null."),
  })
  .describe("The weekly summary.");
export type WeeklySummary = z.infer<typeof weeklySummary>;
