import type { patchTexts } from "../../text/patch/index.ts";
import { percentFrom, share } from "../board/share.ts";

type Texts = typeof patchTexts.ja;

/** `37台中32台（86.4 %）`; counts alone below twenty computers. */
export function shareWords(part: number, whole: number, t: Texts): string {
  const counts = t.counts(part, whole);
  const percent = whole < percentFrom ? null : share(part, whole);
  return percent === null ? counts : t.countsPercent(counts, percent.toFixed(1));
}

/** How many of `whole` computers the target in percent asks for. */
export const targetCount = (whole: number, percent: number): number =>
  // Percent have few decimals; without this 35 % of 20 would ask for 8.
  Math.ceil(Math.round(whole * percent * 1e6) / 1e8);

/** The target in the same measure as the share: in percent from twenty computers on, otherwise as a count. */
export const targetWords = (whole: number, percent: number, t: Texts): string =>
  whole < percentFrom ? t.targetCount(targetCount(whole, percent)) : t.targetPercent(percent);
