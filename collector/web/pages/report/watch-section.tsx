import { excusedCauses } from "#shared/model/attendance.ts";
import type { WeeklySummary } from "#shared/model/report.ts";
import { useTexts } from "../../language/language-context.tsx";
import { reportTexts } from "../../text/report/index.ts";
import { GapsTable, RatesTables } from "../attendance/watch-tables.tsx";
import styles from "./report.module.css";

/** 6: 監視稼働率, 監視範囲 beside it, and each gap in the time that was due with its cause. */
export function WatchSection({ summary }: { readonly summary: WeeklySummary }) {
  const t = useTexts(reportTexts);
  const { attendance, coverage, gaps, gapsLeftOut } = summary;
  // Switched off at night is no gap in what was to be watched; forty computers would fill ten pages with it.
  const listed = gaps.filter(({ cause }) => !excusedCauses.has(cause));
  const excused = gaps.length - listed.length;
  return (
    <section className={styles["section"]}>
      <h2>{t.watch}</h2>
      <RatesTables figures={attendance} coverage={coverage} />
      <h3>{t.gaps}</h3>
      {listed.length === 0 ? (
        <p>{t.gapsNone}</p>
      ) : (
        <>
          <p className={styles["note"]}>
            {t.gapsCount(listed.length, listed.filter(({ cause }) => cause === "unconfirmed").length)}
          </p>
          <GapsTable gaps={listed} until={attendance.to} />
        </>
      )}
      {excused === 0 ? null : <p className={styles["note"]}>{t.gapsExcused(excused)}</p>}
      {gapsLeftOut === 0 ? null : <p className={styles["note"]}>{t.gapsLeftOut(gapsLeftOut)}</p>}
    </section>
  );
}
