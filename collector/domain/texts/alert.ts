import type { Site } from "#shared/model/endpoint.ts";
import { severityWords } from "#shared/model/severity.ts";
import { receiptDeadline, type BusinessCalendar } from "../calendar/business-hours.ts";
import { officeDate } from "../calendar/fiscal-year.ts";
import type { StoredIncident } from "../incidents/incident.ts";
import { caseWords, rules } from "../rules/index.ts";
import { textOf } from "../rules/rule.ts";
import { alertHtml, type AlertLine } from "./alert-html.ts";
import { isUnjudged, readerOf, reasonLines, routeLines, type AlertReader } from "./alert-route.ts";
import { foreign, foreignInSubject, officeHour, officeTime } from "./plain.ts";

/** Everything an alert speaks of. */
export interface AlertSubject {
  readonly incident: StoredIncident;
  readonly endpoint: { readonly hostname: string; readonly managementNumber: string | null } | null;
  readonly site: Pick<Site, "name" | "kind"> | null;
  /** Whom to call about the case, or null where nobody is entered. */
  readonly contact: { readonly name: string; readonly phone: string | null } | null;
  /** The address that a phone outside can open, without a slash at its end; null where there is none. */
  readonly publicUrl: string | null;
  readonly kind: "action" | "copy";
  readonly language: "ja" | "en";
  readonly calendar: BusinessCalendar;
  /** Who reads it; the step he is to receive follows from the case. Null for an alert to nobody in particular. */
  readonly reader: { readonly personId: string } | null;
  /** Names of the computer's registered users (登録使用者). */
  readonly users: readonly string[];
}

export interface AlertText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Width of the longest short label, in full-width letters, that values are aligned to. */
const labelWidth = 4;

/**
 * The alert about a case, for one reader. The wording is the office's own: it accuses nobody, claims nothing that was
 * not observed, and says what to do now. Foreign text in it can forge neither a line, a header nor a link. Without a
 * public address it carries no link, since one that a phone cannot open is worse than none, but the number to call.
 */
export function alertText(subject: AlertSubject): AlertText {
  const { incident, language, publicUrl } = subject;
  const lines = alertLines(subject);
  const link = publicUrl === null ? null : `${publicUrl}/incidents/${encodeURIComponent(incident.id)}`;
  const closing = closingLines(subject, link);
  const form = language === "ja" ? formatJa : formatEn;
  return {
    subject: alertSubject(subject),
    text: `${[...lines.map(form), "", ...closing].join("\n")}\n`,
    html: alertHtml({
      language,
      heading: caseWords(incident).title[language],
      badge: badge(subject),
      lines,
      link,
      linkWord: language === "ja" ? "事案を開く" : "Open the case",
      closing: link === null ? closing : closing.filter((line) => line !== link),
    }),
  };
}

/** A drill says so before anything else, so that nobody takes it for the real thing. */
const isDrill = ({ state, number }: StoredIncident): boolean => state === "drill" || number.startsWith("訓");

const readerIn = ({ incident, reader }: AlertSubject): AlertReader | null =>
  reader === null ? null : readerOf(incident, reader.personId);

function badge(subject: AlertSubject): string {
  const { incident, kind, language } = subject;
  const unjudged = isUnjudged(incident.severity, readerIn(subject)?.step ?? null)
    ? { ja: "（判定者未応答）", en: ", not judged" }[language]
    : "";
  const severity = `${severityWords[incident.severity][language]}${unjudged}`;
  if (language === "ja") return kind === "action" ? `${severity}・要受領` : `${severity}・写し`;
  return kind === "action" ? `${severity}: please receive` : `${severity}: copy`;
}

/** `【火の見】【警告・要受領】未登録のUSBメモリの接続 事務局 PC-03（R8-0142）` */
function alertSubject(subject: AlertSubject): string {
  const { incident, endpoint, site, language } = subject;
  const title = caseWords(incident).title[language];
  const where = [site?.name ?? null, endpoint?.hostname ?? null]
    .flatMap((name) => (name === null ? [] : [foreignInSubject(name)]))
    .join(" ");
  const drill = isDrill(incident) ? { ja: "【訓練】", en: " [DRILL]" }[language] : "";
  return language === "ja"
    ? `【火の見】${drill}【${badge(subject)}】${title} ${where}（${incident.number}）`
    : `[Hinomi]${drill} [${badge(subject)}] ${title} ${where} (${incident.number})`;
}

function alertLines(subject: AlertSubject): readonly AlertLine[] {
  const { incident, language, calendar } = subject;
  const words = caseWords(incident);
  const rule = rules[incident.rule];
  const reader = readerIn(subject);
  const { route, arrivedAt, severity } = incident;
  const way = { route, arrivedAt, severity, reader, language };
  const reasons = reasonLines({ ...way, graveMinutes: calendar.graveMinutes, call: callLine(subject) });
  const due = dueAt(subject, reader);
  const deadline = due === null ? { ja: "受領済", en: "received" }[language] : officeTime(due, language);
  const doNow = words.doNow[language]
    .split("\n")
    .map((one) => foreign(one, 300))
    .join("\n");
  if (language === "ja")
    return [
      ...(isDrill(incident) ? [{ label: "訓練", value: "これは訓練です。実際の事案ではありません。" }] : []),
      ...reasons,
      {
        label: "いつ",
        value: `${officeTime(incident.openedAt, "ja")}（火の見に届いた時刻 ${arrival(incident, "ja")}）`,
      },
      { label: "どこで", value: place(subject) },
      { label: "なにが", value: foreign(words.what.ja, 300) },
      { label: "どうした", value: foreign(words.happened.ja, 300) },
      { label: "使用者", value: `特定していません${usersWords(subject)}` },
      { label: "根拠", value: `${rule.basis.ja}（${rule.clause}）` },
      { label: "いま行うこと", value: doNow },
      ...routeLines(way),
      { label: "受領期限", value: `${deadline}　事案 ${incident.number}` },
    ];
  return [
    ...(isDrill(incident) ? [{ label: "Drill", value: "This is a drill, not a real case." }] : []),
    ...reasons,
    {
      label: "When",
      value: `${officeTime(incident.openedAt, "en")} (reached Hinomi at ${arrival(incident, "en")})`,
    },
    { label: "Where", value: place(subject) },
    { label: "What", value: foreign(words.what.en, 300) },
    { label: "Happened", value: foreign(words.happened.en, 300) },
    { label: "User", value: `not identified${usersWords(subject)}` },
    { label: "Basis", value: `${rule.basis.en} (${rule.clause})` },
    { label: "Do now", value: doNow },
    ...routeLines(way),
    { label: "Receive by", value: `${deadline}, case ${incident.number}` },
  ];
}

/** Only the hour on the day itself; a report that came later names its day too. */
function arrival(incident: StoredIncident, language: "ja" | "en"): string {
  const sameDay = officeDate(incident.openedAt).equals(officeDate(incident.arrivedAt));
  return sameDay ? officeHour(incident.arrivedAt) : officeTime(incident.arrivedAt, language);
}

function place({ incident, endpoint, site, language }: AlertSubject): string {
  const network = textOf(incident.data, "networkName");
  const number = endpoint?.managementNumber ?? null;
  const computer = endpoint === null ? null : foreign(endpoint.hostname, 63);
  const siteName = site === null ? null : foreign(site.name, 80);
  if (incident.rule === "lan-unknown") {
    const seen =
      computer === null
        ? ""
        : language === "ja"
          ? `（気づいた端末 ${computer}）`
          : ` (noticed by ${computer})`;
    return `${[siteName, network === null ? null : foreign(network, 80)].filter((name) => name !== null).join("／")}${seen}`;
  }
  const managed =
    number === null
      ? language === "ja"
        ? "（管理番号なし）"
        : " (no management number)"
      : language === "ja"
        ? `（管理番号 ${foreign(number, 40)}）`
        : ` (management number ${foreign(number, 40)})`;
  return `${[siteName, computer].filter((name) => name !== null).join("／")}${computer === null ? "" : managed}`;
}

/** The registered users of the computer; none of them is said to have done it. */
function usersWords({ users, language }: AlertSubject): string {
  const [first, ...others] = users.map((name) => foreign(name, 40));
  if (first === undefined) return "";
  if (language === "ja")
    return `（この端末の登録使用者：${first}${others.length > 0 ? ` ほか${String(others.length)}名` : ""}）`;
  return ` (registered users of this computer: ${first}${others.length > 0 ? ` and ${String(others.length)} more` : ""})`;
}

/**
 * Until when this reader is to receive; for a copy, until when the step that waits is. Null once nobody is waited for.
 */
function dueAt({ incident, calendar }: AlertSubject, reader: AlertReader | null): string | null {
  if (reader !== null) return reader.step.dueAt;
  const { steps } = incident.route;
  if (steps.length === 0)
    return incident.receivedAt === null
      ? receiptDeadline(incident.severity, incident.arrivedAt, calendar)
      : null;
  return steps.findLast(({ state }) => state === "waiting")?.dueAt ?? null;
}

function callLine({ contact, language }: AlertSubject): string {
  const name = contact === null ? null : foreign(contact.name, 80);
  const phone = contact?.phone === null || contact === null ? null : foreign(contact.phone, 40);
  if (language === "ja")
    return phone === null
      ? `連絡先：${name === null ? "情報管理者" : `情報管理者 ${name}`}（電話番号は登録されていません）`
      : `連絡先：${name ?? "情報管理者"}　電話 ${phone}`;
  return phone === null
    ? `Contact: ${name ?? "the information manager"} (no telephone number is entered)`
    : `Contact: ${name ?? "the information manager"}, telephone ${phone}`;
}

function closingLines(subject: AlertSubject, link: string | null): readonly string[] {
  const { incident, language } = subject;
  if (language === "ja")
    return [
      ...(link === null
        ? [`事務局の中では、火の見の「事案」で ${incident.number} を開いて受領できます。`]
        : [link]),
      callLine(subject),
      "受領は「受け取ったこと」の記録です（内容の承認ではありません）。",
    ];
  return [
    ...(link === null
      ? [`Inside the office, open case ${incident.number} in Hinomi to receive it.`]
      : [link]),
    callLine(subject),
    "Receiving records that you have got this notice; it approves nothing.",
  ];
}

function formatJa({ label, value }: AlertLine): string {
  const [first = "", ...more] = value.split("\n");
  const head = label.padEnd(labelWidth, "　");
  const indent = "　".repeat(head.length + 1);
  return [`${head}：${first}`, ...more.map((one) => `${indent}${one}`)].join("\n");
}

function formatEn({ label, value }: AlertLine): string {
  const [first = "", ...more] = value.split("\n");
  return [`${`${label}:`.padEnd(12)}${first}`, ...more.map((one) => `${" ".repeat(12)}${one}`)].join("\n");
}
