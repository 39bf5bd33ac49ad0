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
import { RowAct } from "../../parts/receive/row-act.tsx";
import { isQuiet } from "../../parts/route/case-now.ts";
import { WhoHas } from "../../parts/route/who-has.tsx";
import { SeverityMark } from "../../parts/severity-mark/severity-mark.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { Nothing, View } from "../../parts/view/view.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { incidentsTexts } from "../../text/incidents/index.ts";
import { formatMoment, formatTime } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import { fiveLines } from "../incident/five-lines.ts";
import styles from "./incidents.module.css";

type Row = RouteOutput<"listIncidents">["items"][number];
const asked = { open: { open: "true" }, finished: { open: "false" }, all: {} } as const;
const isShow = (value: string): value is keyof typeof asked => Object.hasOwn(asked, value);

/** Cases, newest first; among the open ones those that are told once a day stand apart. */
export function IncidentsPage() {
  const t = useTexts(incidentsTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  const { language } = useLanguage();
  const now = useNow();
  const navigate = useNavigate();
  const { show = "open" } = useSearch({ from: "/incidents" });
  const list = usePages("listIncidents", asked[show], (page, signal) =>
    call("listIncidents", { query: { ...asked[show], ...page } }, signal),
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
          <span className={styles["more"]}>
            {row.number}　{fiveLines(row, language, null).what}
          </span>
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
          <time dateTime={row.openedAt}>{formatMoment(row.openedAt, now, language)}</time>
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
    { key: "who", head: t.who, render: (row) => <WhoHas incident={row} /> },
    { key: "act", head: common.act, kind: "act", render: (row) => <RowAct incident={row} /> },
  ];
  const table = (caption: string, rows: readonly Row[]) => (
    <DataTable
      caption={caption}
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      fresh={fresh}
      freshWord={common.fresh}
    />
  );
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
      <View of={list}>
        {({ rows, asOf }) => {
          const loud = show === "open" ? rows.filter((row) => !isQuiet(row)) : rows;
          const quiet = show === "open" ? rows.filter(isQuiet) : [];
          if (rows.length === 0)
            return (
              <Card title={t.title} flush quiet>
                <Nothing>{show === "open" ? t.noneOpen(formatTime(asOf)) : t.none}</Nothing>
              </Card>
            );
          return (
            <div className={styles["cards"]}>
              <Card title={t.title} flush quiet>
                {loud.length === 0 ? <Nothing>{t.noneOpen(formatTime(asOf))}</Nothing> : table(t.title, loud)}
              </Card>
              {quiet.length === 0 ? null : (
                <Card title={t.quiet} flush>
                  {table(t.quiet, quiet)}
                </Card>
              )}
            </div>
          );
        }}
      </View>
      <More list={list} />
    </>
  );
}
