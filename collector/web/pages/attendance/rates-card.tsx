import type { AttendanceFigures, Coverage } from "#shared/model/attendance-figures.ts";
import { useTexts } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { Fold } from "../../parts/fold/fold.tsx";
import { Pairs } from "../../parts/pairs/pairs.tsx";
import { attendanceTexts } from "../../text/attendance/index.ts";
import styles from "./attendance.module.css";
import { coveragePairs } from "./coverage-pairs.ts";
import { ratesOf } from "./rates.ts";

interface RatesCardProps {
  readonly figures: AttendanceFigures;
  readonly coverage: Coverage;
  readonly asOf: string;
}

/** 監視稼働率, and never without 監視範囲. */
export function RatesCard({ figures, coverage, asOf }: RatesCardProps) {
  const t = useTexts(attendanceTexts);
  return (
    <Card title={t.rates} aside={<AsOf at={asOf} />}>
      <div className={styles["two"]}>
        <div>
          <h3 className={styles["part"]}>{t.rate}</h3>
          <dl className={styles["rates"]}>
            {ratesOf(figures, t).map(({ label, percent, words, note }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>
                  <span className={percent === null ? styles["none"] : `${styles["percent"]} figure number`}>
                    {words}
                  </span>
                  {percent === null ? null : (
                    <progress className={styles["bar"]} value={percent} max={100} aria-hidden="true" />
                  )}
                  {note === null ? null : <span className={styles["note"]}>{note}</span>}
                </dd>
              </div>
            ))}
          </dl>
        </div>
        <div>
          <h3 className={styles["part"]}>{t.coverage}</h3>
          <Pairs pairs={coveragePairs(coverage, t)} />
        </div>
      </div>
      <Fold title={t.how}>
        <p>{t.howRate}</p>
        <p>{t.howExcused}</p>
        <p>{t.howCollector}</p>
        <p>{t.howAgent}</p>
        <p>{t.howUnconfirmed}</p>
        <p>{t.howCoverage}</p>
      </Fold>
    </Card>
  );
}
