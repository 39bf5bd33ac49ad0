import { excusedCauses, type Gap } from "#shared/model/attendance.ts";
import type { Policy } from "#shared/model/policy.ts";
import { clockOn, type BusinessCalendar } from "../../calendar/business-hours.ts";
import { officeDate } from "../../calendar/fiscal-year.ts";
import { isExpectedAway } from "../../conditions/watched.ts";
import type { ComputerSubject } from "../../conditions/subject.ts";
import { addBusinessDays } from "../../policy/calendar.ts";
import { computerData, joinComputer } from "../computers.ts";
import type { ConditionFinding, ConditionRule } from "../rule.ts";
import { silenceTitle, silenceWords, type SilenceReason } from "./words.ts";

/** The gap in which the computer is not heard at this moment, or null. */
function openGap({ gaps }: ComputerSubject): Gap | null {
  const last = gaps.findLast(({ subject }) => subject === "agent") ?? null;
  return last?.to === null ? last : null;
}

const after = (from: string, minutes: number): string =>
  Temporal.Instant.from(from).add({ minutes }).toString();

const found = (
  subject: ComputerSubject,
  gap: Gap,
  reason: SilenceReason,
  told: Pick<ConditionFinding, "severity" | "outcome" | "notBefore">,
): ConditionFinding => ({
  ...told,
  holdSeconds: 0,
  holdFrom: null,
  afterAbsence: false,
  data: { ...computerData(subject), reason, since: gap.from },
});

/** Whether another computer saw one of its cards after it fell silent: it is on, and its agent says nothing. */
const isStillThere = ({ macSeenAt }: ComputerSubject, gap: Gap): boolean =>
  macSeenAt !== null &&
  Temporal.Instant.compare(Temporal.Instant.from(macSeenAt), Temporal.Instant.from(gap.from)) > 0;

function ofServer(subject: ComputerSubject, gap: Gap, announced: boolean, policy: Policy): ConditionFinding {
  const minutes = policy.thresholds[announced ? "server-restart-minutes" : "server-silent-minutes"];
  return found(subject, gap, "server", {
    severity: "warning",
    outcome: "incident",
    notBefore: after(gap.from, minutes),
  });
}

/** 所在確認: switched off in order, and for so many business days that somebody should know where it is. */
function whereabouts(
  subject: ComputerSubject,
  gap: Gap,
  now: string,
  policy: Policy,
  calendar: BusinessCalendar,
): ConditionFinding | "absent" {
  const days = policy.thresholds["whereabouts-business-days"];
  const last = addBusinessDays(officeDate(gap.from).toString(), days, calendar);
  const asked = clockOn(Temporal.PlainDate.from(last), calendar.closes).toInstant();
  // A computer that is off for the night waits for nothing: no row until somebody has to be asked.
  if (Temporal.Instant.compare(Temporal.Instant.from(now), asked) < 0) return "absent";
  return found(subject, gap, "whereabouts", { severity: "caution", outcome: "corrective", notBefore: null });
}

function judge(
  subject: ComputerSubject,
  now: string,
  policy: Policy,
  calendar: BusinessCalendar,
): ConditionFinding | "absent" | "unknown" {
  const { endpoint } = subject;
  if (subject.connected || isExpectedAway(endpoint.state)) return "absent";
  const gap = openGap(subject);
  if (gap === null) return "unknown";
  const announced = excusedCauses.has(gap.cause) || endpoint.state === "restarting";
  if (endpoint.kind === "server") return ofServer(subject, gap, announced, policy);
  if (endpoint.state === "restarting") return "absent";
  if (announced) return whereabouts(subject, gap, now, policy, calendar);
  const there = isStillThere(subject, gap);
  return found(subject, gap, there ? "still-there" : "vanished", {
    severity: there ? "warning" : "caution",
    outcome: there ? "incident" : "corrective",
    notBefore: after(gap.from, policy.thresholds["terminal-silent-minutes"]),
  });
}

/** 未応答: nothing is heard of a computer of which something should be heard. */
export const endpointSilent: ConditionRule = {
  code: "endpoint-silent",
  title: silenceTitle,
  severity: "caution",
  clause: "第2章6(1)、第2章3(3)",
  basis: { ja: "実施手順「監視」", en: "Procedure: the watch" },
  outcome: "corrective",
  dependsOn: [],
  holds: ["server-silent-minutes", "server-restart-minutes", "terminal-silent-minutes"],
  judgedWhileAway: true,
  judge,
  join: joinComputer,
  words: silenceWords,
};
