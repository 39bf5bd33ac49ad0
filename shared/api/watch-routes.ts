import { z } from "zod";
import { asset, assetKind, assetState } from "../model/asset.ts";
import { attendanceFigures, coverage } from "../model/attendance-figures.ts";
import { id, instant, mac, oneLine, page } from "../model/common.ts";
import { checkpoint } from "../model/checkpoint.ts";
import { complianceFigures, complianceRow, complianceState } from "../model/compliance.ts";
import { policy } from "../model/policy.ts";
import { weeklySummary } from "../model/report.ts";
import { designation, role } from "../model/role.ts";
import {
  byId,
  done,
  emptyQuery,
  flag,
  none,
  oneTimeLink,
  paging,
  password,
  personName,
  phone,
  type Route,
  totpCode,
} from "./route-parts.ts";
import { incidentDetail, session } from "./schemas.ts";
import { correctiveRow, gapRow, holdings, personRow, recordRow } from "./watch-schemas.ts";

const reason = z.string().trim().min(1).max(1000);
const nullableText = (max: number) => z.string().trim().max(max).nullable().default(null);
const personFields = {
  name: personName,
  email: z.email().max(254),
  phone: phone.default(null),
  roles: z.array(role).max(10).default([]),
  siteId: id.nullable().default(null).describe("所属; for a 組合員 the member firm it sees."),
  language: z.enum(["ja", "en"]).default("ja"),
};
const assetFields = {
  kind: assetKind,
  name: oneLine(80).min(1),
  managementNumber: oneLine(40).nullable().default(null),
  siteId: id,
  place: oneLine(80).nullable().default(null),
  user: oneLine(80).nullable().default(null),
  mac: mac.nullable().default(null),
  note: nullableText(500),
  state: assetState.default("in-use"),
};

/** Requests about the watch as a whole: routes of cases, people, compliance, attendance, records and papers. */
export const watchRoutes = {
  passOnIncident: {
    method: "POST",
    path: "/api/v1/incidents/:id/pass-on",
    summary: "Pass a received case on to the next step (上申).",
    params: byId,
    body: z.strictObject({ instruction: nullableText(1000) }),
    response: incidentDetail,
  },
  judgeIncident: {
    method: "POST",
    path: "/api/v1/incidents/:id/severity",
    summary: "Judge a case 重大, raise the suspicion of it, or lower it, with a reason.",
    params: byId,
    body: z.strictObject({ to: z.enum(["grave", "suspected-grave", "warning", "caution"]), reason }),
    response: incidentDetail,
  },
  markIncidentHandled: {
    method: "POST",
    path: "/api/v1/incidents/:id/handled",
    summary: "Say that a case is dealt with and waits for the 統括情報管理者 (対応済).",
    params: byId,
    body: z.strictObject({ text: z.string().trim().min(1).max(2000) }),
    response: incidentDetail,
  },
  noteIncidentClosing: {
    method: "PUT",
    path: "/api/v1/incidents/:id/closing",
    summary: "Write cause, measure and prevention (原因・措置・再発防止策), without which no case is closed.",
    params: byId,
    body: z.strictObject({ cause: reason, measure: reason, prevention: reason }),
    response: incidentDetail,
  },
  setIncidentParties: {
    method: "PUT",
    path: "/api/v1/incidents/:id/parties",
    summary: "Name the 当事者, who neither receives, judges nor closes this case.",
    params: byId,
    body: z.strictObject({ personIds: z.array(id).max(20), reason: z.string().trim().min(1).max(500) }),
    response: incidentDetail,
  },
  answerGateway: {
    method: "POST",
    path: "/api/v1/incidents/:id/gateway",
    summary: "Answer 「ルータが変わりました」: a planned exchange, or nobody knows of it.",
    params: byId,
    body: z.strictObject({ planned: z.boolean() }),
    response: incidentDetail,
  },
  listCorrectives: {
    method: "GET",
    path: "/api/v1/correctives",
    summary: "是正事項: one row for a rule and a site.",
    query: z.strictObject({
      waiting: flag.optional().describe("Leave out those that only wait with false."),
    }),
    response: z.object({ items: z.array(correctiveRow), asOf: instant }),
  },
  receiveDigest: {
    method: "POST",
    path: "/api/v1/correctives/receive",
    summary: "One 受領 for every open 是正事項 and quiet case this person is to receive.",
    body: none,
    response: z.object({ received: z.number().int() }),
  },
  getPatchCompliance: {
    method: "GET",
    path: "/api/v1/patch-compliance",
    summary: "Patch compliance: the three figures and one row a computer, worst first.",
    query: z.strictObject({ ...paging, siteId: id.optional(), state: complianceState.optional() }),
    response: page(complianceRow).extend({ figures: complianceFigures, targetPercent: z.number() }),
  },
  getAttendance: {
    method: "GET",
    path: "/api/v1/attendance",
    summary: "監視稼働率 with 監視範囲, and the gaps of a time, newest first.",
    query: z.strictObject({
      ...paging,
      from: instant.optional().describe("Default: midnight of the office's day six days ago."),
      to: instant.optional().describe("Default: now."),
      endpointId: id.optional(),
      subject: z.enum(["collector", "agent", "sensor"]).optional(),
    }),
    response: page(gapRow).extend({ figures: attendanceFigures, coverage }),
  },
  recordExport: {
    method: "POST",
    path: "/api/v1/exports",
    summary: "Record that rows were taken out of Hinomi as a file (出力), before they are.",
    body: z.strictObject({
      what: z.enum(["gaps"]),
      rows: z.number().int().min(1).max(100_000),
      from: instant,
      to: instant,
    }),
    response: done,
  },
  listReports: {
    method: "GET",
    path: "/api/v1/reports",
    summary: "Weekly summaries, newest first.",
    query: z.strictObject(paging),
    response: page(weeklySummary),
  },
  getReport: {
    method: "GET",
    path: "/api/v1/reports/:id",
    summary: "One weekly summary as it was frozen.",
    params: byId,
    response: weeklySummary,
  },
  listRecords: {
    method: "GET",
    path: "/api/v1/records",
    summary: "The records (記録簿), newest first; looking at them is itself recorded.",
    query: z.strictObject({
      ...paging,
      action: z.string().max(60).optional(),
      subject: z.string().max(128).optional(),
    }),
    response: page(recordRow),
  },
  listCheckpoints: {
    method: "GET",
    path: "/api/v1/checkpoints",
    summary: "Signed checkpoints of the records, newest first.",
    query: emptyQuery,
    response: z.object({ items: z.array(checkpoint.extend({ text: z.string() })), asOf: instant }),
  },
  getPolicy: {
    method: "GET",
    path: "/api/v1/policy",
    summary: "Routes, deadlines and authorities in force (実施手順で定める値).",
    query: emptyQuery,
    response: z.object({ policy, source: z.string(), asOf: instant }),
  },
  createPerson: {
    method: "POST",
    path: "/api/v1/people",
    summary: "Enter a person.",
    body: z.strictObject(personFields),
    response: personRow,
  },
  updatePerson: {
    method: "PUT",
    path: "/api/v1/people/:id",
    summary: "Change a person's name, address, chairs or firm.",
    params: byId,
    body: z.strictObject(personFields),
    response: personRow,
  },
  invitePerson: {
    method: "POST",
    path: "/api/v1/people/:id/invite",
    summary: "Make a one-time link by which this person sets a password and a second factor.",
    params: byId,
    body: none,
    response: z.object({
      link: z.string().describe("Shown once; opened by that person only."),
      mailed: z.boolean(),
      expiresAt: instant,
    }),
  },
  getHoldings: {
    method: "GET",
    path: "/api/v1/people/:id/holdings",
    summary: "What this person holds: chairs, designations, open cases, computers.",
    params: byId,
    response: holdings,
  },
  disablePerson: {
    method: "POST",
    path: "/api/v1/people/:id/disable",
    summary: "Make a person 無効: sessions, links and designations end at once.",
    params: byId,
    body: z.strictObject({ reason }),
    response: z.object({ person: personRow, holdings }),
  },
  beginAccount: {
    method: "POST",
    path: "/api/v1/account/begin",
    summary: "Open the one-time link of an account and get a secret for the authenticator.",
    body: z.strictObject({ link: oneTimeLink }),
    response: z.object({
      name: z.string(),
      email: z.string(),
      totpUri: z.string(),
      totpSecret: z.string(),
      qr: z.string().describe("The same as a picture: rows of 0 and 1, separated by spaces."),
    }),
  },
  finishAccount: {
    method: "POST",
    path: "/api/v1/account",
    summary: "Set password and second factor by the one-time link, and sign in.",
    body: z.strictObject({ link: oneTimeLink, password, totpCode }),
    response: session,
  },
  listDesignations: {
    method: "GET",
    path: "/api/v1/designations",
    summary: "Deputies by designation, newest first.",
    query: emptyQuery,
    response: z.object({ items: z.array(designation), asOf: instant }),
  },
  createDesignation: {
    method: "POST",
    path: "/api/v1/designations",
    summary: "Enter a deputy's designation (代理) with its period.",
    body: z.strictObject({
      role,
      personId: id,
      siteId: id.nullable().default(null),
      from: instant,
      until: instant,
      designatedBy: oneLine(80).min(1),
      designatedOn: z.iso.date(),
    }),
    response: designation,
  },
  endDesignation: {
    method: "POST",
    path: "/api/v1/designations/:id/end",
    summary: "End a designation now.",
    params: byId,
    body: z.strictObject({ reason }),
    response: designation,
  },
  listAssets: {
    method: "GET",
    path: "/api/v1/assets",
    summary: "Devices of the ledger without an agent.",
    query: emptyQuery,
    response: z.object({ items: z.array(asset), asOf: instant }),
  },
  createAsset: {
    method: "POST",
    path: "/api/v1/assets",
    summary: "Enter a device without an agent.",
    body: z.strictObject(assetFields),
    response: asset,
  },
  updateAsset: {
    method: "PUT",
    path: "/api/v1/assets/:id",
    summary: "Change a device without an agent.",
    params: byId,
    body: z.strictObject(assetFields),
    response: asset,
  },
  deleteSessionsOf: {
    method: "POST",
    path: "/api/v1/people/:id/sign-out",
    summary: "End every session of a person (a lost telephone).",
    params: byId,
    body: none,
    response: done,
  },
} as const satisfies Record<string, Route>;
