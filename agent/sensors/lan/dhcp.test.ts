import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDhcp } from "./dhcp.ts";
import { dhcpPacket } from "./recordings/offices.cases.ts";

const mac = "52:54:00:5e:ba:01";

describe("a DHCP request", () => {
  it("tells who asks, by which name and for which address", () => {
    const packet = dhcpPacket({
      type: 3,
      mac,
      hostName: "EPSON-1A2B",
      vendor: "udhcp 1.36",
      requested: "10.77.0.103",
    });
    expect(parseDhcp(packet)).toEqual({
      type: "request",
      mac,
      hostName: "EPSON-1A2B",
      vendor: "udhcp 1.36",
      address: "10.77.0.103",
      relay: null,
    });
  });

  it("tells little where little is said", () => {
    expect(parseDhcp(dhcpPacket({ type: 1, mac }))).toEqual({
      type: "discover",
      mac,
      hostName: null,
      vendor: null,
      address: null,
      relay: null,
    });
    expect(parseDhcp(dhcpPacket({ type: 8, mac, client: "10.77.0.9", relay: "10.77.0.1" }))).toMatchObject({
      type: "inform",
      address: "10.77.0.9",
      relay: "10.77.0.1",
    });
  });

  it("shows no name that a screen would obey", () => {
    expect(parseDhcp(dhcpPacket({ type: 1, mac, hostName: "a\u0000\u001B[2J\u202Eb" }))?.hostName).toBe(
      "a[2Jb",
    );
  });

  it("is not an answer, another message, a broadcast address or another kind of network", () => {
    const answer = dhcpPacket({ type: 1, mac });
    answer[0] = 2;
    const ring = dhcpPacket({ type: 1, mac });
    ring[1] = 6;
    for (const bytes of [
      answer,
      ring,
      dhcpPacket({ type: 5, mac }),
      dhcpPacket({ type: 7, mac }),
      dhcpPacket({ type: 1, mac: "ff:ff:ff:ff:ff:ff" }),
      dhcpPacket({ type: 1, mac: "00:00:00:00:00:00" }),
      new Uint8Array(0),
      new Uint8Array(1000),
    ])
      expect(parseDhcp(bytes)).toBeNull();
  });

  it("is not read where its options are cut short", () => {
    const whole = dhcpPacket({ type: 1, mac, hostName: "PC-0012" });
    for (let length = 0; length < whole.length - 1; length += 1) {
      const found = parseDhcp(whole.subarray(0, length));
      // Cut between two options, it is still the request; cut inside one, it is nothing.
      expect([undefined, null, "PC-0012"]).toContain(found?.hostName);
    }
    expect(parseDhcp(whole.subarray(0, whole.length - 3))).toBeNull();
  });

  it("never throws for any bytes, and what it gives is bounded", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), fc.boolean(), (tail, withHeader) => {
        const head = dhcpPacket({ type: 1, mac }).subarray(0, 240);
        const found = parseDhcp(withHeader ? new Uint8Array([...head, ...tail]) : tail);
        expect(found?.hostName?.length ?? 0).toBeLessThanOrEqual(253);
        expect(found?.vendor?.length ?? 0).toBeLessThanOrEqual(255);
        expect(found?.mac ?? mac).toBe(mac);
      }),
    );
  });
});
