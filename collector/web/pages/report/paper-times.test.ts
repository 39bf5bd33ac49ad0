import { describe, expect, it } from "vitest";
import { reportTexts } from "../../text/report/index.ts";
import { paperDay, paperMoment } from "./paper-times.ts";

describe("times on a paper", () => {
  it("are days of the Japanese calendar with their weekday", () => {
    expect(paperDay("2026-11-16", "ja", reportTexts.ja)).toBe("令和8年11月16日（月）");
    expect(paperDay("2026-11-22", "en", reportTexts.en)).toBe("2026/11/22 (Sun)");
  });

  it("are moments of the office's clock", () => {
    expect(paperMoment("2026-11-22T23:30:00.000Z", "ja")).toBe("令和8年11月23日 08:30");
  });
});
