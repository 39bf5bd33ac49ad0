import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Checkpoint, checkpoint as checkpointSchema } from "#shared/model/checkpoint.ts";
import { checkpointText, parseCheckpointText } from "./checkpoint-text.ts";

const hex = fc.stringMatching(/^[0-9a-f]{64}$/u);
const chain = fc.stringMatching(/^[A-Za-z0-9_.-]{1,64}$/u);
const checkpoints: fc.Arbitrary<Checkpoint> = fc.record({
  version: fc.constant(1 as const),
  at: fc
    .date({ min: new Date("2000-01-01"), max: new Date("2199-12-31"), noInvalidDate: true })
    .map((date) => date.toISOString()),
  chain,
  heads: fc.array(
    fc.record({ chain, index: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), hash: hex }),
    { minLength: 1, maxLength: 5 },
  ),
  previous: fc.option(hex),
  key: hex,
  signature: fc
    .uint8Array({ minLength: 64, maxLength: 64 })
    .map((bytes) => Buffer.from(bytes).toString("base64")),
});

const sample: Checkpoint = {
  version: 1,
  at: "2026-11-24T09:05:00.000Z",
  chain: "col_0123456789abcdef",
  heads: [
    { chain: "col_0123456789abcdef", index: 12_345, hash: "a".repeat(64) },
    { chain: "tool", index: 7, hash: "b".repeat(64) },
  ],
  previous: null,
  key: "c".repeat(64),
  signature: `${"A".repeat(86)}==`,
};

describe("a checkpoint as text", () => {
  it("is read again as what it was", () => {
    fc.assert(
      fc.property(checkpoints, (one) => {
        const text = checkpointText(one);
        expect(text).not.toContain("\n");
        expect(parseCheckpointText(text)).toEqual(one);
      }),
    );
  });

  it("is written again as it was read, whatever was read", () => {
    const pieces = fc.constantFrom(
      ...checkpointText(sample).split(" "),
      "-",
      "",
      "HINOMI2",
      "x:0:1",
      "9".repeat(20),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces, { maxLength: 10 }).map((all) => all.join(" ")),
        ),
        (text) => {
          const read = parseCheckpointText(text);
          if (read === null) return;
          expect(checkpointSchema.safeParse(read).success).toBe(true);
          expect(checkpointText(read)).toBe(text.trim().split(/\s+/u).join(" "));
        },
      ),
    );
  });

  it("fits a line of a mail and a QR code", () => {
    expect(checkpointText(sample).length).toBeLessThan(500);
  });

  it("survives a mail program that breaks lines and a person who copies too much white space", () => {
    const broken = `\r\n  ${checkpointText(sample).replaceAll(" ", "\r\n ")}\u3000\n`;
    expect(parseCheckpointText(broken)).toEqual(sample);
  });

  it("is null for what is no checkpoint", () => {
    const text = checkpointText(sample);
    const words = text.split(" ");
    const without = (i: number): string => words.filter((_, at) => at !== i).join(" ");
    const withWord = (i: number, word: string): string => words.with(i, word).join(" ");
    const bad = [
      "",
      "HINOMI1",
      ...words.slice(0, 6).map((_, i) => without(i)),
      words.slice(0, 6).join(" "),
      withWord(0, "HINOMI2"),
      withWord(1, "c/1"),
      withWord(2, "2026-11-24"),
      withWord(2, "2026-13-24T09:05:00.000Z"),
      withWord(3, "c".repeat(63)),
      withWord(4, "C".repeat(64)),
      withWord(5, "A".repeat(88)),
      withWord(6, `c1:0:${"a".repeat(64)}`),
      withWord(6, `c1:9999999999999999:${"a".repeat(64)}`),
      `${text} more`,
    ];
    expect(bad.filter((one) => parseCheckpointText(one) !== null)).toEqual([]);
  });

  it("is not written where a chain's name would break it", () => {
    expect(() => checkpointText({ ...sample, chain: "a b" })).toThrow(RangeError);
    expect(() =>
      checkpointText({ ...sample, heads: [{ chain: "a:1", index: 1, hash: "a".repeat(64) }] }),
    ).toThrow(RangeError);
  });
});
