import type { Condition } from "#shared/model/condition.ts";
import type { RuleCode } from "#shared/model/incident.ts";
import type { Severity } from "#shared/model/severity.ts";

/** 是正事項 of one rule and one site, with its computers. */
export interface ConditionGroup {
  /** Rule and site. */
  readonly id: string;
  readonly rule: RuleCode;
  readonly siteId: string;
  /** The worst of its computers'. */
  readonly severity: Severity;
  /** Computers that only wait (起動後の更新待ち and the like). */
  readonly waiting: number;
  /** Computers that were told and are no 事案. */
  readonly open: number;
  readonly becameIncident: number;
  readonly beganAt: string;
  /** The earliest deadline after which an open one becomes a 事案, or null. */
  readonly nextDueAt: string | null;
  /** When the last of the open ones was received; null while one is not, and where none is open. */
  readonly receivedAt: string | null;
  /** Who received that one. */
  readonly receivedBy: string | null;
  /** Its conditions: 事案 first, then open, then waiting, each by beginning. */
  readonly conditions: readonly Condition[];
}

const severities: readonly Severity[] = ["grave", "suspected-grave", "warning", "caution", "info"];
const stages = ["incident", "open", "waiting"] as const;

const stageOf = ({ incidentId, state }: Condition): (typeof stages)[number] =>
  incidentId !== null ? "incident" : state === "open" ? "open" : "waiting";

const compareTimes = (a: string, b: string): number =>
  Temporal.Instant.compare(Temporal.Instant.from(a), Temporal.Instant.from(b));

const earliest = (times: readonly (string | null)[]): string | null =>
  times.filter((time) => time !== null).toSorted(compareTimes)[0] ?? null;

const compareConditions = (a: Condition, b: Condition): number =>
  stages.indexOf(stageOf(a)) - stages.indexOf(stageOf(b)) ||
  compareTimes(a.beganAt, b.beganAt) ||
  (a.id < b.id ? -1 : 1);

const compareGroups = (a: ConditionGroup, b: ConditionGroup): number =>
  severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
  compareTimes(a.beganAt, b.beganAt) ||
  (a.id < b.id ? -1 : 1);

/**
 * One row for a rule and a site over the conditions that have not ended, gravest and oldest first. Ended ones are left
 * out, since a row that says nothing is to be done asks for nothing.
 */
export function groupConditions(conditions: readonly Condition[]): readonly ConditionGroup[] {
  const groups = new Map<string, Condition[]>();
  for (const condition of conditions) {
    if (condition.state === "ended") continue;
    const id = `${condition.rule}|${condition.siteId}`;
    groups.set(id, [...(groups.get(id) ?? []), condition]);
  }
  return [...groups]
    .map(([id, members]) => groupOf(id, members.toSorted(compareConditions)))
    .toSorted(compareGroups);
}

function groupOf(id: string, conditions: readonly Condition[]): ConditionGroup {
  const [first] = conditions;
  if (first === undefined) throw new TypeError(`the row ${id} has no computers`);
  const open = conditions.filter((one) => stageOf(one) === "open");
  const received = open
    .filter(({ receivedAt }) => receivedAt !== null)
    .toSorted((a, b) => compareTimes(a.receivedAt ?? a.beganAt, b.receivedAt ?? b.beganAt))
    .at(-1);
  const complete = open.every(({ receivedAt }) => receivedAt !== null);
  return {
    id,
    rule: first.rule,
    siteId: first.siteId,
    severity:
      severities.find((severity) => conditions.some((one) => one.severity === severity)) ?? first.severity,
    waiting: conditions.filter((one) => stageOf(one) === "waiting").length,
    open: open.length,
    becameIncident: conditions.filter((one) => stageOf(one) === "incident").length,
    beganAt: earliest(conditions.map(({ beganAt }) => beganAt)) ?? first.beganAt,
    nextDueAt: earliest(open.map(({ dueAt }) => dueAt)),
    receivedAt: complete ? (received?.receivedAt ?? null) : null,
    receivedBy: complete ? (received?.receivedBy ?? null) : null,
    conditions,
  };
}
