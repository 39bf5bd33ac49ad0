import type { RouteOutput } from "#shared/api/routes.ts";
import type { RecordRow } from "#shared/api/watch-schemas.ts";
import type { OfficeClock } from "./fake-office-clock.ts";

const sum = (index: number): string => index.toString(16).padStart(4, "0").repeat(16);
const person = "立山 花子";
const signature = `${"c2lnbmF0dXJl".repeat(7)}c2==`;
const machine = "火の見（自動検知）";

/** The newest records of the collector's chain; the oldest one's payload was deleted by schedule. */
export function drawRecords({ ago, day }: OfficeClock): RecordRow[] {
  const proves = (kind: string, id: string) => ({ proves: { kind, id, sha256: sum(id.length) } });
  const monday = Temporal.PlainDate.from(day(0));
  const week = `weekly-${monday.subtract({ days: monday.dayOfWeek - 1 + 7 }).toString()}`;
  const ofCase = { number: "R8-0142", ...proves("incident-event", "i142-1") };
  const acts: readonly (readonly [number, string | null, string, string | null, Record<string, unknown>])[] =
    [
      [1, person, "records.viewed", null, { action: null, subject: null, further: false }],
      [18, machine, "delivery.sent", "i142", proves("delivery", "d-142-1")],
      [18, machine, "incident.opened", "i142", ofCase],
      [36, machine, "incident.passed-on", "i140", { ...ofCase, number: "R8-0140" }],
      [118, person, "incident.received", "i141", { ...ofCase, number: "R8-0141" }],
      [190, machine, "gap.noted", "e4", proves("gap", "g1")],
      [240, person, "usb-device.decided", "m4", { right: "allowed", managementNumber: "U-003" }],
      [300, "PC-40", "endpoint.enrolled", "e40", { from: "192.168.10.40", platform: "linux" }],
      [600, "火の見（夜間の控え）", "backup.made", "/var/lib/hinomi/copies/2026-11-23", {}],
      [900, person, "session.signed-in", "p1", {}],
      [1500, person, "person.changed", "p3", { before: { roles: ["staff"] }, after: { roles: ["csirt"] } }],
      [2900, machine, "report.made", week, proves("report", week)],
      [3000, person, "token.made", "t1", { name: "Zabbix", scope: "read" }],
    ];
  return [
    ...acts.map(([minutes, actor, action, subject, detail], index) => ({
      chain: "collector",
      index: 4182 - index,
      at: ago(minutes),
      actor,
      action,
      subject,
      detail,
      hash: sum(4182 - index),
    })),
    {
      chain: "collector",
      index: 4182 - acts.length,
      at: null,
      actor: null,
      action: null,
      subject: null,
      detail: null,
      hash: sum(4182 - acts.length),
    },
  ];
}

/** What a checkpoint reads as in a mail or on a paper. */
export const checkpointLine = (at: string, index: number): string =>
  ["HINOMI1", "collector", at, sum(255), sum(254), signature, `collector:${index}:${sum(index)}`].join(" ");

/** Signed checkpoints, newest first. */
export const drawCheckpoints = ({ ago }: OfficeClock): RouteOutput<"listCheckpoints">["items"] =>
  Array.from({ length: 9 }, (_one, days) => {
    const at = ago(600 + days * 1440);
    const index = 4170 - days * 60;
    return {
      version: 1,
      at,
      chain: "collector",
      heads: [{ chain: "collector", index, hash: sum(index) }],
      previous: days === 8 ? null : sum(254),
      key: sum(255),
      signature: `${signature.slice(0, -3)}${days}==`,
      text: checkpointLine(at, index),
    };
  });
