import type { LanDevice } from "#shared/model/register.ts";
import { dateField } from "../../times/format.ts";

/** Undecided devices with random addresses that came to one network on one day of the office. */
export interface RandomGroup {
  readonly key: string;
  readonly networkId: string;
  /** `2026-11-24`, in Japanese time. */
  readonly day: string;
  readonly devices: readonly LanDevice[];
}

/** Whether a device waits for a person: on a network that is watched, without an agent, and nobody decided. */
export const isStranger = (device: LanDevice): boolean =>
  device.right === "unregistered" && device.endpointId === null;

/** Strangers apart from those with random addresses, which are one group for each network and day, newest day first. */
export function sortStrangers(devices: readonly LanDevice[]): {
  readonly single: readonly LanDevice[];
  readonly groups: readonly RandomGroup[];
} {
  const strangers = devices.filter(isStranger);
  const byKey = Map.groupBy(
    strangers.filter(({ randomMac }) => randomMac),
    ({ networkId, firstSeenAt }) => `${dateField(firstSeenAt)} ${networkId}`,
  );
  const groups = [...byKey].flatMap(([key, members]): readonly RandomGroup[] => {
    const [first] = members;
    return first === undefined
      ? []
      : [{ key, networkId: first.networkId, day: dateField(first.firstSeenAt), devices: members }];
  });
  return {
    single: strangers.filter(({ randomMac }) => !randomMac),
    groups: groups.sort((a, b) => (a.key < b.key ? 1 : -1)),
  };
}

/** What the name a device gives itself by DHCP suggests; a person decides, never this. */
export type Guess = "apple" | "android" | "windows" | "galaxy" | "printer";

const signs: readonly (readonly [Guess, RegExp])[] = [
  ["apple", /\b(?:iphone|ipad|ipod|macbook|imac|apple)/iu],
  ["galaxy", /\bgalaxy/iu],
  ["android", /\b(?:android|pixel|xperia|aquos|oppo|redmi)/iu],
  ["windows", /\b(?:desktop|laptop)-[a-z0-9]{7}\b|\bwindows/iu],
  ["printer", /\b(?:printer|epson|canon|brother|ricoh|brn|npi)[a-z0-9]*/iu],
];

/** The kind of device a name suggests, or null for a name that says nothing. */
export const guessFrom = (hostName: string | null): Guess | null =>
  hostName === null ? null : (signs.find(([, sign]) => sign.test(hostName))?.[0] ?? null);
