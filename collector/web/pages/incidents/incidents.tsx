import { SegmentedControl } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { RouteOutput } from "#shared/api/routes.ts";
import { incidentStateWords } from "#shared/model/incident.ts";
import { call } from "../../client/call.ts";
import { usePages } from "../../client/queries.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { Card } from "../../parts/card/card.tsx";
import { DataTable, type Column } from "../../parts/data-table/data-table.tsx";
import { useFresh } from "../../parts/fresh/use-fresh.ts";
import { More } from "../../parts/more/more.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { Receive } from "../../parts/receive/receive.tsx";
import { SeverityMark } from "../../parts/severity-mark/severity-mark.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { Nothing, View } from "../../parts/view/view.tsx";
import { boardTexts } from "../../text/board/index.ts";
import { commonTexts } from "../../text/common/index.ts";
import { incidentsTexts } from "../../text/incidents/index.ts";
import { formatDateTime, formatTime } from "../../times/format.ts";
import { fiveLines } from "../incident/five-lines.ts";
import styles from "./incidents.module.css";

type Row = RouteOutput<"listIncidents">["items"][number];
const open = { open: { open: "true" }, finished: { open: "false" }, all: {} } as const;
const isShow = (value: string): value is keyof typeof open => Object.hasOwn(open, value);

/** Cases, newest first. */
export function IncidentsPage() {
  const t = useTexts(incidentsTexts);
  const board = useTexts(boardTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  const { language } = useLanguage();
  const navigate = useNavigate();
  const { show = "open" } = useSearch({ from: "/incidents" });
  const list = usePages("listIncidents", open[show], (page, signal) =>
    call("listIncidents", { query: { ...open[show], ...page } }, signal),
  );
  const fresh = useFresh(
    list.isPlaceholderData ? undefined : list.data?.rows.map(({ id }) => id),
    `${show}${list.data?.count ?? 0}`,
  );
  const columns: readonly Column<Row>[] = [
    {
      key: "what",
      head: t.what,
      kind: "lead",
      render: (row) => (
        <>
          <Link to="/incidents/$id" params={{ id: row.id }}>
            {word(row.title)}
          </Link>
          <span className={styles["more"]}>{fiveLines(row, language, null).what}</span>
        </>
      ),
    },
    {
      key: "severity",
      head: t.severity,
      kind: "mark",
      render: (row) => <SeverityMark severity={row.severity} />,
    },
    {
      key: "where",
      head: t.where,
      render: (row) => [row.siteName, row.endpointName].filter((part) => part !== null).join(" ") || "—",
    },
    {
      key: "when",
      head: t.when,
      kind: "mark",
      render: (row) => (
        <span>
          {formatDateTime(row.openedAt, language)}
          {row.occurrences > 1 ? ` ${t.times(row.occurrences)}` : ""}
        </span>
      ),
    },
    {
      key: "state",
      head: t.state,
      kind: "mark",
      render: (row) => (
        <span>
          <Tag>{word(incidentStateWords[row.state])}</Tag> {row.ongoing ? t.ongoing : ""}
        </span>
      ),
    },
    { key: "number", head: t.number, kind: "mark", render: (row) => row.number },
    { key: "receipt", head: t.receipt, kind: "act", render: (row) => <Receive incident={row} /> },
  ];
  return (
    <>
      <PageHead title={t.title} asOf={list.data?.asOf}>
        <SegmentedControl
          aria-label={t.show}
          value={show}
          onChange={(value) => {
            if (isShow(value)) void navigate({ to: "/incidents", search: { show: value } });
          }}
          data={[
            { value: "open", label: t.showOpen },
            { value: "finished", label: t.showFinished },
            { value: "all", label: t.showAll },
          ]}
        />
      </PageHead>
      <Card title={t.title} flush quiet>
        <View of={list}>
          {({ rows, asOf }) =>
            rows.length === 0 ? (
              <Nothing>
                {show === "open" ? `${t.noneOpen}${board.lastChecked(formatTime(asOf))}` : t.none}
              </Nothing>
            ) : (
              <DataTable
                caption={t.title}
                columns={columns}
                rows={rows}
                rowKey={({ id }) => id}
                fresh={fresh}
                freshWord={common.fresh}
              />
            )
          }
        </View>
        <More list={list} />
      </Card>
    </>
  );
}
