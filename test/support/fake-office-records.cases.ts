import type { RouteOutput } from "#shared/api/routes.ts";
import type { RecordRow } from "#shared/api/watch-schemas.ts";
import type { OfficeClock } from "./fake-office-clock.ts";

const sum = (index: number): string => index.toString(16).padStart(4, "0").repeat(16);
const person = "立山 花子";
const machine = "火の見（自動検知）";

/** The newest records of the collector's chain; the oldest one's payload was deleted by schedule. */
export function drawRecords({ ago }: OfficeClock): RecordRow[] {
  const acts: readonly (readonly [number, string | null, string, string | null, Record<string, unknown>])[] =
    [
      [1, person, "records-viewed", null, { from: null }],
      [18, machine, "incident-opened", "i142", { number: "R8-0142", rule: "usb-unregistered" }],
      [18, machine, "notice-sent", "i142", { channel: "email", to: "p1" }],
      [36, machine, "incident-passed-on", "i140", { how: "unreceived" }],
      [118, person, "incident-received", "i141", { means: "link" }],
      [240, person, "medium-decided", "m4", { right: "allowed", managementNumber: "U-003" }],
      [600, machine, "checkpoint-signed", null, { index: 4170 }],
      [1500, person, "person-changed", "p3", { roles: ["csirt"] }],
      [2900, person, "setting-changed", "policy", { file: "policy.yaml" }],
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
      index: 4173,
      at: null,
      actor: null,
      action: null,
      subject: null,
      detail: null,
      hash: sum(4173),
    },
  ];
}

/** Signed checkpoints, newest first. */
export const drawCheckpoints = ({ ago }: OfficeClock): RouteOutput<"listCheckpoints">["items"] =>
  [0, 1, 2].map((days) => {
    const at = ago(600 + days * 1440);
    const hash = sum(4170 - days * 60);
    return {
      version: 1,
      at,
      chain: "collector",
      heads: [{ chain: "collector", index: 4170 - days * 60, hash }],
      previous: days === 2 ? null : sum(4110 - days * 60),
      key: sum(255),
      signature: "c2lnbmF0dXJl",
      text: `hinomi checkpoint 1\n${at}\ncollector ${4170 - days * 60} ${hash}\nkey ${sum(255)}\n`,
    };
  });
