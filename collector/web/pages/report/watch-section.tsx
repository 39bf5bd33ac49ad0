import { excusedCauses, gapCauseWords } from "#shared/model/attendance.ts";
import type { WeeklySummary } from "#shared/model/report.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { SheetTable, type SheetColumn } from "../../parts/office-paper/sheet-table.tsx";
import { attendanceTexts } from "../../text/attendance/index.ts";
import { commonTexts } from "../../text/common/index.ts";
import { reportTexts } from "../../text/report/index.ts";
import { coveragePairs } from "../attendance/coverage-pairs.ts";
import { durationWords, gapSeconds, gapSubject } from "../attendance/gap-words.ts";
import { ratesOf } from "../attendance/rates.ts";
import { shortMoment } from "./paper-times.ts";
import styles from "./report.module.css";

type PaperGap = WeeklySummary["gaps"][number];

/** 6: 監視稼働率, 監視範囲 beside it, and each gap in the time that was due with its cause. */
export function WatchSection({ summary }: { readonly summary: WeeklySummary }) {
  const t = useTexts(reportTexts);
  const words = useTexts(attendanceTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  const { language } = useLanguage();
  const { attendance, coverage, gaps, gapsLeftOut } = summary;
  // Switched off at night is no gap in what was to be watched; forty computers would fill ten pages with it.
  const listed = gaps.filter(({ cause }) => !excusedCauses.has(cause));
  const excused = gaps.length - listed.length;
  const columns: readonly SheetColumn<PaperGap>[] = [
    {
      key: "subject",
      head: t.subject,
      render: (gap) => gapSubject(gap, language, words, common.unknown),
    },
    { key: "from", head: t.from, kind: "short", render: ({ from }) => shortMoment(from) },
    {
      key: "to",
      head: t.to,
      kind: "short",
      render: ({ to }) => (to === null ? t.lasting : shortMoment(to)),
    },
    {
      key: "duration",
      head: t.duration,
      kind: "figure",
      render: (gap) => durationWords(gapSeconds(gap, attendance.to), words),
    },
    {
      key: "cause",
      head: t.cause,
      render: ({ cause, detail }) =>
        detail === "" ? word(gapCauseWords[cause]) : t.causeDetail(word(gapCauseWords[cause]), detail),
    },
  ];
  return (
    <section className={styles["section"]}>
      <h2>{t.watch}</h2>
      <SheetTable
        caption={t.rate}
        columns={[
          { key: "label", head: t.rate, render: ({ label }) => label },
          {
            key: "words",
            head: t.thisWeek,
            kind: "figure",
            render: (rate) => <strong>{rate.words}</strong>,
          },
          { key: "note", head: t.due, kind: "figure", render: ({ note }) => note ?? "—" },
        ]}
        rows={ratesOf(attendance, words)}
        rowKey={({ label }) => label}
      />
      <SheetTable
        caption={t.coverage}
        columns={[
          { key: "label", head: t.coverage, kind: "short", render: ({ label }) => label },
          { key: "value", head: t.extent, render: ({ value }) => value },
        ]}
        rows={coveragePairs(coverage, words)}
        rowKey={({ label }) => label}
      />
      <h3>{t.gaps}</h3>
      {listed.length === 0 ? (
        <p>{t.gapsNone}</p>
      ) : (
        <>
          <p className={styles["note"]}>
            {t.gapsCount(listed.length, listed.filter(({ cause }) => cause === "unconfirmed").length)}
          </p>
          <SheetTable caption={t.gaps} columns={columns} rows={listed} rowKey={({ id }) => id} />
        </>
      )}
      {excused === 0 ? null : <p className={styles["note"]}>{t.gapsExcused(excused)}</p>}
      {gapsLeftOut === 0 ? null : <p className={styles["note"]}>{t.gapsLeftOut(gapsLeftOut)}</p>}
    </section>
  );
}
