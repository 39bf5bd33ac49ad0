import { z } from "zod";
import { foreignText, id, instant, mac, type Wording } from "./common.ts";

/** How far a member firm is watched. */
export const siteCoverage = z
  .enum(["watched", "self-check", "declined", "open"])
  .describe(
    "監視中, 自己点検のみ, 申出により対象外 or 未対応. A site with an enrolled computer counts as 監視中.",
  );
export type SiteCoverage = z.infer<typeof siteCoverage>;

/** Where computers stand; a reporting route is picked by the kind of site. */
export const site = z
  .object({
    id: id.describe("The site's identifier."),
    name: z.string().min(1).max(80).describe("The site's name, for example 事務局."),
    kind: z.enum(["office", "member"]).describe("The cooperative's office, or a member firm."),
    coverage: siteCoverage.default("open"),
    note: z
      .string()
      .max(500)
      .nullable()
      .default(null)
      .describe("備考, for example when and by whom a firm declined."),
  })
  .describe("A place where computers stand.");
export type Site = z.infer<typeof site>;

export const platform = z.enum(["linux", "windows", "macos"]).describe("The operating system family.");
export type Platform = z.infer<typeof platform>;

/** The life of a computer in the register. */
export const endpointState = z
  .enum(["active", "restarting", "resting", "taken-out", "replaced", "retired", "excluded", "revoked"])
  .describe("Where the computer is in its life.");
export type EndpointState = z.infer<typeof endpointState>;

export const endpointStateWords: Readonly<Record<EndpointState, Wording>> = {
  active: { ja: "運用中", en: "In use" },
  restarting: { ja: "再起動中", en: "Restarting" },
  resting: { ja: "休止", en: "Resting" },
  "taken-out": { ja: "持出し中", en: "Taken out" },
  replaced: { ja: "入替済", en: "Replaced" },
  retired: { ja: "廃止", en: "Retired" },
  excluded: { ja: "監視対象外", en: "Not watched" },
  revoked: { ja: "無効", en: "Revoked" },
};

/** How well one sensor of one computer works at this moment. */
export const sensorHealth = z
  .object({
    fact: z.string().max(40).describe("The fact this sensor reads."),
    status: z.enum(["ok", "unsupported", "failed", "pending"]).describe("The outcome of the last look."),
    code: z.string().max(60).nullable().describe("The failure code, or null."),
    reason: foreignText(500).nullable().describe("Why it could not look, in words, or null."),
    lastRunAt: instant.nullable().describe("When it last looked."),
    durationMs: z
      .number()
      .int()
      .nonnegative()
      .nullable()
      .describe("How long the last look took, in milliseconds."),
  })
  .describe("The health of one sensor.");
export type SensorHealth = z.infer<typeof sensorHealth>;

/** A computer as the list shows it. */
export const endpoint = z
  .object({
    id: id.describe("The computer's identifier."),
    hostname: foreignText(253).describe("The name the computer gives itself."),
    managementNumber: z.string().max(40).nullable().describe("管理番号 of the register, or null."),
    platform,
    kind: z.enum(["terminal", "server"]).describe("端末 or サーバ."),
    site,
    state: endpointState,
    assetClass: z.enum(["1", "2", "3"]).nullable().default(null).describe("重要性分類 Ⅰ, Ⅱ or Ⅲ, or null."),
    userIds: z.array(id).max(20).default([]).describe("登録使用者: people of the register who use it."),
    connected: z.boolean().describe("Whether its agent is connected now."),
    lastSeenAt: instant.nullable().describe("When its agent was last heard."),
    enrolledAt: instant.describe("When it was enrolled."),
    agentVersion: z.string().max(40).describe("The version of its agent."),
    operatingSystem: foreignText(200)
      .nullable()
      .describe("Name and version of the operating system, or null."),
    macs: z.array(mac).describe("The network cards it reports, docks included."),
    clockOffsetMs: z
      .number()
      .nullable()
      .describe("Its clock minus the collector's, in milliseconds, or null."),
    sensors: z.array(sensorHealth).describe("The health of each sensor, as last told."),
    certificateExpiresAt: instant.nullable().describe("When its certificate ends."),
  })
  .describe("An enrolled computer.");
export type Endpoint = z.infer<typeof endpoint>;
