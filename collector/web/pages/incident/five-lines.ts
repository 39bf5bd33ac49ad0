import type { Incident } from "#shared/model/incident.ts";
import { serialDoubt, usbKind, usbKindWords } from "#shared/facts/usb.ts";
import type { Language } from "../../language/language.ts";
import { incidentsTexts } from "../../text/incidents/index.ts";
import { formatDateTime, formatTime } from "../../times/format.ts";
import { formatBytes } from "../../times/sizes.ts";

/** What happened, as the policy wants it told. */
export interface FiveLines {
  readonly when: string;
  readonly where: string;
  readonly what: string;
  readonly how: string;
  readonly user: string;
}

type Texts = typeof incidentsTexts.ja;
type Data = Incident["data"];

const text = (data: Data, name: string): string | null => {
  const value = data[name];
  return typeof value === "string" && value !== "" ? value : null;
};
const number = (data: Data, name: string): number | null => {
  const value = data[name];
  return typeof value === "number" ? value : null;
};

function medium(data: Data, t: Texts, language: Language): string {
  const kind = usbKind.safeParse(data["kind"]);
  const title = kind.success ? usbKindWords[kind.data][language] : "USB";
  const serial = text(data, "serial");
  const parts = [
    text(data, "vendor"),
    text(data, "product"),
    serial === null ? (serialDoubt(null, "missing")?.[language] ?? null) : t.serialEnd(serial.slice(-4)),
  ];
  const space = language === "ja" ? "　" : " ";
  return `${title}${space}${parts.filter((part) => part !== null).join(" / ")}`;
}

function stranger(data: Data, t: Texts, language: Language): string {
  const parts = [
    text(data, "hostName"),
    data["randomMac"] === true ? t.randomMac : text(data, "vendor"),
    text(data, "mac"),
    text(data, "address"),
  ];
  const space = language === "ja" ? "　" : " ";
  return `${t.device}${space}${parts.filter((part) => part !== null).join(" / ")}`;
}

function written(data: Data, t: Texts): string {
  const bytes = number(data, "bytesWritten");
  // Without the counters nobody knows; a missing amount is never told as "nothing was written".
  return bytes === null ? t.wroteUnknown : t.wrote(formatBytes(bytes));
}

function how(incident: Incident, t: Texts, language: Language): string {
  const gap = language === "ja" ? "" : " ";
  if (incident.rule !== "usb-unregistered" && incident.rule !== "lan-unknown")
    return incident.ongoing ? t.stillSo : t.overNow;
  if (incident.rule === "lan-unknown")
    return [t.joinedLan, ...(incident.ongoing ? [t.stillThere] : [])].join(gap);
  const count = incident.occurrences;
  return [
    count > 1 ? t.connectedMany(count) : t.connectedUsb,
    incident.ongoing ? t.stillThere : t.removed,
    written(incident.data, t),
  ].join(gap);
}

function thing(incident: Incident, inNoRegister: boolean, t: Texts, language: Language): string {
  const { data } = incident;
  if (incident.rule !== "lan-unknown" && incident.rule !== "usb-unregistered")
    return incident.title[language];
  const named = incident.rule === "lan-unknown" ? stranger(data, t, language) : medium(data, t, language);
  return `${named}${inNoRegister ? t.notInRegister : ""}`;
}

/** The five lines of a case, from what its rule found. Never throws for data it does not know. */
export function fiveLines(
  incident: Incident,
  language: Language,
  managementNumber: string | null,
  /** 登録使用者 of the computer; who it was, nobody knows. */
  users: readonly string[] = [],
): FiveLines {
  const t = incidentsTexts[language];
  const { data } = incident;
  const network = text(data, "networkName");
  const onNetwork = incident.rule === "lan-unknown" || incident.rule === "gateway-changed";
  const place = [incident.siteName, onNetwork ? network : incident.endpointName]
    .filter((part) => part !== null)
    .join(language === "ja" ? "／" : " / ");
  const known = data["reason"] === undefined || data["reason"] === "unregistered";
  return {
    when: `${formatDateTime(incident.openedAt, language)}${t.arrived(formatTime(incident.arrivedAt))}`,
    where: `${place === "" ? "—" : place}${managementNumber === null ? "" : t.asset(managementNumber)}`,
    // The rule's own words know its reasons best; the ones made here serve a collector that sends none.
    what: incident.words?.what[language] ?? thing(incident, known, t, language),
    how: incident.words?.happened[language] ?? how(incident, t, language),
    user: `${t.userUnknown}${users.length === 0 ? "" : t.registeredUsers(users)}`,
  };
}
