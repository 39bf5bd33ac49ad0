import { z } from "zod";
import { oneLine } from "./common.ts";
import { role } from "./role.ts";

const clockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/u, "write a time of day as 08:30")
  .describe("A time of day on the office's clock.");
const day = z.iso.date().describe("A date, 2026-12-29.");
const words = z.strictObject({ ja: oneLine(80).min(1), en: oneLine(120).min(1) });

/** One step of a reporting route: the chairs that are told together. */
export const routeStep = z.strictObject({
  roles: z.array(role).min(1).max(4).describe("The chairs of this step; each gives its own stamp."),
});
export type RouteStep = z.infer<typeof routeStep>;

/** The routes a policy can name. A site's kind picks office or member; the others are taken by what happened. */
export const routeName = z.enum(["office", "member", "compliance", "grave"]);
export type RouteName = z.infer<typeof routeName>;

const reportingRoute = z.strictObject({
  title: words,
  clause: oneLine(40).min(1).describe("The clause that fixes this route."),
  steps: z.array(routeStep).min(1).max(8),
});
export type ReportingRoute = z.infer<typeof reportingRoute>;

/** Acts that only certain chairs may do (だれが許可するか). */
export const authorityName = z.enum([
  "usb-today",
  "usb-week",
  "usb-year",
  "usb-forbid",
  "lan-today",
  "lan-allow",
  "lan-forbid",
  "network",
  "policy-major",
  "policy-minor",
  "people",
  "records-view",
  "close-case",
  "judge-grave",
  "lower-grave",
]);
export type AuthorityName = z.infer<typeof authorityName>;

/** Who may do one act, and who is told of it afterwards (事後承認). */
export const authority = z.strictObject({
  roles: z.array(role).min(1).describe("The chairs that may do it."),
  "confirmed-by": z.array(role).default([]).describe("The chairs that confirm it afterwards."),
  clause: oneLine(60).min(1),
});
export type Authority = z.infer<typeof authority>;

const businessDays = z.number().int().min(0).max(250);

/** Days after which an update that is not installed is past its grace, by class. */
const graceDays = z.strictObject({
  exploited: z.number().int().min(0).max(90).default(3),
  critical: z.number().int().min(0).max(365).default(7),
  important: z.number().int().min(0).max(365).default(14),
  other: z.number().int().min(0).max(365).default(30),
});

/**
 * What an organisation's policy fixes and what its procedures set (実施手順で定める値). Roles, steps and their order
 * belong to the 理事会; deadlines, hours and thresholds to the 統括情報管理者.
 */
export const policy = z.strictObject({
  edition: z.strictObject({
    name: oneLine(80).min(1).describe("The edition's name as people call it."),
    resolved: day.nullable().default(null).describe("議決日 of the 理事会, or null."),
    effective: day.nullable().default(null).describe("施行日, or null."),
  }),
  routes: z.strictObject({
    office: reportingRoute,
    member: reportingRoute,
    compliance: reportingRoute,
    grave: reportingRoute,
  }),
  hours: z.strictObject({
    opens: clockTime.default("08:30"),
    closes: clockTime.default("17:30"),
    "morning-deadline": clockTime.default("09:30"),
    digest: clockTime.default("16:30"),
    closed: z.array(day).max(366).default([]).describe("Further days on which the office is closed."),
    open: z
      .array(day)
      .max(366)
      .default([])
      .describe("Days on which it is open although the calendar says closed."),
  }),
  deadlines: z.strictObject({
    "warning-minutes": z.number().int().min(5).max(1440).default(60),
    "grave-minutes": z.number().int().min(5).max(240).default(15),
    "grave-repeat-minutes": z.number().int().min(5).max(240).default(10),
  }),
  corrective: z
    .strictObject({
      "patch-overdue": businessDays.nullable().default(5),
      "antivirus-missing": businessDays.nullable().default(1),
      "antivirus-stale": businessDays.nullable().default(3),
      "os-unsupported": businessDays.nullable().default(20),
      "endpoint-silent": businessDays.nullable().default(1),
      "could-not-look": businessDays.nullable().default(3),
    })
    .describe("Business days after which a 是正事項 becomes a 事案; null for never."),
  thresholds: z.strictObject({
    "patch-grace-days": graceDays.prefault({}),
    "patch-target-percent": z.number().min(0).max(100).default(95),
    "antivirus-caution-days": z.number().int().min(1).max(90).default(3),
    "antivirus-warning-days": z.number().int().min(1).max(180).default(7),
    "after-absence-hours": z
      .number()
      .min(0)
      .max(48)
      .default(4)
      .describe("Powered-on hours that a computer gets after an absence of a day or more."),
    "server-silent-minutes": z.number().int().min(2).max(1440).default(5),
    "server-restart-minutes": z.number().int().min(2).max(1440).default(30),
    "terminal-silent-minutes": z.number().int().min(5).max(1440).default(30),
    "whereabouts-business-days": z.number().int().min(1).max(60).default(5),
    "could-not-look-minutes": z.number().int().min(1).max(1440).default(30),
    "antivirus-off-minutes": z.number().int().min(1).max(1440).default(15),
    "antivirus-missing-minutes": z.number().int().min(1).max(1440).default(60),
  }),
  summary: z.strictObject({
    time: clockTime
      .default("08:30")
      .describe("When Monday's summary is made, on the first business day of the week."),
    readers: z.array(role).default(["chief", "supervisor", "deputy-supervisor", "manager"]),
  }),
  authorities: z.record(authorityName, authority),
});
export type Policy = z.infer<typeof policy>;
