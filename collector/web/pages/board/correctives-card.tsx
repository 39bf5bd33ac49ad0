import { Link } from "@tanstack/react-router";
import type { Overview } from "#shared/api/schemas.ts";
import { useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { TimeLeft } from "../../parts/route/time-left.tsx";
import { SeverityMark } from "../../parts/severity-mark/severity-mark.tsx";
import { boardTexts } from "../../text/board/index.ts";
import { Waiting } from "../correctives/corrective.tsx";
import styles from "./board.module.css";

/** 是正事項: one line for a rule and a site; only their number for who may not see them. */
export function CorrectivesCard({ overview }: { readonly overview: Overview }) {
  const t = useTexts(boardTexts);
  const word = useWord();
  const may = useMay();
  const allowed = may("listCorrectives");
  const { data } = useAsk("listCorrectives", { query: {} }, allowed);
  const { rows, computers, waiting } = overview.correctives;
  return (
    <Card
      title={t.correctives}
      flush
      aside={
        <>
          <AsOf at={data?.asOf ?? overview.asOf} />
          {allowed ? <Link to="/correctives">{t.toCorrectives}</Link> : null}
        </>
      }
    >
      {rows === 0 ? (
        <p className={styles["line"]}>{t.correctivesNone}</p>
      ) : data === undefined ? (
        <p className={styles["line"]}>
          {t.computersOf(computers)}・{t.waitingOf(waiting)}
        </p>
      ) : (
        <ul>
          {data.items.map((row) => (
            <li key={row.id} className={styles["corrective"]}>
              <SeverityMark severity={row.severity} />
              <span className={styles["correctiveText"]}>
                <strong>{word(row.title)}</strong> {row.siteName}
              </span>
              <span className={styles["correctiveMore"]}>
                {row.open > 0 ? <span>{t.computersOf(row.open)}</span> : null}
                <Waiting row={row} />
                {row.becameIncident > 0 ? <span>{t.becameCase(row.becameIncident)}</span> : null}
                {row.open === 0 ? (
                  <span>{t.waitingOnly}</span>
                ) : (
                  <span>{row.receivedAt === null ? t.unreceived : t.received}</span>
                )}
                {row.nextDueAt === null ? null : <TimeLeft due={row.nextDueAt} />}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
