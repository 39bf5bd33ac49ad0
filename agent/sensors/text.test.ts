import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanText, decodeMount, decodeUdev } from "./text.ts";

describe("cleanText", () => {
  it("takes away what a screen would obey instead of show", () => {
    expect(cleanText("evil\u202Egpj.exe\u0000\n", 100)).toBe("evilgpj.exe");
    expect(cleanText("　田中様　", 100)).toBe("田中様");
    expect(cleanText(" \u0007 ", 100)).toBeNull();
    expect(cleanText(undefined, 100)).toBeNull();
  });

  it("does not leave half a character at its end", () => {
    expect(cleanText("ab😀", 3)).toBe("ab");
    expect(cleanText("a\uD800b", 10)).toBe("ab");
  });

  it("gives bounded text of whole, visible characters for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 50 }), (text, max) => {
        const cleaned = cleanText(text, max);
        if (cleaned === null) return;
        expect(cleaned.length).toBeLessThanOrEqual(max);
        expect(cleaned).toBe(cleaned.trim());
        expect(cleaned.isWellFormed()).toBe(true);
        expect(cleaned).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
  });
});

describe("escapes", () => {
  it("undoes udev's and the kernel's, several bytes together being one character", () => {
    expect(decodeUdev(String.raw`TANAKA\x201`)).toBe("TANAKA 1");
    expect(decodeUdev(String.raw`\xe6\xa4\x9c\xe9\x87\x9d`)).toBe("検針");
    expect(decodeUdev("plain")).toBe("plain");
    expect(decodeMount(String.raw`/media/tanaka/MY\040DISK`)).toBe("/media/tanaka/MY DISK");
    expect(decodeMount(String.raw`/a\134b`)).toBe(String.raw`/a\b`);
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(decodeUdev(text)).toBeTypeOf("string");
        expect(decodeMount(text)).toBeTypeOf("string");
      }),
    );
  });
});
