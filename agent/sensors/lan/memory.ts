import type { Lan } from "#shared/facts/lan.ts";
import type { Introduction } from "./recognise.ts";

const introductionMs = 86_400_000;
/** How long a device that only spoke DHCP counts as being there, in milliseconds. */
const presentMs = 900_000;
const maxIntroductions = 2000;

/** What the watch knows and the snapshot shows; it lives as long as the agent. */
export interface LanMemory {
  dhcp: Lan["dhcpListener"];
  /** When each watched network was last swept, by network and card. */
  readonly sweptAt: Map<string, string>;
  introduce(one: Introduction, nowMs: number): void;
  /** What devices said of themselves; of one that is in no table, only what it said within a quarter of an hour. */
  introductions(nowMs: number, isInTable: (mac: string) => boolean): readonly Introduction[];
}

export const sweepKey = (networkId: string, card: string): string => `${networkId} ${card}`;

export const createLanMemory = (): LanMemory => {
  const heard = new Map<string, { readonly one: Introduction; readonly atMs: number }>();
  return {
    dhcp: "off",
    sweptAt: new Map(),
    introduce: (one, nowMs) => {
      const key = `${one.networkId} ${one.mac}`;
      const before = heard.get(key)?.one;
      heard.delete(key);
      heard.set(key, {
        one: {
          ...one,
          hostName: one.hostName ?? before?.hostName ?? null,
          dhcpVendor: one.dhcpVendor ?? before?.dhcpVendor ?? null,
          addresses: one.addresses.length > 0 ? one.addresses : (before?.addresses ?? []),
        },
        atMs: nowMs,
      });
      // Whoever floods the network with names pushes out the oldest and costs no more.
      const [oldest] = heard.keys();
      if (heard.size > maxIntroductions && oldest !== undefined) heard.delete(oldest);
    },
    introductions: (nowMs, isInTable) =>
      [...heard.values()]
        .filter(({ one, atMs }) => nowMs - atMs < (isInTable(one.mac) ? introductionMs : presentMs))
        .map(({ one }) => one),
  };
};
