import { describe, expect, it } from "vitest";
import { duration, foreignText, oneLine } from "./common.ts";

describe("a field of one line", () => {
  it("is trimmed and takes no control character and no mark that turns the direction of writing", () => {
    expect(oneLine(10).parse("  高橋 ")).toBe("高橋");
    expect(oneLine(20).safeParse("A\r\nBcc: x@y").success).toBe(false);
    expect(oneLine(10).safeParse("12345678901").success).toBe(false);
    expect(oneLine(10).parse("PC\u202E05")).toBe("PC05");
  });
});

describe("text from a stranger", () => {
  it("keeps its lines but not its marks of direction", () => {
    expect(foreignText().parse("a\u2066b\nc")).toBe("ab\nc");
  });
});

describe("a duration", () => {
  it("is read as seconds", () => {
    expect(["30s", "15m", "12h", "7d"].map((text) => duration.parse(text))).toEqual([
      30, 900, 43_200, 604_800,
    ]);
    expect(duration.safeParse("7 days").success).toBe(false);
  });
});
