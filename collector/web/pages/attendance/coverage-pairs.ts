import type { Coverage } from "#shared/model/attendance-figures.ts";
import type { attendanceTexts } from "../../text/attendance/index.ts";

/** 監視範囲 as labels with their words: what is watched of what there is. */
export function coveragePairs(
  coverage: Coverage,
  t: typeof attendanceTexts.ja,
): readonly { readonly label: string; readonly value: string }[] {
  const { watched, selfCheck, declined, open } = coverage.firms;
  return [
    {
      label: t.coverComputers,
      value: t.coverComputersOf(coverage.computersWatched, coverage.computersInLedger),
    },
    {
      label: t.networks,
      value: t.networksOf(coverage.networksWatched, coverage.networksLearning, coverage.networksUnheard),
    },
    {
      label: t.firms,
      value: t.firmsOf(watched + selfCheck + declined + open, watched, selfCheck, declined, open),
    },
    { label: t.agentless, value: t.units(coverage.agentless) },
    { label: t.strangers, value: t.units(coverage.strangers) },
  ];
}
