import type { Gap } from "#shared/model/attendance.ts";
import { gapCauseWords } from "#shared/model/attendance.ts";
import type { AttendanceFigures, Coverage } from "#shared/model/attendance-figures.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { SheetTable, type SheetColumn } from "../../parts/office-paper/sheet-table.tsx";
import { attendanceTexts } from "../../text/attendance/index.ts";
import { commonTexts } from "../../text/common/index.ts";
import { coveragePairs } from "./coverage-pairs.ts";
import { durationWords, gapSeconds, gapSubject } from "./gap-words.ts";
import { shortMoment } from "./paper-times.ts";
import { ratesOf } from "./rates.ts";

/** 監視稼働率 and 監視範囲 as tables of a paper; the one never without the other. */
export function RatesTables({
  figures,
  coverage,
}: {
  readonly figures: AttendanceFigures;
  readonly coverage: Coverage;
}) {
  const t = useTexts(attendanceTexts);
  return (
    <>
      <SheetTable
        caption={t.rate}
        columns={[
          { key: "label", head: t.rate, kind: "lead", render: ({ label }) => label },
          {
            key: "words",
            head: t.percent,
            kind: "figure",
            render: (rate) => <strong>{rate.words}</strong>,
          },
          { key: "note", head: t.due, kind: "figure", render: ({ note }) => note ?? "—" },
        ]}
        rows={ratesOf(figures, t)}
        rowKey={({ label }) => label}
      />
      <SheetTable
        caption={t.coverage}
        columns={[
          { key: "label", head: t.coverage, kind: "lead", render: ({ label }) => label },
          { key: "value", head: t.extent, render: ({ value }) => value },
        ]}
        rows={coveragePairs(coverage, t)}
        rowKey={({ label }) => label}
      />
    </>
  );
}

type PaperGap = Gap & { readonly endpointName: string | null };

/** Gaps as a table of a paper; one that lasts is counted up to `until`. */
export function GapsTable({ gaps, until }: { readonly gaps: readonly PaperGap[]; readonly until: string }) {
  const t = useTexts(attendanceTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  const { language } = useLanguage();
  const columns: readonly SheetColumn<PaperGap>[] = [
    {
      key: "subject",
      head: t.subject,
      kind: "lead",
      render: (gap) => gapSubject(gap, language, t, common.unknown),
    },
    { key: "from", head: t.began, kind: "short", render: ({ from }) => shortMoment(from) },
    {
      key: "to",
      head: t.ended,
      kind: "short",
      render: ({ to }) => (to === null ? t.lasting : shortMoment(to)),
    },
    {
      key: "duration",
      head: t.duration,
      kind: "figure",
      render: (gap) => durationWords(gapSeconds(gap, until), t),
    },
    {
      key: "cause",
      head: t.cause,
      render: ({ cause, detail }) =>
        detail === "" ? word(gapCauseWords[cause]) : t.causeDetail(word(gapCauseWords[cause]), detail),
    },
  ];
  return <SheetTable caption={t.gaps} columns={columns} rows={gaps} rowKey={({ id }) => id} />;
}
