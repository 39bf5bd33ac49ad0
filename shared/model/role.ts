import { z } from "zod";
import type { Wording } from "./common.ts";

/** The chairs of the policy. A person may hold several, or none. */
export const role = z
  .enum([
    "chief",
    "supervisor",
    "deputy-supervisor",
    "manager",
    "csirt",
    "member",
    "staff",
    "auditor",
    "maintainer",
    "board",
  ])
  .describe("A role of the organisation's policy.");
export type Role = z.infer<typeof role>;

export const roleWords: Readonly<Record<Role, Wording>> = {
  chief: { ja: "最高情報統括責任者", en: "Chief information officer (CIO, CISO)" },
  supervisor: { ja: "統括情報管理者", en: "Supervising information manager" },
  "deputy-supervisor": { ja: "統括情報管理者補佐", en: "Deputy supervising information manager" },
  manager: { ja: "情報管理者", en: "Information manager" },
  csirt: { ja: "組合CSIRT", en: "Cooperative CSIRT" },
  member: { ja: "組合員", en: "Member firm" },
  staff: { ja: "職員", en: "Staff" },
  auditor: { ja: "監査人", en: "Auditor" },
  maintainer: { ja: "保守担当", en: "Maintainer" },
  board: { ja: "理事会", en: "Board" },
};

/** A person who may sign in or be told. */
export const person = z
  .object({
    id: z.string().describe("The person's identifier."),
    name: z.string().min(1).max(80).describe("The name as written on papers."),
    email: z.email().max(254).describe("The address that receives notices."),
    phone: z.string().max(40).nullable().describe("The number to call, or null."),
    roles: z.array(role).describe("The chairs this person holds."),
    language: z.enum(["ja", "en"]).describe("The language of screens and mails."),
    secondFactor: z.boolean().describe("Whether a second factor (TOTP) is set up."),
    siteId: z
      .string()
      .nullable()
      .default(null)
      .describe("所属: the site or member firm, or null. 組合員 sees this firm only."),
    hasAccount: z.boolean().default(true).describe("Whether this person can sign in."),
    disabled: z.boolean().describe("Whether the account was made 無効."),
    createdAt: z.iso.datetime().describe("When the account was made."),
  })
  .describe("A person known to Hinomi.");
export type Person = z.infer<typeof person>;

/** 代理: somebody acts for a chair, by designation and for a period. */
export const designation = z
  .object({
    id: z.string(),
    role,
    personId: z.string().describe("Who acts."),
    siteId: z.string().nullable().describe("The firm, for the chair 組合員; else null."),
    from: z.iso.datetime(),
    until: z.iso.datetime(),
    designatedBy: z.string().min(1).max(80).describe("指名者, as written on the paper."),
    designatedOn: z.iso.date().describe("指名日."),
    endedAt: z.iso.datetime().nullable().describe("When it was ended early, or null."),
  })
  .describe("A deputy's designation.");
export type Designation = z.infer<typeof designation>;
