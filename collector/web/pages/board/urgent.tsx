import { Link } from "@tanstack/react-router";
import type { Overview } from "#shared/api/schemas.ts";
import type { Incident } from "#shared/model/incident.ts";
import { useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { useFresh } from "../../parts/fresh/use-fresh.ts";
import { ReceiptDue } from "../../parts/receive/receipt-due.tsx";
import { Receive } from "../../parts/receive/receive.tsx";
import { SeverityMark } from "../../parts/severity-mark/severity-mark.tsx";
import { boardTexts } from "../../text/board/index.ts";
import { commonTexts } from "../../text/common/index.ts";
import { formatMoment, formatTime } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import { fiveLines } from "../incident/five-lines.ts";
import styles from "./board.module.css";

const isUrgent = ({ severity }: Incident): boolean => severity === "grave" || severity === "suspected-grave";

function Row({ incident, fresh }: { readonly incident: Incident; readonly fresh: boolean }) {
  const common = useTexts(commonTexts);
  const word = useWord();
  const { language } = useLanguage();
  const now = useNow();
  const lines = fiveLines(incident, language, null);
  return (
    <li className={styles["case"]} data-fresh={fresh} data-row={incident.id}>
      <SeverityMark severity={incident.severity} />
      <div className={styles["caseText"]}>
        <p className={styles["caseTitle"]}>
          {fresh ? <span className={styles["fresh"]}>{common.fresh}</span> : null}
          <Link to="/incidents/$id" params={{ id: incident.id }}>
            {word(incident.title)}
          </Link>
          <span className={styles["casePlace"]}>{lines.where}</span>
        </p>
        <p className={styles["caseMore"]}>
          <time dateTime={incident.openedAt}>{formatMoment(incident.openedAt, now, language)}</time>
          <ReceiptDue incident={incident} />
          <span>{lines.what}</span>
        </p>
      </div>
      <div className={styles["caseAct"]}>
        <Receive incident={incident} />
      </div>
    </li>
  );
}

/** Whom to call when 重大 is suspected. */
function CallNow() {
  const t = useTexts(boardTexts);
  const may = useMay();
  const { data } = useAsk("listPeople", { query: {} }, may("listPeople"));
  return (
    <div className={styles["call"]}>
      <strong>{t.callNow}</strong>
      <ul>
        {(data?.items ?? [])
          .filter(({ disabled }) => !disabled)
          .map(({ id, name, phone }) => (
            <li key={id}>
              {name}
              {phone === null ? <span>{t.noPhone}</span> : <a href={`tel:${phone}`}>{phone}</a>}
            </li>
          ))}
      </ul>
    </div>
  );
}

/** What needs a person now; one quiet line where nothing does. */
export function Urgent({ overview }: { readonly overview: Overview }) {
  const t = useTexts(boardTexts);
  const may = useMay();
  const fresh = useFresh(overview.openIncidents.map(({ id }) => id));
  if (overview.openIncidentCount === 0)
    return (
      <p className={styles["quiet"]}>
        {t.quiet}
        <span className={`${styles["quietTime"]} checked`}>✓ {t.lastChecked(formatTime(overview.asOf))}</span>
      </p>
    );
  const more = overview.openIncidentCount - overview.openIncidents.length;
  const grave = overview.openIncidents.some(isUrgent);
  return (
    <Card title={t.needsYou} tone={grave ? "grave" : "plain"} aside={<AsOf at={overview.asOf} />} flush>
      {grave ? <CallNow /> : null}
      <ul className={styles["cases"]}>
        {overview.openIncidents.map((incident) => (
          <Row key={incident.id} incident={incident} fresh={fresh.has(incident.id)} />
        ))}
      </ul>
      <p className={styles["caseFoot"]}>
        {more > 0 ? (
          may("listIncidents") ? (
            <Link to="/incidents">{t.andMore(more)}</Link>
          ) : (
            t.more(more)
          )
        ) : (
          t.nothingElse
        )}
      </p>
    </Card>
  );
}
