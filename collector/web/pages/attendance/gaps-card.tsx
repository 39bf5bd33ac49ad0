import { Button, NativeSelect } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { excusedCauses, gapCauseWords } from "#shared/model/attendance.ts";
import type { GapRow } from "#shared/api/watch-schemas.ts";
import { useAct, useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { Card } from "../../parts/card/card.tsx";
import { DataTable, type Column } from "../../parts/data-table/data-table.tsx";
import { More } from "../../parts/more/more.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { Nothing, View } from "../../parts/view/view.tsx";
import { attendanceTexts } from "../../text/attendance/index.ts";
import { commonTexts } from "../../text/common/index.ts";
import { formatDateTime } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import styles from "./attendance.module.css";
import { durationWords, gapSeconds, gapSubject } from "./gap-words.ts";
import type { GapFilter, useGaps } from "./use-gaps.ts";
import { saveGaps } from "./save-gaps.ts";

interface GapsCardProps {
  readonly list: ReturnType<typeof useGaps>;
  readonly fileName: string;
  /** How many gaps there are, in a sentence. */
  readonly lead: string;
  readonly filter: GapFilter;
  readonly onFilter: (filter: GapFilter) => void;
}

const subjects = ["collector", "agent", "sensor"] as const;

/** The gaps of a time, newest first, each with its cause in words. */
export function GapsCard({ list, fileName, lead, filter, onFilter }: GapsCardProps) {
  const t = useTexts(attendanceTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  const { language } = useLanguage();
  const now = useNow();
  const may = useMay();
  const computers = useAsk("listEndpoints", { query: { limit: 500 } }, may("listEndpoints"));
  const rows = list.data?.rows ?? [];
  // The record stands before the file does: what left Hinomi must not be missing from it.
  const recording = useAct("recordExport", () => saveGaps(rows, fileName, now, language, t, common));
  const oldest = rows.at(-1)?.from ?? now;
  const columns: readonly Column<GapRow>[] = [
    {
      key: "subject",
      head: t.subject,
      kind: "lead",
      render: (row) => {
        const name = gapSubject(row, language, t, common.unknown);
        return row.endpointId !== null && may("getEndpoint") ? (
          <Link to="/endpoints/$id" params={{ id: row.endpointId }}>
            {name}
          </Link>
        ) : (
          name
        );
      },
    },
    { key: "site", head: t.site, render: (row) => row.siteName ?? "—" },
    { key: "from", head: t.began, kind: "mark", render: (row) => formatDateTime(row.from, language) },
    {
      key: "to",
      head: t.ended,
      kind: "mark",
      render: (row) =>
        row.to === null ? <Tag tone="attention">{t.lasting}</Tag> : formatDateTime(row.to, language),
    },
    {
      key: "duration",
      head: t.duration,
      kind: "figure",
      render: (row) => durationWords(gapSeconds(row, now), t),
    },
    {
      key: "cause",
      head: t.cause,
      render: (row) =>
        row.cause === "unconfirmed" ? (
          <Tag tone="unknown">{word(gapCauseWords[row.cause])}</Tag>
        ) : (
          <span className={styles["cause"]}>
            {word(gapCauseWords[row.cause])}
            {excusedCauses.has(row.cause) ? <span className={styles["soft"]}>{t.excused}</span> : null}
          </span>
        ),
    },
    { key: "detail", head: t.detail, render: (row) => (row.detail === "" ? "—" : row.detail) },
  ];
  return (
    <Card
      title={t.gaps}
      flush
      aside={
        may("recordExport") ? (
          <span className={styles["export"]}>
            <span className={styles["hint"]}>{t.exportHint(rows.length)}</span>
            <Button
              variant="default"
              disabled={rows.length === 0}
              loading={recording.isPending}
              onClick={() =>
                recording.mutate({ body: { what: "gaps", rows: rows.length, from: oldest, to: now } })
              }
            >
              {t.export}
            </Button>
          </span>
        ) : null
      }
    >
      <p className={styles["lead"]}>{lead}</p>
      <search className={styles["filters"]}>
        <NativeSelect
          label={t.subject}
          value={filter.subject ?? ""}
          onChange={({ currentTarget: { value } }) =>
            onFilter({ ...filter, subject: subjects.find((one) => one === value) })
          }
          data={[
            { value: "", label: t.all },
            ...subjects.map((value) => ({ value, label: t.subjects[value] })),
          ]}
        />
        {may("listEndpoints") ? (
          <NativeSelect
            label={t.computers}
            value={filter.endpointId ?? ""}
            onChange={({ currentTarget: { value } }) =>
              onFilter({ ...filter, endpointId: value === "" ? undefined : value })
            }
            data={[
              { value: "", label: t.all },
              ...(computers.data?.items ?? []).map(({ id, hostname }) => ({ value: id, label: hostname })),
            ]}
          />
        ) : null}
      </search>
      <View of={list}>
        {(data) =>
          data.rows.length === 0 ? (
            <Nothing>{t.gapsNone}</Nothing>
          ) : (
            <DataTable
              caption={t.gaps}
              columns={columns}
              rows={data.rows}
              rowKey={({ id }) => id}
              tone={({ cause }) =>
                cause === "unconfirmed" ? "unknown" : excusedCauses.has(cause) ? "soft" : "plain"
              }
            />
          )
        }
      </View>
      <More list={list} />
    </Card>
  );
}
