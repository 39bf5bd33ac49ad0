import { z } from "zod";
import { instant } from "./common.ts";

const seconds = z.number().int().nonnegative();

/** 監視稼働率 as seconds, so that everybody can recount it. */
export const attendanceFigures = z
  .object({
    from: instant,
    to: instant,
    collectorDue: seconds.describe("Seconds the collector existed in the period."),
    collectorWatched: seconds,
    agentsDue: seconds.describe(
      "Seconds over all agents, without those in which the computer was off or asleep.",
    ),
    agentsWatched: seconds.describe("Of these, the seconds in which agent and collector watched."),
    sensorsDue: seconds,
    sensorsWatched: seconds,
    gaps: z.number().int().nonnegative(),
    openGaps: z.number().int().nonnegative(),
    unconfirmed: z.number().int().nonnegative(),
  })
  .describe("How much of the time that was due was watched.");
export type AttendanceFigures = z.infer<typeof attendanceFigures>;

/** 監視範囲: what is watched of what there is. 監視稼働率 is never shown without it. */
export const coverage = z
  .object({
    computersWatched: z.number().int().nonnegative(),
    computersInLedger: z.number().int().nonnegative(),
    networksWatched: z.number().int().nonnegative(),
    networksLearning: z.number().int().nonnegative(),
    networksUnheard: z.number().int().nonnegative().describe("Entered networks that no agent stands on now."),
    firms: z.object({
      watched: z.number().int().nonnegative().describe("監視中"),
      selfCheck: z.number().int().nonnegative().describe("自己点検のみ"),
      declined: z.number().int().nonnegative().describe("申出により対象外"),
      open: z.number().int().nonnegative().describe("未対応"),
    }),
    agentless: z.number().int().nonnegative().describe("Devices of the ledger without an agent."),
    strangers: z
      .number()
      .int()
      .nonnegative()
      .describe("Devices on watched networks without agent and without a decision."),
  })
  .describe("監視範囲.");
export type Coverage = z.infer<typeof coverage>;
