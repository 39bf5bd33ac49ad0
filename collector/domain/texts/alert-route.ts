import type { CaseRoute, CaseStep, Stamp, StepHolder } from "#shared/model/case-route.ts";
import type { RouteName } from "#shared/model/policy.ts";
import { roleWords, type Role } from "#shared/model/role.ts";
import type { Severity } from "#shared/model/severity.ts";
import { officeDate } from "../calendar/fiscal-year.ts";
import type { StoredIncident } from "../incidents/incident.ts";
import { leadsOn, legOf, stampedRoles } from "../incidents/route-timers.ts";
import type { AlertLine } from "./alert-html.ts";
import { foreign, officeHour, officeTime } from "./plain.ts";

type Language = "ja" | "en";

/** The step for which somebody reads an alert, and the chair he reads it in. */
export interface AlertReader {
  readonly step: CaseStep;
  readonly holder: StepHolder;
}

/**
 * The step a person is to receive, or null where none waits for him: the leg of the 重大 first, else the furthest, and
 * of steps reached together the one they were reached by.
 */
export function readerOf(
  { route, parties }: Pick<StoredIncident, "route" | "parties">,
  personId: string,
): AlertReader | null {
  const waiting = (leg: CaseStep["leg"]): readonly AlertReader[] =>
    legOf(route.steps, leg)
      .filter(({ state }) => state === "waiting")
      .flatMap((step) => {
        const stamped = stampedRoles(step, parties);
        const holder = step.holders.find((one) => one.personId === personId && !stamped.has(one.role));
        return holder === undefined ? [] : [{ step, holder }];
      });
  const grave = waiting("grave")[0];
  if (grave !== undefined) return grave;
  const main = waiting("main");
  let found = main.at(-1);
  for (const one of main.toReversed()) if (leadsOn(route.steps, one.step)) found = one;
  return found ?? null;
}

const labels: Readonly<Record<RouteName, Readonly<Record<Language, string>>>> = {
  office: { ja: "経路ア", en: "Route A" },
  member: { ja: "経路イ", en: "Route B" },
  compliance: { ja: "遵守確認", en: "Compliance" },
  grave: { ja: "重大", en: "Grave" },
};

export interface RouteSubject {
  readonly route: CaseRoute;
  /** When the case arrived: stamps of that day carry the hour only. */
  readonly arrivedAt: string;
  readonly reader: AlertReader | null;
  readonly language: Language;
}

/** The route with its stamps, one line for each leg that the case went by; none for a case without a route. */
export function routeLines(subject: RouteSubject): readonly AlertLine[] {
  const { route, language } = subject;
  const line = (leg: CaseStep["leg"], label: string): readonly AlertLine[] => {
    const steps = legOf(route.steps, leg);
    if (steps.length === 0) return [];
    const words = steps.map((step) => stepWords(step, subject));
    // A full-width bracket brings its own space.
    const value = words.reduce((before, next) => `${before}${before.endsWith("］") ? "" : " "}→ ${next}`);
    return [{ label, value }];
  };
  return [
    ...line("main", labels[route.name ?? "office"][language]),
    ...line("grave", labels.grave[language]),
  ];
}

const roleWord = (role: Role, language: Language): string =>
  language === "ja" ? roleWords[role].ja : roleWords[role].en.replace(/ \(.*\)$/u, "");

function stepWords(step: CaseStep, subject: RouteSubject): string {
  const { language, reader } = subject;
  const roles = step.roles.map((role) => chairWords(step, role, subject));
  const words = roles.join(language === "ja" ? "・" : " and ");
  const mine = reader?.step.leg === step.leg && reader.step.index === step.index;
  if (!mine) return words;
  return `${words}${language === "ja" ? "［受領する］" : " [receive]"}`;
}

function chairWords(step: CaseStep, role: Role, subject: RouteSubject): string {
  const { language, reader } = subject;
  const asDeputy =
    reader !== null &&
    reader.step.leg === step.leg &&
    reader.step.index === step.index &&
    reader.holder.role === role &&
    reader.holder.deputy;
  const ja = language === "ja";
  const name = `${roleWord(role, language)}${asDeputy ? (ja ? "（代）" : " (deputy)") : ""}`;
  const stamp = step.stamps.find((one) => one.role === role);
  // A chair that the case left behind keeps the word although it received it later.
  const left =
    step.unreceived && step.stamps.length > 0 ? (ja ? "・未受領のまま上申" : ", passed on unreceived") : "";
  if (stamp !== undefined) return `${name} ${stampWords(stamp, subject)}${left}`;
  if (step.state === "passed-over")
    return step.reachedBy === "party"
      ? `${name} ${ja ? "当事者のため次段へ" : "is a party, passed over"}`
      : `${name} ${ja ? "空席のため上申" : "vacant, passed over"}`;
  if (step.state !== "waiting") return name;
  return step.unreceived
    ? `${name} ${ja ? "未受領のまま上申" : "passed on unreceived"}`
    : `${name} ${ja ? "未受領" : "not received"}`;
}

function stampWords(stamp: Stamp, { arrivedAt, language }: RouteSubject): string {
  const sameDay = officeDate(stamp.at).equals(officeDate(arrivedAt));
  const time = sameDay ? officeHour(stamp.at) : officeTime(stamp.at, language);
  const name = foreign(stamp.name, 40);
  if (language === "ja")
    return `受領 ${time} ${name}${stamp.deputy ? "（代）" : ""}${stamp.means === "telephone" ? "（電話）" : ""}`;
  return `received ${time} by ${name}${stamp.deputy ? " (deputy)" : ""}${stamp.means === "telephone" ? " (telephone)" : ""}`;
}

/** Whether nobody judged the suspicion, so that its leg was reached by the clock. */
export const isUnjudged = (severity: Severity, step: CaseStep | null): boolean =>
  severity === "suspected-grave" && step?.leg === "grave" && step.reachedBy === "unreceived";

export interface ReasonSubject extends RouteSubject {
  readonly severity: Severity;
  /** Minutes to receive and judge a suspicion of 重大. */
  readonly graveMinutes: number;
  /** Who can be called about it, in words. */
  readonly call: string;
}

/** Why this reader is told, and what the step before instructed; nothing for the first step, which is told of course. */
export function reasonLines(subject: ReasonSubject): readonly AlertLine[] {
  const { reader, language } = subject;
  if (reader === null) return [];
  const reason = reasonWords(reader, subject);
  const instruction = instructionFor(reader.step, subject.route);
  const ja = language === "ja";
  return [
    ...(reason === null ? [] : [{ label: ja ? "通知理由" : "Told since", value: reason }]),
    ...(instruction === null
      ? []
      : [{ label: ja ? "指示" : "Instructed", value: foreign(instruction, 300) }]),
  ];
}

/** The step whose turn it was before this one was reached. */
const stepBefore = (step: CaseStep, route: CaseRoute): CaseStep | null =>
  legOf(route.steps, step.leg).findLast(({ index }) => index < step.index) ?? null;

function instructionFor(step: CaseStep, route: CaseRoute): string | null {
  return (
    legOf(route.steps, step.leg).findLast(
      ({ index, instruction }) => index < step.index && instruction !== null,
    )?.instruction ?? null
  );
}

function reasonWords({ step }: AlertReader, subject: ReasonSubject): string | null {
  const { severity, language, call, graveMinutes, route } = subject;
  const before = stepBefore(step, route);
  const join = language === "ja" ? "・" : " and ";
  const chairs = before?.roles.map((role) => roleWord(role, language)).join(join) ?? "";
  const skipped = before?.state === "passed-over";
  if (isUnjudged(severity, step))
    return {
      ja: `重大の疑い（判定者未応答）。${String(graveMinutes)}分以内に判定した人がいません。${call}`,
      en: `Suspected grave, and nobody judged it within ${String(graveMinutes)} minutes. ${call}`,
    }[language];
  switch (step.reachedBy) {
    case "vacant":
      return skipped
        ? { ja: `空席のため上申（${chairs}）`, en: `The chair before is vacant (${chairs})` }[language]
        : { ja: "席の担当者が替わったため", en: "The chair changed hands" }[language];
    case "party":
      return skipped
        ? { ja: `当事者のため次段へ（${chairs}）`, en: `The step before is a party to it (${chairs})` }[
            language
          ]
        : { ja: "受領した人が当事者のため", en: "Who received it is a party to it" }[language];
    case "unreceived":
      return {
        ja: `未受領のまま上申（${chairs}が期限までに受領していません）`,
        en: `Passed on unreceived (not received in time: ${chairs})`,
      }[language];
    case "deadline":
      return {
        ja: `期限のため上申（${chairs}が受領し、期限までに上申していません）`,
        en: `Passed on by the deadline (received, not passed on: ${chairs})`,
      }[language];
    case "passed-on":
      return { ja: `${chairs}からの上申`, en: `Passed on by: ${chairs}` }[language];
    case "grave":
      return graveWords(subject);
    case "first":
    case "same-holder":
    case null:
    default:
      return null;
  }
}

/** Who telephones is for people to settle; the number stands beside it, so that nobody has to look it up at night. */
function graveWords({ severity, language, call }: ReasonSubject): string | null {
  if (severity === "grave")
    return { ja: `重大と判定されました。${call}`, en: `It was judged to be grave. ${call}` }[language];
  if (severity !== "suspected-grave") return null;
  return {
    ja: `重大の疑い。だれが電話するかを決め、すぐに連絡を取ってください。${call}`,
    en: `Suspected grave. Decide who telephones, and get in touch at once. ${call}`,
  }[language];
}
