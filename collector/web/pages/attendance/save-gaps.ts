import { excusedCauses, gapCauseWords } from "#shared/model/attendance.ts";
import type { GapRow } from "#shared/api/watch-schemas.ts";
import type { Language } from "../../language/language.ts";
import type { attendanceTexts } from "../../text/attendance/index.ts";
import type { commonTexts } from "../../text/common/index.ts";
import { csv } from "./csv.ts";
import { gapSeconds, gapSubject } from "./gap-words.ts";

/** A moment as spreadsheets sort it: `2026-11-24 18:05:12` in Japanese time. */
const moment = (iso: string): string =>
  Temporal.Instant.from(iso)
    .toZonedDateTimeISO("Asia/Tokyo")
    .toPlainDateTime()
    .toString({ smallestUnit: "second" })
    .replace("T", " ");

/** The gaps as a table of texts with its head. */
const gapsTable = (
  rows: readonly GapRow[],
  now: string,
  language: Language,
  t: typeof attendanceTexts.ja,
  common: typeof commonTexts.ja,
): readonly (readonly string[])[] => [
  [t.csvKind, t.subject, t.site, t.began, t.ended, t.csvSeconds, t.cause, t.detail, t.csvCounted],
  ...rows.map((row) => [
    t.subjects[row.subject],
    gapSubject(row, language, t, common.unknown),
    row.siteName ?? "",
    moment(row.from),
    row.to === null ? t.lasting : moment(row.to),
    String(Math.ceil(gapSeconds(row, now))),
    gapCauseWords[row.cause][language],
    row.detail,
    excusedCauses.has(row.cause) ? t.csvOut : t.csvIn,
  ]),
];

/** Lets the browser keep the gaps as a file. */
export function saveGaps(
  rows: readonly GapRow[],
  fileName: string,
  now: string,
  language: Language,
  t: typeof attendanceTexts.ja,
  common: typeof commonTexts.ja,
): void {
  const blob = new Blob([csv(gapsTable(rows, now, language, t, common))], {
    type: "text/csv;charset=utf-8",
  });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  // The browser has taken the file by the next turn at the latest.
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}
