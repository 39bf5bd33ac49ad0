import type { Actor, IncidentEvent } from "#shared/model/incident.ts";
import { lanRightWords, mediumRightWords, type LanDevice, type UsbMedium } from "#shared/model/register.ts";
import { lanFingerprint, lanReason } from "../rules/lan-unknown/index.ts";
import { rightOf } from "../rules/usb-unregistered/index.ts";
import type { StoredIncident } from "./incident.ts";
import { transition } from "./transition.ts";

type Change = IncidentEvent["change"];

/**
 * What a person's decision about a medium does to an open case about it. A right that covers the medium on the case's
 * computer answers the case: it becomes 復旧, by that person. It is not closed: 完了 stays an act of its own. Any other
 * decision, and one about a write that already happened, is noted on the case and leaves its state. Empty where the
 * case is about another medium.
 */
export function afterMediumDecision(
  incident: StoredIncident,
  medium: UsbMedium,
  actor: Actor,
  now: string,
): readonly Change[] {
  if (incident.rule !== "usb-unregistered" || incident.data["key"] !== medium.key) return [];
  if (incident.endpointId === null) return [];
  const covered =
    incident.data["reason"] !== "written" && rightOf(medium, incident.endpointId, now) === "covered";
  return answered(incident, actor, covered, mediumRightWords[medium.right].ja);
}

/** The same for a device on a network; of a day's list of random addresses only a list of one is answered by one. */
export function afterLanDecision(
  incident: StoredIncident,
  device: LanDevice,
  actor: Actor,
  now: string,
): readonly Change[] {
  if (incident.rule !== "lan-unknown") return [];
  const own = incident.fingerprint === lanFingerprint(device.networkId, device.mac);
  const listed = incident.data["grouped"] === true && isListed(incident, device);
  if (!own && !listed) return [];
  const alone = own || incident.data["devices"] === 1;
  const name = own ? "" : `${device.mac} は`;
  return answered(
    incident,
    actor,
    alone && lanReason(device, now) === null,
    lanRightWords[device.right].ja,
    name,
  );
}

function isListed(incident: StoredIncident, device: LanDevice): boolean {
  if (incident.data["networkId"] !== device.networkId) return false;
  return Object.entries(incident.data).some(
    ([name, value]) => /^device\d+$/u.test(name) && typeof value === "string" && value.startsWith(device.mac),
  );
}

function answered(
  incident: StoredIncident,
  actor: Actor,
  covered: boolean,
  right: string,
  subject = "",
): readonly Change[] {
  const text = `${subject}台帳に登録されました（${right}）`;
  return covered && transition(incident, "recovered", actor).ok
    ? [{ type: "state-set", state: "recovered", reason: text }]
    : [{ type: "commented", text }];
}

/** A stranger turned out to be a card of an enrolled computer: the case is 復旧 by Hinomi itself. */
export function afterCardKnown(
  incident: StoredIncident,
  computer: string,
  right: LanDevice["right"] | null,
): readonly Change[] {
  // What a person forbade stays forbidden, whoever says that it is his: one computer in wrong hands could say so of all.
  if (right === "forbidden")
    return [
      {
        type: "commented",
        text: `台帳の端末 ${computer} が、自分のネットワークカードとして報告しています。禁止のままです`,
      },
    ];
  const machine = { kind: "machine" } as const;
  return transition(incident, "recovered", machine).ok
    ? [
        {
          type: "state-set",
          state: "recovered",
          reason: `台帳の端末 ${computer} のネットワークカードと分かりました`,
        },
      ]
    : [];
}
