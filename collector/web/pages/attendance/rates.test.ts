import { describe, expect, it } from "vitest";
import type { AttendanceFigures } from "#shared/model/attendance-figures.ts";
import { attendanceTexts } from "../../text/attendance/index.ts";
import { ratesOf } from "./rates.ts";

const figures: AttendanceFigures = {
  from: "2026-11-23T15:00:00.000Z",
  to: "2026-11-24T15:00:00.000Z",
  collectorDue: 86_400,
  collectorWatched: 86_399,
  agentsDue: 864_000,
  agentsWatched: 857_088,
  sensorsDue: 0,
  sensorsWatched: 0,
  gaps: 0,
  openGaps: 0,
  unconfirmed: 0,
};

describe("監視稼働率", () => {
  it("is rounded down and says of how much, and nothing of nothing", () => {
    expect(
      ratesOf(figures, attendanceTexts.ja).map(({ label, words, note }) => [label, words, note]),
    ).toEqual([
      ["端末・サーバ", "99.2 %", "対象 10日のうち 9日22時間"],
      ["監視サーバ", "99.9 %", "対象 1日のうち 23時間59分"],
      ["センサー", "対象なし", null],
    ]);
  });
});
