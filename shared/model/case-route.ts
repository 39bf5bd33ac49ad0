import { z } from "zod";
import { id, instant } from "./common.ts";
import { routeName } from "./policy.ts";
import { role } from "./role.ts";

/** How somebody said that he received a case. */
export const receiptMeans = z.enum(["screen", "link", "telephone", "reply"]);
export type ReceiptMeans = z.infer<typeof receiptMeans>;

/** Why a step was reached: the ordinary way, or because an earlier one could not or did not carry the case. */
export const reachedBy = z
  .enum(["first", "passed-on", "deadline", "unreceived", "vacant", "party", "grave", "same-holder"])
  .describe(
    "first: the route's first step. passed-on: 上申. deadline: received but not passed on in time. unreceived: 未受領のまま上申. vacant: 空席のため上申. party: 当事者のため次段へ. grave: at once by 重大 or its suspicion. same-holder: one person holds this step and the one before.",
  );
export type ReachedBy = z.infer<typeof reachedBy>;

/** One person who is to receive a step. */
export const stepHolder = z.object({
  personId: z.string().max(128),
  name: z.string().max(80),
  role,
  deputy: z.boolean().describe("Whether this person acts by designation （代）."),
});
export type StepHolder = z.infer<typeof stepHolder>;

/** 受領: the stamp of one chair on one step. */
export const stamp = z.object({
  role,
  personId: z.string().max(128).nullable(),
  name: z.string().max(80),
  deputy: z.boolean(),
  at: instant.describe("When it was received; for a call, the time of the call."),
  recordedAt: instant.describe("When it was entered."),
  means: receiptMeans,
});
export type Stamp = z.infer<typeof stamp>;

/** Where one step of a case's route stands. */
export const caseStep = z.object({
  leg: z.enum(["main", "grave"]),
  index: z.number().int().nonnegative(),
  roles: z.array(role),
  state: z
    .enum(["ahead", "waiting", "received", "passed-over"])
    .describe("passed-over: vacant, or the only holder is a 当事者."),
  reachedBy: reachedBy.nullable(),
  notifiedAt: instant.nullable(),
  dueAt: instant.nullable().describe("受領期限 of this step."),
  remindAt: instant.nullable().describe("When its holders are reminded next, or null."),
  reminders: z
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe("How often its holders were reminded; absent for never."),
  holders: z.array(stepHolder),
  stamps: z.array(stamp),
  unreceived: z
    .boolean()
    .describe("Whether the case went on while this step had not received it (未受領のまま上申)."),
  passedOnAt: instant.nullable(),
  instruction: z.string().max(1000).nullable().describe("指示 given when it was passed on, or null."),
});
export type CaseStep = z.infer<typeof caseStep>;

/** The reporting route of a case with its stamps. */
export const caseRoute = z.object({
  name: routeName.nullable().describe("Null for a case of the time before routes."),
  steps: z.array(caseStep).max(20),
  nextDueAt: instant.nullable().describe("When Hinomi acts by itself next, or null."),
});
export type CaseRoute = z.infer<typeof caseRoute>;

export const noRoute: CaseRoute = { name: null, steps: [], nextDueAt: null };

/** Names a step of a case's route in events. */
export const stepKey = z.object({ leg: z.enum(["main", "grave"]), index: z.number().int().nonnegative() });
export type StepKey = z.infer<typeof stepKey>;

export const personRef = z.object({ personId: id, name: z.string().max(80) });
