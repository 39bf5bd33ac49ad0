import type { Wording } from "#shared/model/common.ts";
import type { FindingData, RuleCode } from "#shared/model/incident.ts";
import type { Severity } from "#shared/model/severity.ts";

/** What a rule may say by itself: 重大 is judged by a person only. */
type RuleSeverity = Exclude<Severity, "grave">;

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

/** A condition worth a person's attention, declared as data with one pure function. */
export interface Rule<Subject> {
  readonly code: RuleCode;
  readonly title: Wording;
  readonly severity: RuleSeverity;
  /** The policy's clause it serves, for example 第2章4(7). */
  readonly clause: string;
  /** The procedure the clause is carried out by, as the alert names it. */
  readonly basis: Wording;
  /** 事案: a person must answer. 是正事項: a condition of computers that closes itself. */
  readonly outcome: "incident" | "corrective";
  /** How long a condition must hold before it is told, in seconds of powered-on time. */
  readonly holdSeconds: number;
  /** Rules whose open finding explains this one away. */
  readonly dependsOn: readonly RuleCode[];
  /** `now` is an ISO instant: the moment judged, not the moment of judging. */
  judge(subject: Subject, now: string): readonly Finding[];
  /** What a repeat adds to an unfinished case's data, or null where it adds nothing worth an event. */
  join(known: FindingData, finding: Finding): FindingData | null;
  words(data: FindingData): CaseWords;
}

/** What everybody but the judge needs of a rule. */
export type RuleDeclaration = Omit<Rule<never>, "judge">;

/** Reads texts and numbers back from a case's data, whatever wrote them. */
export const textOf = (data: FindingData, name: string): string | null => {
  const value = data[name];
  return typeof value === "string" && value !== "" ? value : null;
};
export const numberOf = (data: FindingData, name: string): number | null => {
  const value = data[name];
  return typeof value === "number" ? value : null;
};
