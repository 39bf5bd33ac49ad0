import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LanDevice } from "#shared/model/register.ts";
import { guessFrom, sortStrangers } from "./random-groups.ts";

const device = (index: number, change: Partial<LanDevice> = {}): LanDevice => ({
  id: `d${index}`,
  networkId: "n1",
  mac: "02:00:00:00:00:01",
  randomMac: true,
  vendor: null,
  addresses: [],
  hostName: null,
  router: false,
  right: "unregistered",
  kind: null,
  place: null,
  note: null,
  expiresAt: null,
  decidedBy: null,
  decidedAt: null,
  endpointId: null,
  firstSeenAt: "2026-11-24T01:00:00.000Z",
  lastSeenAt: "2026-11-24T01:00:00.000Z",
  seenBy: [],
  ...change,
});

describe("strangers", () => {
  it("with thirty random addresses on one day are one group, by the day of the office", () => {
    const many = Array.from({ length: 30 }, (_one, index) => device(index));
    const { single, groups } = sortStrangers([
      ...many,
      device(40, { firstSeenAt: "2026-11-24T15:00:00.000Z" }),
      device(41, { networkId: "n2" }),
      device(42, { randomMac: false }),
      device(43, { right: "allowed" }),
      device(44, { endpointId: "e1" }),
      device(45, { right: "initial" }),
    ]);
    expect(single.map(({ id }) => id)).toEqual(["d42"]);
    expect(groups.map(({ day, networkId, devices }) => [day, networkId, devices.length])).toEqual([
      ["2026-11-25", "n1", 1],
      ["2026-11-24", "n2", 1],
      ["2026-11-24", "n1", 30],
    ]);
  });

  it("are neither lost nor doubled", () => {
    const drawn = fc.array(
      fc.record({ randomMac: fc.boolean(), networkId: fc.constantFrom("n1", "n2"), hour: fc.nat(2000) }),
    );
    fc.assert(
      fc.property(drawn, (rows) => {
        const devices = rows.map(({ hour, ...row }, index) =>
          device(index, { ...row, firstSeenAt: new Date(hour * 3_600_000).toISOString() }),
        );
        const { single, groups } = sortStrangers(devices);
        const ids = [...single, ...groups.flatMap((group) => group.devices)].map(({ id }) => id);
        expect(ids.sort()).toEqual(devices.map(({ id }) => id).sort());
      }),
    );
  });
});

describe("a name", () => {
  it.each([
    ["iPhone", "apple"],
    ["Hanako-no-iPad", "apple"],
    ["Galaxy-S24", "galaxy"],
    ["android-1f2e", "android"],
    ["DESKTOP-4F2K9QP", "windows"],
    ["EPSON1A2B3C", "printer"],
    ["pc03", null],
    [null, null],
  ] as const)("%s suggests %s", (name, guess) => {
    expect(guessFrom(name)).toBe(guess);
  });

  it("of any shape never throws", () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        expect([null, "apple", "android", "galaxy", "windows", "printer"]).toContain(guessFrom(name));
      }),
    );
  });
});
