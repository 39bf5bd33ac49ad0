import {
  complianceState,
  complianceStateWords,
  type ComplianceFigures,
  type ComplianceRow,
} from "#shared/model/compliance.ts";
import type { WeeklySummary } from "#shared/model/report.ts";
import type { Language } from "../../language/language.ts";
import type { patchTexts } from "../../text/patch/index.ts";
import type { reportTexts } from "../../text/report/index.ts";
import { shareWords, targetCount, targetWords } from "../patch/share-words.ts";

type Texts = typeof reportTexts.ja;

/** One line of 総括. */
export interface SummaryRow {
  readonly item: string;
  readonly now: string;
  readonly before: string;
  readonly change: string;
  readonly target: string;
}

/** `+2台`, `−1台` or 増減なし; 前週なし for the first report. */
export function changeWords(now: number, before: number | null, t: Texts): string {
  if (before === null) return t.noLastWeek;
  const sign = now > before ? "+" : now < before ? "−" : "";
  return t.difference(sign, Math.abs(now - before));
}

/** The figures of 総括 with those of the week before. The target stands beside 期限遵守率 alone. */
export function summaryRows(
  { figures, before, targetPercent }: WeeklySummary["patch"],
  t: Texts,
  patch: typeof patchTexts.ja,
): readonly SummaryRow[] {
  const { total } = figures;
  const target = targetWords(total, targetPercent, patch);
  const met = figures.withinDeadline >= targetCount(total, targetPercent);
  const share = (item: string, key: "withinDeadline" | "applied" | "diagnosed", goal = ""): SummaryRow => ({
    item,
    now: shareWords(figures[key], total, patch),
    before: before === null ? t.noLastWeek : shareWords(before[key], before.total, patch),
    change: before === null ? "" : changeWords(figures[key], before[key], t),
    target: goal,
  });
  const count = (item: string, of: (one: ComplianceFigures) => number): SummaryRow => ({
    item,
    now: t.computers(of(figures)),
    before: before === null ? t.noLastWeek : t.computers(of(before)),
    change: before === null ? "" : changeWords(of(figures), of(before), t),
    target: "",
  });
  return [
    share(t.withinDeadline, "withinDeadline", total === 0 ? "" : met ? t.reached(target) : t.missed(target)),
    share(t.applied, "applied"),
    share(t.diagnosed, "diagnosed"),
    count(t.silent, ({ byState }) => byState.silent),
    count(t.total, (one) => one.total),
  ];
}

/** How many computers stand in each state; those that nobody stands in are left out. */
export const stateList = ({ byState }: ComplianceFigures, language: Language, t: Texts): string =>
  complianceState.options
    .toReversed()
    .filter((state) => byState[state] > 0)
    .map((state) => t.inState(complianceStateWords[state][language], byState[state]))
    .join(t.separator);

/** 期限超過 first and the longest of them at the top, サポート終了 below; by site and name where days are the same. */
export const overdueFirst = (rows: readonly ComplianceRow[]): readonly ComplianceRow[] =>
  rows.toSorted(
    (one, other) =>
      Number(one.state === "support-ended") - Number(other.state === "support-ended") ||
      other.overdueDays - one.overdueDays ||
      one.siteName.localeCompare(other.siteName, "ja") ||
      one.hostname.localeCompare(other.hostname, "ja"),
  );

/** `事務局 2台、北陸設備工業 1台`: who is to be spoken to, the most first. */
export function siteList(rows: readonly ComplianceRow[], t: Texts): string {
  const counts = [...Map.groupBy(rows, ({ siteName }) => siteName)].map(
    ([name, of]) => [name, of.length] as const,
  );
  return counts
    .toSorted(([, one], [, other]) => other - one)
    .map(([name, count]) => t.inState(name, count))
    .join(t.separator);
}
