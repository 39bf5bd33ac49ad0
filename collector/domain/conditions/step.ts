import type { Condition } from "#shared/model/condition.ts";
import type { FindingData, RuleCode } from "#shared/model/incident.ts";
import type { Policy } from "#shared/model/policy.ts";
import type { BusinessCalendar } from "../calendar/business-hours.ts";
import { officeDate } from "../calendar/fiscal-year.ts";
import { addBusinessDays } from "../policy/calendar.ts";
import { conditionRules } from "../rules/index.ts";
import type { ConditionFinding, ConditionRule, Finding } from "../rules/rule.ts";
import { holdAfterReturn, poweredSeconds, type Hold } from "./powered.ts";
import type { ComputerSubject } from "./subject.ts";
import { holdsClassOne, isWatched } from "./watched.ts";

export interface StepInput {
  readonly subject: ComputerSubject;
  /** The conditions of this computer that have not ended. */
  readonly known: readonly Condition[];
  /** ISO instant. */
  readonly now: string;
  readonly policy: Policy;
  readonly calendar: BusinessCalendar;
  /** The id of a condition, the same for the same rule, computer and beginning. */
  readonly idOf: (rule: RuleCode, endpointId: string, beganAt: string) => string;
  /** The rules to judge by, each after those it depends on; without it the one list. */
  readonly rules?: readonly ConditionRule[];
}

/** What follows from one look at one computer. */
export interface StepResult {
  /**
   * Every condition that changed, whole. One that became a 事案 is among them, with `incidentId` still null: the case's
   * id is known to whoever opens it, and must be stored with the condition, or the next step asks for the case again.
   */
  readonly conditions: readonly Condition[];
  /** Conditions that became a 事案 now. */
  readonly incidents: readonly {
    readonly conditionId: string;
    readonly rule: RuleCode;
    readonly finding: Finding;
  }[];
  /** Those of `conditions` that ended, with the 事案 each had become. */
  readonly ended: readonly { readonly condition: Condition; readonly incidentId: string | null }[];
}

interface Outcome {
  readonly after: Condition | null;
  /** The 事案 it became by this step, or null. */
  readonly incident: Finding | null;
}

/**
 * Steps the conditions of one computer to `now`: none, waiting, open, 事案, ended. A rule that knows nothing changes
 * nothing, and a computer that is away is neither accused nor cleared. Every condition that goes on has a `dueAt` later
 * than `now` or none, so that work due by the clock never turns in a circle. A second step at the same `now` with what
 * the first one answered changes nothing.
 */
export function stepConditions(input: StepInput): StepResult {
  const standing = new Set<RuleCode>();
  const conditions: Condition[] = [];
  const incidents: StepResult["incidents"][number][] = [];
  const over: StepResult["ended"][number][] = [];
  for (const rule of input.rules ?? conditionRules) {
    const before = input.known.find((one) => one.rule === rule.code && one.state !== "ended") ?? null;
    const explained = rule.dependsOn.some((code) => standing.has(code));
    const { after, incident } = stepRule(rule, before, explained, input);
    if (after === null) continue;
    if (after.state === "ended") over.push({ condition: after, incidentId: after.incidentId });
    else standing.add(rule.code);
    if (incident !== null || before === null || !isSame(before, after)) conditions.push(after);
    if (incident !== null) incidents.push({ conditionId: after.id, rule: rule.code, finding: incident });
  }
  return { conditions, incidents, ended: over };
}

function stepRule(
  rule: ConditionRule,
  before: Condition | null,
  explained: boolean,
  input: StepInput,
): Outcome {
  const answer = answerOf(rule, input);
  if (answer === "absent") return { after: before && ended(before, input.now), incident: null };
  if (answer === "unknown") return { after: before && frozen(before, input.now), incident: null };
  const condition = taken(rule, before, answer, input);
  if (condition.state === "open") return opened(rule, condition, answer, input);
  const readyAt = readyAtOf(condition, answer, input);
  if (isAfter(readyAt, input.now)) return { after: { ...condition, dueAt: readyAt }, incident: null };
  // What explains it has its own time; when that is over, the whole computer is looked at again.
  if (explained) return { after: { ...condition, dueAt: null }, incident: null };
  const open: Condition = { ...condition, state: "open", openedAt: input.now, afterAbsence: false };
  return opened(rule, open, answer, input);
}

function answerOf(
  rule: ConditionRule,
  { subject, now, policy, calendar }: StepInput,
): ReturnType<ConditionRule["judge"]> {
  if (!isWatched(subject.endpoint.state)) return "absent";
  if (!subject.connected && !rule.judgedWhileAway) return "unknown";
  return rule.judge(subject, now, policy, calendar);
}

const ended = (condition: Condition, now: string): Condition => ({
  ...condition,
  state: "ended",
  dueAt: null,
  endedAt: now,
});

/** Time alone changes nothing of what is not known; a time that has passed must not be asked about again and again. */
const frozen = (condition: Condition, now: string): Condition =>
  condition.dueAt === null || isAfter(condition.dueAt, now) ? condition : { ...condition, dueAt: null };

/** The condition with what was found now. */
function taken(
  rule: ConditionRule,
  before: Condition | null,
  finding: ConditionFinding,
  { subject, now, idOf }: StepInput,
): Condition {
  const { severity, data } = finding;
  const { id: endpointId, siteId } = subject.endpoint;
  if (before !== null) {
    const afterAbsence = before.state === "waiting" && finding.afterAbsence;
    return { ...before, siteId, severity, data, afterAbsence };
  }
  return {
    id: idOf(rule.code, endpointId, now),
    rule: rule.code,
    endpointId,
    siteId,
    severity,
    state: "waiting",
    beganAt: now,
    afterAbsence: finding.afterAbsence,
    openedAt: null,
    dueAt: null,
    incidentId: null,
    receivedAt: null,
    receivedBy: null,
    endedAt: null,
    data,
  };
}

/** An open condition: a 是正事項 with its deadline, or a 事案 from now on. */
function opened(
  rule: ConditionRule,
  condition: Condition,
  finding: ConditionFinding,
  input: StepInput,
): Outcome {
  if (condition.incidentId !== null) return { after: { ...condition, dueAt: null }, incident: null };
  const deadline = deadlineOf(rule, condition, finding, input);
  if (deadline === null || isAfter(deadline, input.now))
    return { after: { ...condition, dueAt: deadline }, incident: null };
  return {
    after: { ...condition, dueAt: null },
    incident: incidentOf(condition, finding, input.now),
  };
}

/** When an open condition becomes a 事案; null for never. */
function deadlineOf(
  rule: ConditionRule,
  condition: Condition,
  finding: ConditionFinding,
  { subject, now, policy, calendar }: StepInput,
): string | null {
  if (finding.outcome === "incident" || holdsClassOne(subject)) return now;
  const days = correctiveDays(rule.code, policy);
  if (days === null) return null;
  const deadline = addBusinessDays(condition.openedAt ?? now, days, calendar);
  if (isAfter(deadline, now) || rule.judgedWhileAway) return deadline;
  // It fell due while nobody could do anything about it.
  return endOfHold(holdAfterReturn(subject, now, policy), condition, subject, now);
}

function correctiveDays(code: RuleCode, { corrective }: Policy): number | null {
  const days: Readonly<Partial<Record<RuleCode, number | null>>> = corrective;
  return days[code] ?? null;
}

/** From when a waiting condition may be told, as far as can be said now. */
function readyAtOf(condition: Condition, finding: ConditionFinding, { subject, now }: StepInput): string {
  const held = endOfHold(finding, condition, subject, now);
  return finding.notBefore !== null && isAfter(finding.notBefore, held) ? finding.notBefore : held;
}

/** When the rest of a hold will have passed if the computer stays on; `now` where it has passed. */
function endOfHold(hold: Hold, condition: Condition, subject: ComputerSubject, now: string): string {
  const had = poweredSeconds(hold.holdFrom ?? condition.beganAt, now, subject.gaps);
  const left = Math.ceil(hold.holdSeconds - had);
  return left <= 0 ? now : Temporal.Instant.from(now).add({ seconds: left }).toString();
}

/** Computers of one site in the same condition on one day of the office are one 事案. */
const incidentOf = (condition: Condition, finding: ConditionFinding, now: string): Finding => ({
  fingerprint: `${condition.rule}|${condition.siteId}|${officeDate(now).toString()}`,
  severity: finding.severity,
  data: finding.data,
  fresh: true,
});

const isAfter = (a: string, b: string): boolean =>
  Temporal.Instant.compare(Temporal.Instant.from(a), Temporal.Instant.from(b)) > 0;

function isSame(a: Condition, b: Condition): boolean {
  const { data: dataA, ...restA } = a;
  const { data: dataB, ...restB } = b;
  return sameFields(restA, restB) && sameFields(dataA, dataB);
}

function sameFields(a: FindingData | object, b: FindingData | object): boolean {
  const other = new Map(Object.entries(b));
  const own = Object.entries(a);
  return own.length === other.size && own.every(([name, value]) => other.get(name) === value);
}
