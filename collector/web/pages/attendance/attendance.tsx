import { Button } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useAsk } from "../../client/queries.ts";
import { useSession } from "../../client/session.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { OfficePaperHead } from "../../parts/office-paper/office-paper.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { View } from "../../parts/view/view.tsx";
import { attendanceTexts } from "../../text/attendance/index.ts";
import { formatDay, formatPaperDay } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import styles from "./attendance.module.css";
import { GapsCard } from "./gaps-card.tsx";
import { PeriodChoice } from "./period-choice.tsx";
import { periodOf, spanOf } from "./period.ts";
import { RatesCard } from "./rates-card.tsx";
import { useGaps } from "./use-gaps.ts";
import { GapsTable, RatesTables } from "./watch-tables.tsx";

/** 監視記録: how much of the time was watched, of what, and every gap with its cause. */
export function AttendancePage() {
  const t = useTexts(attendanceTexts);
  const { language } = useLanguage();
  const now = useNow();
  const navigate = useNavigate();
  const { data: session } = useSession();
  const filter = useSearch({ from: "/attendance" });
  const period = periodOf(filter, now);
  const span = spanOf(period, now);
  const whole = useAsk("getAttendance", { query: { ...span, limit: 1 } });
  const gapFilter = { subject: filter.subject, endpointId: filter.endpointId };
  const list = useGaps(span, gapFilter);
  const rows = list.data?.rows ?? [];
  const counted = whole.data?.figures;
  const gapsCount =
    counted === undefined ? "" : t.gapsCount(counted.gaps, counted.openGaps, counted.unconfirmed);
  const days = t.span(formatDay(period.from, language), formatDay(period.to, language));
  const paperDay = (day: string): string => formatPaperDay(`${day}T00:00:00+09:00`, language);
  const change = (next: Partial<typeof filter>): void => {
    void navigate({ to: "/attendance", search: { ...filter, ...next }, replace: true });
  };
  return (
    <>
      <div className="screen-only">
        <PageHead title={t.title} asOf={whole.data?.asOf}>
          <Button variant="default" onClick={() => window.print()}>
            {t.print}
          </Button>
        </PageHead>
        <div className={styles["page"]}>
          <div className={styles["choice"]}>
            <PeriodChoice period={period} onChoose={change} />
            <span className={styles["span"]}>{days}</span>
          </div>
          <View of={whole}>
            {({ figures, coverage, asOf }) => <RatesCard figures={figures} coverage={coverage} asOf={asOf} />}
          </View>
          <GapsCard
            list={list}
            fileName={`hinomi-${period.from}-${period.to}.csv`}
            lead={gapsCount}
            filter={gapFilter}
            onFilter={change}
          />
        </div>
      </div>
      <div className="paper-only">
        <OfficePaperHead
          title={t.title}
          day={formatPaperDay(now, language)}
          organisation={session?.organisation ?? ""}
        >
          <p className={styles["period"]}>
            {t.period}　{t.span(paperDay(period.from), paperDay(period.to))}
          </p>
        </OfficePaperHead>
        {whole.data === undefined ? null : (
          <>
            <RatesTables figures={whole.data.figures} coverage={whole.data.coverage} />
            <p>{gapsCount}</p>
            {list.hasNextPage ? <p>{t.shown(rows.length)}</p> : null}
            <p>{t.howExcused}</p>
            {rows.length === 0 ? null : <GapsTable gaps={rows} until={whole.data.figures.to} />}
          </>
        )}
      </div>
    </>
  );
}
