import { z } from "zod";
import {
  caseRoute,
  noRoute,
  personRef,
  reachedBy,
  receiptMeans,
  stamp,
  stepHolder,
  stepKey,
} from "./case-route.ts";
import { foreignText, id, instant, type Wording } from "./common.ts";
import { routeName } from "./policy.ts";
import { role } from "./role.ts";
import { severity } from "./severity.ts";

export const incidentState = z
  .enum([
    "detected",
    "accepted",
    "checking",
    "handling",
    "recovered",
    "prevention",
    "closed",
    "false-alarm",
    "observing",
    "drill",
  ])
  .describe("検知, 受付, 確認中, 対応中, 復旧, 再発防止, 完了, 誤検知, 経過観察 or 訓練.");
export type IncidentState = z.infer<typeof incidentState>;

export const incidentStateWords: Readonly<Record<IncidentState, Wording>> = {
  detected: { ja: "検知", en: "Detected" },
  accepted: { ja: "受付", en: "Accepted" },
  checking: { ja: "確認中", en: "Checking" },
  handling: { ja: "対応中", en: "Handling" },
  recovered: { ja: "復旧", en: "Recovered" },
  prevention: { ja: "再発防止", en: "Prevention" },
  closed: { ja: "完了", en: "Closed" },
  "false-alarm": { ja: "誤検知", en: "False alarm" },
  observing: { ja: "経過観察", en: "Observing" },
  drill: { ja: "訓練", en: "Drill" },
};
/** States in which nothing more is asked of anybody; a repeat then opens a new case. */
export const finishedStates: ReadonlySet<IncidentState> = new Set(["closed", "false-alarm", "drill"]);

/** Plain values a rule found out, for texts and the sheet; names are stable per rule. */
export const findingData = z.record(
  z.string().max(60),
  z.union([foreignText(500), z.number(), z.boolean(), z.null()]),
);
export type FindingData = z.infer<typeof findingData>;

export const ruleCode = z
  .enum([
    "usb-unregistered",
    "lan-unknown",
    "gateway-changed",
    "patch-overdue",
    "antivirus-missing",
    "antivirus-off",
    "antivirus-stale",
    "os-unsupported",
    "endpoint-silent",
    "could-not-look",
  ])
  .describe("The rule that found it.");
export type RuleCode = z.infer<typeof ruleCode>;

/** Who did something: a person, or Hinomi itself (自動検知). */
export const actor = z.object({
  kind: z.enum(["machine", "person", "token"]),
  id: z.string().nullable(),
  name: z.string().max(80),
});
export type Actor = z.infer<typeof actor>;

/** What can happen to a case. A case is the fold of these, in order; none is ever changed. */
export const incidentEvent = z
  .object({
    id: id.describe("Deterministic, so that a repeat after a crash is the same event."),
    incidentId: id,
    at: instant.describe("When it happened (発生時刻)."),
    recordedAt: instant.describe("When Hinomi learned of it (到着時刻)."),
    actor,
    change: z.discriminatedUnion("type", [
      z.object({
        type: z.literal("opened"),
        rule: ruleCode,
        fingerprint: z.string().max(300),
        severity,
        endpointId: id.nullable(),
        siteId: id.nullable(),
        data: findingData,
      }),
      z.object({ type: z.literal("repeated"), data: findingData }),
      z.object({ type: z.literal("ended"), data: findingData }),
      z.object({
        type: z.literal("received"),
        means: receiptMeans,
        /** The stamps this act gives, one for each chair of each step; empty for a case of the time before routes. */
        stamps: z.array(stepKey.extend({ stamp })).default([]),
      }),
      z.object({
        type: z.literal("routed"),
        route: routeName,
        steps: z.array(z.object({ roles: z.array(role) })),
      }),
      z.object({
        type: z.literal("step-reached"),
        ...stepKey.shape,
        roles: z.array(role),
        by: reachedBy,
        holders: z.array(stepHolder),
        dueAt: instant.nullable(),
        remindAt: instant
          .nullable()
          .describe("When its holders are reminded, where the severity asks for it."),
      }),
      z.object({
        type: z.literal("step-passed-over"),
        ...stepKey.shape,
        why: z.enum(["vacant", "party"]),
        roles: z.array(role),
      }),
      z.object({
        type: z.literal("passed-on"),
        ...stepKey.shape,
        how: z.enum(["person", "deadline", "unreceived"]),
        instruction: z.string().max(1000).nullable(),
      }),
      z.object({
        type: z.literal("reminded"),
        ...stepKey.shape,
        count: z.number().int().positive(),
        nextAt: instant.nullable(),
      }),
      z.object({
        type: z.literal("severity-set"),
        severity,
        reason: z.string().min(1).max(1000),
      }),
      z.object({
        type: z.literal("parties-set"),
        parties: z.array(personRef),
        reason: z.string().min(1).max(500),
      }),
      z.object({ type: z.literal("handled"), text: z.string().min(1).max(2000) }),
      z.object({
        type: z.literal("closing-noted"),
        cause: z.string().min(1).max(1000),
        measure: z.string().min(1).max(1000),
        prevention: z.string().min(1).max(1000),
      }),
      z.object({ type: z.literal("commented"), text: z.string().min(1).max(2000) }),
      z.object({ type: z.literal("state-set"), state: incidentState, reason: z.string().min(1).max(1000) }),
      z.object({
        type: z.literal("notified"),
        personId: z.string(),
        personName: z.string(),
        channel: z.string(),
        outcome: z.enum(["sent", "failed", "not-sent"]),
        reason: z.string().max(500),
      }),
    ]),
  })
  .describe("One thing that happened to a case.");
export type IncidentEvent = z.infer<typeof incidentEvent>;

const words = z.object({ ja: z.string(), en: z.string() });

export const incident = z
  .object({
    id,
    number: z.string().describe("The case number, for example R8-0142."),
    rule: ruleCode,
    title: z.object({ ja: z.string(), en: z.string() }),
    clause: z.string().describe("The policy's clause it serves."),
    severity,
    state: incidentState,
    fingerprint: z.string(),
    endpointId: id.nullable(),
    endpointName: foreignText(253).nullable(),
    siteId: id.nullable(),
    siteName: z.string().nullable(),
    openedAt: instant.describe("When it happened, by the device's clock."),
    arrivedAt: instant.describe("When Hinomi learned of it."),
    updatedAt: instant,
    occurrences: z.number().int().positive(),
    ongoing: z
      .boolean()
      .describe("Whether what was found is still so, for example the stick still plugged in."),
    receivedAt: instant.nullable(),
    receivedBy: z.string().nullable(),
    receiptDue: instant
      .nullable()
      .describe("Until when somebody must have received it (受領期限); null once received or finished."),
    data: findingData,
    route: caseRoute.default(noRoute).describe("The reporting route with its stamps."),
    parties: z
      .array(personRef)
      .default([])
      .describe("当事者: who neither receives, judges nor closes this case."),
    handled: z.boolean().default(false).describe("対応済（統括の確認待ち）."),
    closing: z
      .object({ cause: z.string(), measure: z.string(), prevention: z.string() })
      .nullable()
      .default(null)
      .describe("原因, 措置 and 再発防止策, or null while they are not written."),
    words: z
      .object({ what: words, happened: words, doNow: words })
      .optional()
      .describe(
        "The rule's own sentences for なにが, どうした and いま行うこと; a line break begins a new line.",
      ),
  })
  .describe("事案: something a person must answer for.");
export type Incident = z.infer<typeof incident>;
