import { parseIpv4 } from "../addresses.ts";

const text = (value: string | undefined): Uint8Array | undefined =>
  value === undefined ? undefined : new TextEncoder().encode(value);

const option = (code: number, bytes: Iterable<number> | undefined): number[] => {
  const all = [...(bytes ?? [])];
  return bytes === undefined ? [] : [code, all.length, ...all];
};

/** A DHCP message as a client sends it, with only what is told here. */
export const dhcpPacket = (told: {
  readonly type: number;
  readonly mac: string;
  readonly hostName?: string;
  readonly vendor?: string;
  readonly requested?: string;
  readonly client?: string;
  readonly relay?: string;
}): Uint8Array => {
  const header = new Uint8Array(240);
  header.set([1, 1, 6, 0, 0x39, 0x03, 0xf3, 0x26]);
  header.set((told.client ?? "0.0.0.0").split(".").map(Number), 12);
  header.set((told.relay ?? "0.0.0.0").split(".").map(Number), 24);
  header.set(
    told.mac.split(":").map((part) => Number.parseInt(part, 16)),
    28,
  );
  header.set([0x63, 0x82, 0x53, 0x63], 236);
  return new Uint8Array([
    ...header,
    ...option(53, [told.type]),
    ...option(50, told.requested?.split(".").map(Number)),
    ...option(12, text(told.hostName)),
    ...option(60, text(told.vendor)),
    ...option(55, [1, 28, 2, 3, 15, 6, 119, 12, 44, 47, 26, 121, 42]),
    255,
  ]);
};

export interface Card {
  readonly name: string;
  readonly mac: string;
  readonly at?: string;
  readonly state?: string;
  readonly type?: number;
  readonly wireless?: boolean;
  readonly member?: boolean;
  readonly subnet?: string;
  readonly gateway?: string;
  readonly metric?: number;
}

const little = (address: number): string =>
  [0, 8, 16, 24]
    .map((shift) => ((address >>> shift) & 255).toString(16).padStart(2, "0"))
    .join("")
    .toUpperCase();

/** Files and links of a computer with these cards, and these neighbours as `[address, mac, card, flags]`. */
export const officeWith = (
  cards: readonly Card[],
  neighbours: readonly (readonly [string, string, string, string?])[],
): {
  readonly files: Record<string, string>;
  readonly links: Record<string, string>;
  readonly stats: Record<string, { readonly modifiedAt: string; readonly directory: boolean }>;
} => {
  const files: Record<string, string> = {
    "/sys/class/net/lo/address": "00:00:00:00:00:00\n",
    "/sys/class/net/lo/type": "772\n",
    "/sys/class/net/lo/operstate": "unknown\n",
    "/sys/class/net/lo/carrier": "1\n",
  };
  const links: Record<string, string> = { "/sys/class/net/lo": "/sys/devices/virtual/net/lo" };
  const stats: Record<string, { modifiedAt: string; directory: boolean }> = {};
  const routes: string[] = [];
  for (const card of cards) {
    const at = `/sys/class/net/${card.name}`;
    files[`${at}/address`] = `${card.mac}\n`;
    files[`${at}/type`] = `${card.type ?? 1}\n`;
    files[`${at}/operstate`] = `${card.state ?? "up"}\n`;
    files[`${at}/uevent`] = `${card.wireless === true ? "DEVTYPE=wlan\n" : ""}INTERFACE=${card.name}\nIFINDEX=2\n`;
    if ((card.state ?? "up") !== "down") files[`${at}/carrier`] = "1\n";
    if (card.member === true) stats[`${at}/brport`] = { modifiedAt: "2026-11-24T00:00:00.000Z", directory: true };
    links[at] = card.at ?? `/sys/devices/pci0000:00/0000:00:1f.6/net/${card.name}`;
    const metric = card.metric ?? 100;
    if (card.gateway !== undefined)
      routes.push(`${card.name}\t00000000\t${little(parseIpv4(card.gateway) ?? 0)}\t0003\t0\t0\t${metric}\t00000000\t0\t0\t0`);
    if (card.subnet !== undefined) {
      const [base, bits] = card.subnet.split("/");
      const mask = (0xff_ff_ff_ff << (32 - Number(bits))) >>> 0;
      routes.push(`${card.name}\t${little(parseIpv4(base ?? "") ?? 0)}\t00000000\t0001\t0\t0\t${metric}\t${little(mask)}\t0\t0\t0`);
    }
  }
  files["/proc/net/route"] = [
    "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
    ...routes.map((line) => line.padEnd(127)),
    "",
  ].join("\n");
  files["/proc/net/arp"] = [
    "IP address       HW type     Flags       HW address            Mask     Device",
    ...neighbours.map(
      ([address, mac, card, flags = "0x2"]) =>
        `${address.padEnd(16)} 0x1         ${flags}         ${mac}     *        ${card}`,
    ),
    "",
  ].join("\n");
  return { files, links, stats };
};
