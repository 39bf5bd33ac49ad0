import { describe, expect, it } from "vitest";
import { attendanceTexts } from "../../text/attendance/index.ts";
import { durationWords, gapSeconds, gapSubject } from "./gap-words.ts";

const t = attendanceTexts.ja;

describe("the words of a gap", () => {
  it.each([
    [0, "0秒"],
    [59.9, "59秒"],
    [60, "1分"],
    [3599, "59分"],
    [3600, "1時間"],
    [7500, "2時間5分"],
    [86_399, "23時間59分"],
    [86_400, "1日"],
    [273_600, "3日4時間"],
    [-5, "0秒"],
  ])("%s seconds read %s", (seconds, words) => {
    expect(durationWords(seconds, t)).toBe(words);
  });

  it("counts one that lasts up to now, and none backwards", () => {
    const now = "2026-11-24T06:00:00.000Z";
    expect(gapSeconds({ from: "2026-11-24T05:00:00.000Z", to: null }, now)).toBe(3600);
    expect(gapSeconds({ from: "2026-11-24T05:00:00.000Z", to: "2026-11-24T05:00:30.000Z" }, now)).toBe(30);
    expect(gapSeconds({ from: "2026-11-24T07:00:00.000Z", to: null }, now)).toBe(0);
  });

  it.each([
    ["collector", null, null, "監視サーバ"],
    ["agent", null, "PC-04", "PC-04"],
    ["agent", null, null, "不明"],
    ["sensor", "antivirus", "PC-07", "PC-07　コンピュータウイルス対策"],
    ["sensor", "weather", "PC-07", "PC-07　weather"],
  ] as const)("names %s %s of %s as %s", (subject, fact, endpointName, words) => {
    expect(gapSubject({ subject, fact, endpointName }, "ja", t, "不明")).toBe(words);
  });
});
