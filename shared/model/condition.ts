import { z } from "zod";
import { id, instant } from "./common.ts";
import { findingData, ruleCode } from "./incident.ts";
import { severity } from "./severity.ts";

/** Where a condition of a computer stands. */
export const conditionState = z
  .enum(["waiting", "open", "ended"])
  .describe(
    "waiting: true, but not yet for so long that it is told (起動後の更新待ち and the like). open: 是正事項. ended: 自動復旧, or the computer left the watch.",
  );
export type ConditionState = z.infer<typeof conditionState>;

/** A condition of one computer that closes itself: the part of a 是正事項 that speaks of this computer. */
export const condition = z
  .object({
    id: id.describe("Follows from rule, computer and beginning."),
    rule: ruleCode,
    endpointId: id,
    siteId: id,
    severity,
    state: conditionState,
    beganAt: instant.describe("When it was first found."),
    afterAbsence: z.boolean().describe("Whether it waits because the computer was away: 起動後の更新待ち."),
    openedAt: instant.nullable().describe("When it became a 是正事項, or null while it waits."),
    dueAt: instant
      .nullable()
      .describe(
        "While waiting: when to look again. While open: the deadline after which it is a 事案. Null for never.",
      ),
    incidentId: id.nullable().describe("The 事案 it became, or null."),
    receivedAt: instant.nullable(),
    receivedBy: z.string().max(80).nullable(),
    endedAt: instant.nullable(),
    data: findingData,
  })
  .describe("A condition of one computer.");
export type Condition = z.infer<typeof condition>;
