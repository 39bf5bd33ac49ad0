import { z } from "zod";
import { foreignText, id, instant, type Wording } from "./common.ts";

/** Why nobody was watching. */
export const gapCause = z.enum([
  "unconfirmed",
  "computer-off",
  "asleep",
  "power-lost",
  "agent-stopped",
  "agent-killed",
  "network-cut",
  "collector-stopped",
  "collector-killed",
  "sensor-failed",
  "clock-moved",
]);
export type GapCause = z.infer<typeof gapCause>;

export const gapCauseWords: Readonly<Record<GapCause, Wording>> = {
  unconfirmed: { ja: "未確認", en: "Not confirmed yet" },
  "computer-off": { ja: "電源断（通常の終了）", en: "Computer switched off" },
  asleep: { ja: "スリープ", en: "Computer asleep" },
  "power-lost": { ja: "電源断（終了の記録なし）", en: "Computer went off without a shutdown" },
  "agent-stopped": { ja: "エージェントの停止（操作）", en: "Agent stopped by somebody" },
  "agent-killed": { ja: "エージェントの異常終了", en: "Agent ended without a stop" },
  "network-cut": { ja: "通信断", en: "Network cut" },
  "collector-stopped": { ja: "監視サーバの停止（操作）", en: "Collector stopped" },
  "collector-killed": { ja: "監視サーバの異常終了", en: "Collector ended without a stop" },
  "sensor-failed": { ja: "センサーの故障", en: "Sensor could not look" },
  "clock-moved": { ja: "時計の変更", en: "Clock was moved" },
};

/** Causes during which a computer had nothing to be watched: they are no part of the time that is due. */
export const excusedCauses: ReadonlySet<GapCause> = new Set(["computer-off", "asleep"]);

/** An interval in which the collector, an agent or a sensor did not watch. */
export const gap = z
  .object({
    id: id.describe("Follows from its subject and beginning."),
    subject: z.enum(["collector", "agent", "sensor"]),
    endpointId: id.nullable().describe("The computer, or null for the collector itself."),
    fact: z.string().max(40).nullable().describe("The sensor's fact, or null."),
    from: instant,
    to: instant.nullable().describe("Null while it lasts."),
    cause: gapCause,
    detail: foreignText(500).describe("What is known about it, as the source put it."),
    explainedAt: instant.nullable().describe("When its cause became known, or null."),
  })
  .describe("A gap in the watch (監視の空白).");
export type Gap = z.infer<typeof gap>;
