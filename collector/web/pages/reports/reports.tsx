import { Link } from "@tanstack/react-router";
import type { WeeklySummary } from "#shared/model/report.ts";
import { call } from "../../client/call.ts";
import { useAsk, usePages } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import type { Column } from "../../parts/data-table/data-table.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { RegisterTable } from "../../parts/register-table/register-table.tsx";
import { patchTexts } from "../../text/patch/index.ts";
import { reportsTexts } from "../../text/reports/index.ts";
import { formatDateTime, formatDay } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import { shareWords } from "../patch/share-words.ts";
import { nextReportDay } from "./next-report.ts";
import styles from "./reports.module.css";

/** 報告書: the weekly summaries as they were frozen, newest first. */
export function ReportsPage() {
  const t = useTexts(reportsTexts);
  const patch = useTexts(patchTexts);
  const { language } = useLanguage();
  const now = useNow();
  const may = useMay();
  const policy = useAsk("getPolicy", { query: {} }, may("getPolicy"));
  const list = usePages("listReports", {}, (page, signal) => call("listReports", { query: page }, signal));
  const time = policy.data?.policy.summary.time ?? null;
  const day = formatDay(nextReportDay(now, time), language);
  const columns: readonly Column<WeeklySummary>[] = [
    {
      key: "period",
      head: t.period,
      kind: "lead",
      render: ({ id, from, to }) => (
        <Link to="/reports/$id" params={{ id }}>
          {t.span(formatDay(from, language), formatDay(to, language))}
        </Link>
      ),
    },
    {
      key: "made",
      head: t.made,
      kind: "mark",
      render: ({ madeAt }) => formatDateTime(madeAt, language),
    },
    {
      key: "within",
      head: t.withinDeadline,
      kind: "figure",
      render: ({ patch: { figures } }) => shareWords(figures.withinDeadline, figures.total, patch),
    },
    {
      key: "overdue",
      head: t.overdue,
      kind: "figure",
      render: ({ patch: { figures } }) => t.computers(figures.byState.overdue),
    },
    {
      key: "gaps",
      head: t.gaps,
      kind: "figure",
      render: ({ attendance }) => t.gapsCount(attendance.gaps, attendance.unconfirmed),
    },
  ];
  return (
    <>
      <PageHead title={t.title} asOf={list.data?.asOf} />
      <p className={styles["lead"]}>{t.lead}</p>
      <RegisterTable
        title={t.list}
        none={`${t.noneYet}${language === "en" ? " " : ""}${time === null ? t.firstDay(day) : t.first(day, time)}`}
        list={list}
        filter={{}}
        columns={columns}
      />
    </>
  );
}
