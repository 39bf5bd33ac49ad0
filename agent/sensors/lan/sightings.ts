import type { Neighbour } from "#shared/facts/lan.ts";
import { z } from "zod";

const rememberedMs = 86_400_000;
/** So many devices at once are no office; the oldest are forgotten and would be told again. */
const maxDevices = 2000;
const maxAddresses = 50;
/** A remembered moment is written down anew only after so long, in milliseconds. */
const refreshMs = 3_600_000;

const sighting = z.object({
  at: z.number(),
  addresses: z.array(z.string().max(45)).max(maxAddresses),
  name: z.string().max(253).nullable(),
});
const saved = z.record(z.string().max(200), sighting);
type Sighting = z.infer<typeof sighting>;

/** Which devices were seen on which network during the last day. */
export interface Sightings {
  /** Whether this device, or what it shows of itself, was not seen on this network within the last day. */
  isNews(networkId: string, device: Neighbour, nowMs: number): boolean;
  /** Takes it in; true when it is worth writing down. */
  note(networkId: string, device: Neighbour, nowMs: number): boolean;
  /** Forgets networks that are not watched any more. */
  keepOnly(networkIds: ReadonlySet<string>): void;
  save(): string;
}

const parse = (text: string | null): Record<string, Sighting> => {
  try {
    const found = saved.safeParse(JSON.parse(text ?? "{}"));
    return found.success ? found.data : {};
  } catch {
    // Half a text is no memory; everybody is told once more.
    return {};
  }
};

const keyOf = (networkId: string, mac: string): string => `${networkId} ${mac}`;
// The clock may have been set back: a moment in the future is as good as none.
const fresh = (one: Sighting | undefined, nowMs: number): one is Sighting =>
  one !== undefined && Math.abs(nowMs - one.at) < rememberedMs;

export const createSightings = (text: string | null): Sightings => {
  const seen = new Map(Object.entries(parse(text)));
  return {
    isNews: (networkId, device, nowMs) => {
      const one = seen.get(keyOf(networkId, device.mac));
      if (!fresh(one, nowMs)) return true;
      if (device.hostName !== null && device.hostName !== one.name) return true;
      return (
        one.addresses.length < maxAddresses &&
        device.addresses.some((address) => !one.addresses.includes(address))
      );
    },
    note: (networkId, device, nowMs) => {
      const key = keyOf(networkId, device.mac);
      const one = seen.get(key);
      const before = fresh(one, nowMs) ? one : undefined;
      const addresses = [...new Set([...(before?.addresses ?? []), ...device.addresses])].slice(
        0,
        maxAddresses,
      );
      const name = device.hostName ?? before?.name ?? null;
      seen.delete(key);
      seen.set(key, { at: nowMs, addresses, name });
      const [oldest] = seen.keys();
      if (seen.size > maxDevices && oldest !== undefined) seen.delete(oldest);
      const isOld = before === undefined || Math.abs(nowMs - before.at) > refreshMs;
      // Between two refreshes the written moment stays, or none would ever grow old enough to be written.
      if (!isOld) seen.set(key, { at: before.at, addresses, name });
      return isOld || addresses.length !== before.addresses.length || name !== before.name;
    },
    keepOnly: (networkIds) => {
      for (const key of seen.keys()) if (!networkIds.has(key.split(" ")[0] ?? "")) seen.delete(key);
    },
    save: () => JSON.stringify(Object.fromEntries(seen)),
  };
};

/** A budget of events that fills up again; whoever floods the network with names costs no more than this. */
export const createBudget = (most: number, perSecond: number, monotonicMs: () => number): (() => boolean) => {
  let left = most;
  let atMs = monotonicMs();
  return () => {
    const nowMs = monotonicMs();
    left = Math.min(most, left + ((nowMs - atMs) / 1000) * perSecond);
    atMs = nowMs;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
};
