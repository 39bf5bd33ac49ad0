import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { mac } from "#shared/model/common.ts";
import { readMacs, readSubnets } from "./network-entry.ts";

describe("subnets as people write them", () => {
  it.each([
    ["192.168.10.0/24", ["192.168.10.0/24"]],
    ["192.168.10.25/24", ["192.168.10.0/24"]],
    ["１９２．１６８．１０．０／２４", ["192.168.10.0/24"]],
    ["10.1.2.3/20、10.1.0.0/20\n172.16.0.0/12", ["10.1.0.0/20", "172.16.0.0/12"]],
    ["", []],
  ])("%s", (text, values) => {
    expect(readSubnets(text)).toEqual({ ok: true, values });
  });

  it.each([
    "192.168.10.0",
    "192.168.10/24",
    "192.168.10.256/24",
    "192.168.10.0/33",
    "0.0.0.0/0",
    "fe80::/64",
  ])("refuses %s", (text) => {
    expect(readSubnets(`10.0.0.0/8 ${text}`)).toEqual({ ok: false, wrong: text });
  });

  it("are always networks the collector takes", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 8, max: 32 }), (address, prefix) => {
        const read = readSubnets(`${address}/${prefix}`);
        expect(read.ok && z.array(z.cidrv4()).min(1).safeParse(read.values).success).toBe(true);
      }),
    );
  });
});

describe("MAC addresses as people write them", () => {
  it.each([
    "00:A0:DE:12:34:56",
    "00-a0-de-12-34-56",
    "00a0de123456",
    "00a0.de12.3456",
    "００:a0:de:12:34:56",
  ])("%s", (text) => {
    expect(readMacs(text)).toEqual({ ok: true, values: ["00:a0:de:12:34:56"] });
  });

  it.each(["00:a0:de:12:34", "00:a0-de:12:34:56", "router"])("refuses %s", (text) => {
    expect(readMacs(text)).toEqual({ ok: false, wrong: text });
  });

  it("never become anything else than one the collector takes", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = readMacs(text);
        expect(!read.ok || z.array(mac).safeParse(read.values).success).toBe(true);
        expect(readSubnets(text).ok).toBeTypeOf("boolean");
      }),
    );
  });
});
