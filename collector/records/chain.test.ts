import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChainedRecord, RecordEntry } from "#collector/storage/port.ts";
import { canonicalJson, link, verifyLink } from "./chain.ts";

const salt = "ab".repeat(32);
const entry = (action: string): RecordEntry => ({
  at: "2026-11-24T09:05:00.000Z",
  actor: { kind: "person", id: "p1", name: "山田" },
  action,
  subject: null,
  detail: { b: 1, a: [true, null, "é"] },
});

const chainOf = (length: number): ChainedRecord[] => {
  const records: ChainedRecord[] = [];
  for (let i = 0; i < length; i += 1)
    records.push(link(records.at(-1) ?? null, "c1", entry(`act-${i}`), salt));
  return records;
};

describe("canonical JSON", () => {
  it("writes keys in order, without white space, and leaves out what is undefined", () => {
    expect(canonicalJson({ b: 1, a: { d: "x", c: [1, 2.5, 1e21] }, gone: undefined })).toBe(
      '{"a":{"c":[1,2.5,1e+21],"d":"x"},"b":1}',
    );
  });

  it("orders keys by their UTF-16 units", () => {
    expect(canonicalJson({ "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6 })).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
    );
  });

  it("refuses what JSON cannot say", () => {
    for (const value of [Number.NaN, Infinity, undefined, 1n, () => 1, new Map()])
      expect(() => canonicalJson({ a: [value] })).toThrow(TypeError);
  });

  it("means the same value and has one form, whatever the order of keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const written = canonicalJson(value);
        expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(written))).toBe(written);
      }),
    );
  });
});

describe("the hash chain", () => {
  it("holds from the first record to the last", () => {
    const records = chainOf(4);
    expect(records.map((record, i) => verifyLink(records[i - 1] ?? null, record))).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(records.map((record) => record.index)).toEqual([1, 2, 3, 4]);
  });

  it("has the digests that another program computes", () => {
    // printf '%s' over the same bytes with coreutils sha256sum.
    const first = link(null, "c1", { ...entry("a"), detail: {} }, "00".repeat(32));
    expect(first.payloadHash).toBe("afaa48336d08e48e48bcbaf518e12975b9db177c4da8ccc2822b61ac9df05941");
    expect(first.hash).toBe("0e7d9a48d64ceeb7d57a073d3dc32fb30c3515023466cd3d3f892a3a440646b2");
  });

  it("names a changed payload, a changed hash, a missing record and another chain's record", () => {
    const [first, second, third] = chainOf(3);
    if (!first || !second || !third) throw new Error("the chain is too short");
    expect(verifyLink(first, { ...second, payload: entry("another") })).toBe("payload");
    expect(verifyLink(first, { ...second, hash: first.hash })).toBe("hash");
    expect(verifyLink(first, third)).toBe("index");
    expect(verifyLink(first, { ...third, index: 2 })).toBe("previous");
    expect(verifyLink(first, { ...second, chain: "c2" })).toBe("chain");
    expect(verifyLink(null, second)).toBe("index");
  });

  it("still holds after a payload was deleted with its salt, and names a salt left behind", () => {
    const [first, second] = chainOf(2);
    if (!first || !second) throw new Error("the chain is too short");
    expect(verifyLink(first, { ...second, payload: null, salt: null })).toBeNull();
    expect(verifyLink(first, { ...second, payload: null })).toBe("half-deleted");
  });

  it("gives equal entries different digests under different salts", () => {
    const one = link(null, "c1", entry("a"), "00".repeat(32));
    expect(link(null, "c1", entry("a"), salt).payloadHash).not.toBe(one.payloadHash);
    expect(() => link(null, "c1", entry("a"), "00")).toThrow(RangeError);
    expect(() => link(one, "c2", entry("a"), salt)).toThrow(RangeError);
  });

  it("notices any change of one field", () => {
    const [first, second] = chainOf(2);
    if (!first || !second) throw new Error("the chain is too short");
    fc.assert(
      fc.property(
        fc.constantFrom("payloadHash", "hash", "previous", "salt"),
        fc.nat(63),
        fc.integer({ min: 1, max: 15 }),
        (field, place, by) => {
          const old = second[field as "hash"];
          const digit = ((Number.parseInt(old.charAt(place), 16) + by) % 16).toString(16);
          const changed = { ...second, [field]: old.slice(0, place) + digit + old.slice(place + 1) };
          expect(verifyLink(first, changed)).not.toBeNull();
        },
      ),
    );
  });
});
