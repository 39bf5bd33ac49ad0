import type { Wording } from "#shared/model/common.ts";
import type { FindingData, RuleCode } from "#shared/model/incident.ts";
import type { Policy } from "#shared/model/policy.ts";
import type { Severity } from "#shared/model/severity.ts";
import type { BusinessCalendar } from "../calendar/business-hours.ts";
import type { ComputerSubject } from "../conditions/subject.ts";

/** What a rule may say by itself: 重大 is judged by a person only. */
export type RuleSeverity = Exclude<Severity, "grave">;

/** Something a rule found out about a subject at one moment. */
export interface Finding {
  /** What the finding is about, stable over repeats: an unfinished case with it takes the repeat in. */
  readonly fingerprint: string;
  readonly severity: RuleSeverity;
  readonly data: FindingData;
  /**
   * False where the matter has simply gone on since it was last judged: a case closed by a person must not come back
   * with every look at something that never went away.
   */
  readonly fresh: boolean;
}

/** A case in words, one part a line of the alert. All of them may hold foreign text. */
export interface CaseWords {
  readonly title: Wording;
  /** なにが */
  readonly what: Wording;
  /** どうした */
  readonly happened: Wording;
  /** いま行うこと, one sentence or more; a line break begins a new line of the text. */
  readonly doNow: Wording;
}

/** What everybody but the judge needs of a rule: a condition worth a person's attention, declared as data. */
export interface RuleDeclaration {
  readonly code: RuleCode;
  readonly title: Wording;
  readonly severity: RuleSeverity;
  /** The policy's clause it serves, for example 第2章4(7). */
  readonly clause: string;
  /** The procedure the clause is carried out by, as the alert names it. */
  readonly basis: Wording;
  /** 事案: a person must answer. 是正事項: a condition of computers that closes itself. */
  readonly outcome: "incident" | "corrective";
  /** Rules whose open finding explains this one away. */
  readonly dependsOn: readonly RuleCode[];
  /** What a repeat adds to an unfinished case's data, or null where it adds nothing worth an event. */
  join(known: FindingData, finding: Finding): FindingData | null;
  words(data: FindingData): CaseWords;
}

/** A rule over one observation: what it finds is told at once. */
export interface Rule<Subject> extends RuleDeclaration {
  /** `now` is an ISO instant: the moment judged, not the moment of judging. */
  judge(subject: Subject, now: string): readonly Finding[];
}

/** What a rule found about the state of one computer, and when that is told. */
export interface ConditionFinding {
  readonly severity: RuleSeverity;
  /** This finding's own outcome: a server that holds 分類Ⅰ makes a 事案 of either. */
  readonly outcome: "incident" | "corrective";
  /** Powered-on seconds for which it must hold before it is told. */
  readonly holdSeconds: number;
  /** The ISO instant from which the hold counts, or null for the beginning of the condition. */
  readonly holdFrom: string | null;
  /** The ISO instant before which it is not told whatever the powered-on time, or null. */
  readonly notBefore: string | null;
  /** Whether the hold is what a computer gets after an absence: 起動後の更新待ち. */
  readonly afterAbsence: boolean;
  /** Holds nothing that time alone changes, so that a look without news writes nothing. */
  readonly data: FindingData;
}

/** A setting of the policy that says how long something must hold before it is told. */
type HoldSetting = Extract<keyof Policy["thresholds"], `${string}-minutes` | "after-absence-hours">;

/** A rule over what is known of one computer: its condition begins, is told, falls due and ends by itself. */
export interface ConditionRule extends RuleDeclaration {
  /** The settings its hold time comes from; empty where it is told at once. */
  readonly holds: readonly HoldSetting[];
  /** False where a computer that is away can neither be in order nor not: its condition stands still meanwhile. */
  readonly judgedWhileAway: boolean;
  /** `absent` proves that the computer is in order, `unknown` proves nothing. `now` is an ISO instant. */
  judge(
    subject: ComputerSubject,
    now: string,
    policy: Policy,
    calendar: BusinessCalendar,
  ): ConditionFinding | "absent" | "unknown";
}

/** Reads texts and numbers back from a case's data, whatever wrote them. */
export const textOf = (data: FindingData, name: string): string | null => {
  const value = data[name];
  return typeof value === "string" && value !== "" ? value : null;
};
export const numberOf = (data: FindingData, name: string): number | null => {
  const value = data[name];
  return typeof value === "number" ? value : null;
};
