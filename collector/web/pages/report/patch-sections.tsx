import { complianceStateWords, type ComplianceRow } from "#shared/model/compliance.ts";
import type { WeeklySummary } from "#shared/model/report.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { SheetTable, type SheetColumn } from "../../parts/office-paper/sheet-table.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { patchTexts } from "../../text/patch/index.ts";
import { reportTexts } from "../../text/report/index.ts";
import { pendingWords } from "../patch/standing.ts";
import styles from "./report.module.css";
import { overdueFirst, siteList, stateList, summaryRows, type SummaryRow } from "./summary-rows.ts";

/** 1 総括: figures before tables before sentences. */
export function SummarySection({ patch }: { readonly patch: WeeklySummary["patch"] }) {
  const t = useTexts(reportTexts);
  const words = useTexts(patchTexts);
  const { language } = useLanguage();
  const columns: readonly SheetColumn<SummaryRow>[] = [
    { key: "item", head: t.item, kind: "lead", render: ({ item }) => item },
    { key: "now", head: t.thisWeek, kind: "figure", render: ({ now }) => <strong>{now}</strong> },
    { key: "before", head: t.lastWeek, kind: "figure", render: ({ before }) => before },
    { key: "change", head: t.change, kind: "figure", render: ({ change }) => change },
    { key: "target", head: t.target, kind: "figure", render: ({ target }) => target },
  ];
  return (
    <section className={styles["section"]}>
      <h2>{t.summary}</h2>
      <SheetTable
        caption={t.summary}
        columns={columns}
        rows={summaryRows(patch, t, words)}
        rowKey={({ item }) => item}
      />
      <p className={styles["note"]}>{t.byState(stateList(patch.figures, language, t))}</p>
      <p className={styles["note"]}>{t.silentNote}</p>
    </section>
  );
}

/** 2 期限超過の端末: whom to speak to, with the site it belongs to. */
export function OverdueSection({ rows }: { readonly rows: readonly ComplianceRow[] }) {
  const t = useTexts(reportTexts);
  const words = useTexts(patchTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  const columns: readonly SheetColumn<ComplianceRow>[] = [
    { key: "computer", head: t.computer, kind: "lead", render: ({ hostname }) => hostname },
    { key: "site", head: t.site, render: ({ siteName }) => siteName },
    {
      key: "state",
      head: t.state,
      kind: "short",
      render: ({ state }) => word(complianceStateWords[state]),
    },
    {
      key: "late",
      head: t.late,
      kind: "figure",
      render: ({ overdueDays }) => (overdueDays === 0 ? "—" : t.days(overdueDays)),
    },
    {
      key: "pending",
      head: t.pending,
      kind: "figure",
      render: (row) => pendingWords({ ...row, security: 0 }, words, common.unknown),
    },
    { key: "worst", head: t.worst, render: ({ worst }) => worst ?? "—" },
  ];
  return (
    <section className={styles["section"]}>
      <h2>{t.overdue}</h2>
      {rows.length === 0 ? (
        <p>{t.overdueNone}</p>
      ) : (
        <>
          <SheetTable
            caption={t.overdue}
            columns={columns}
            rows={overdueFirst(rows)}
            rowKey={({ endpointId }) => endpointId}
          />
          <p className={styles["note"]}>{t.overdueBySite(siteList(rows, t))}</p>
        </>
      )}
    </section>
  );
}
