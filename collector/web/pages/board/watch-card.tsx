import { Link } from "@tanstack/react-router";
import type { GapRow } from "#shared/api/watch-schemas.ts";
import type { Overview } from "#shared/api/schemas.ts";
import { gapCauseWords } from "#shared/model/attendance.ts";
import { useMay } from "../../client/session.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { Figure, Figures } from "../../parts/figure/figure.tsx";
import { boardTexts } from "../../text/board/index.ts";
import { formatMoment } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import { share } from "./share.ts";
import styles from "./board.module.css";

function Gap({ gap }: { readonly gap: GapRow }) {
  const t = useTexts(boardTexts);
  const word = useWord();
  const { language } = useLanguage();
  const now = useNow();
  return (
    <li>
      <strong>{gap.endpointName ?? t.gapCollector}</strong>{" "}
      {t.gapSince(formatMoment(gap.from, now, language))}{" "}
      <span className={styles["cause"]}>{word(gapCauseWords[gap.cause])}</span>
    </li>
  );
}

/** Whether the watch itself is whole: 監視稼働率, and never without 監視範囲. */
export function WatchCard({ overview }: { readonly overview: Overview }) {
  const t = useTexts(boardTexts);
  const may = useMay();
  const { attendance, coverage, openGaps } = overview;
  const { firms } = coverage;
  const allFirms = firms.watched + firms.selfCheck + firms.declined + firms.open;
  return (
    <Card
      title={t.watch}
      aside={
        <>
          <AsOf at={overview.asOf} />
          {may("getAttendance") ? <Link to="/attendance">{t.toAttendance}</Link> : null}
        </>
      }
    >
      <Figures>
        <Figure
          label={t.rate}
          value={share(attendance.agentsWatched, attendance.agentsDue)}
          unit="%"
          of={100}
        />
        <Figure
          label={t.coverage}
          value={coverage.computersInLedger === 0 ? null : coverage.computersWatched}
          unit=""
          of={coverage.computersInLedger}
          ofWord={t.ofComputers(coverage.computersInLedger)}
          note={coverage.agentless === 0 ? undefined : t.agentless(coverage.agentless)}
        />
        {allFirms === 0 ? null : (
          <Figure
            label={t.firms}
            value={firms.watched}
            unit=""
            of={allFirms}
            ofWord={t.ofFirms(allFirms)}
            note={t.firmsNote(firms.selfCheck, firms.declined, firms.open)}
          />
        )}
      </Figures>
      <div className={styles["part"]}>
        <h3 className={styles["partTitle"]}>{t.gapsNow}</h3>
        {openGaps.length === 0 ? (
          <p>{t.gapsNone}</p>
        ) : (
          <ul className={styles["dots"]}>
            {openGaps.map((gap) => (
              <Gap key={gap.id} gap={gap} />
            ))}
          </ul>
        )}
        <p className={styles["soft"]}>{t.gapsToday(attendance.gaps, attendance.unconfirmed)}</p>
      </div>
    </Card>
  );
}
