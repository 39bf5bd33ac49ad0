import type { IncidentDetail } from "#shared/api/schemas.ts";
import { finishedStates } from "#shared/model/incident.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { Card } from "../../parts/card/card.tsx";
import { nextActOf } from "../../parts/route/case-now.ts";
import { TimeLeft } from "../../parts/route/time-left.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { routeTexts } from "../../text/route/index.ts";
import { formatDateTime } from "../../times/format.ts";
import { stampRows } from "./stamps.ts";
import styles from "./route-card.module.css";

/** The route as a vertical line of stamps; it prints with the sheet. */
export function RouteCard({ incident }: { readonly incident: IncidentDetail }) {
  const t = useTexts(routeTexts);
  const { language } = useLanguage();
  const { name, nextDueAt } = incident.route;
  const finished = finishedStates.has(incident.state);
  return (
    <Card title={name === null ? t.title : t.name[name]}>
      <ol aria-label={t.title}>
        {stampRows(incident, language).map((row) => (
          <li key={row.key} className={styles["stamp"]} data-kind={row.kind}>
            <span className={styles["seal"]}>{row.seal}</span>
            <span className={styles["text"]}>
              <strong>{row.chair}</strong>
              {row.name === "" ? null : <span className={styles["name"]}>{row.name}</span>}
              {row.lines.map((line) => (
                <span key={line}>{line}</span>
              ))}
              {row.due === null || finished ? null : (
                <span className="screen-only">
                  <TimeLeft due={row.due} />
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
      {name === null ? <p className={styles["small"]}>{t.noRoute}</p> : null}
      {incident.handled && !finished ? (
        <p className={styles["small"]}>
          <Tag tone="quiet">{t.handled}</Tag>
        </p>
      ) : null}
      {nextDueAt === null || finished ? null : (
        <p className={`screen-only ${styles["small"]}`}>
          {t.nextAct[nextActOf(incident)](formatDateTime(nextDueAt, language))}
        </p>
      )}
    </Card>
  );
}
