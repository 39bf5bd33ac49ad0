import { Link } from "@tanstack/react-router";
import type { CorrectiveRow, GapRow } from "#shared/api/watch-schemas.ts";
import { facts, isFactName } from "#shared/facts/index.ts";
import { gapCauseWords } from "#shared/model/attendance.ts";
import { finishedStates, incidentStateWords, type Incident } from "#shared/model/incident.ts";
import { useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { WhoHas } from "../../parts/route/who-has.tsx";
import { SeverityMark } from "../../parts/severity-mark/severity-mark.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { View } from "../../parts/view/view.tsx";
import { endpointTexts } from "../../text/endpoint/index.ts";
import { formatDate, formatMoment } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import styles from "./endpoint.module.css";

function Cases({ incidents }: { readonly incidents: readonly Incident[] }) {
  const t = useTexts(endpointTexts);
  const word = useWord();
  if (incidents.length === 0) return <p className={styles["soft"]}>{t.noCases}</p>;
  return (
    <ul className={styles["duties"]}>
      {incidents.map((incident) => (
        <li key={incident.id}>
          <SeverityMark severity={incident.severity} />
          <Link to="/incidents/$id" params={{ id: incident.id }}>
            {incident.number} {word(incident.title)}
          </Link>
          <Tag>{word(incidentStateWords[incident.state])}</Tag>
          <WhoHas incident={incident} />
        </li>
      ))}
    </ul>
  );
}

function Correctives({
  rows,
  endpointId,
}: {
  readonly rows: readonly CorrectiveRow[];
  readonly endpointId: string;
}) {
  const t = useTexts(endpointTexts);
  const word = useWord();
  const { language } = useLanguage();
  const now = useNow();
  const mine = rows.flatMap((row) =>
    row.computers
      .filter((computer) => computer.endpointId === endpointId && computer.state !== "ended")
      .map((computer) => ({ row, computer })),
  );
  if (mine.length === 0) return <p className={styles["soft"]}>{t.noCorrectives}</p>;
  return (
    <ul className={styles["duties"]}>
      {mine.map(({ row, computer }) => (
        <li key={computer.id}>
          <SeverityMark severity={computer.severity} />
          <span>
            {word(row.title)}
            <span className={styles["line"]}>{word(computer.what)}</span>
          </span>
          {computer.state === "waiting" ? (
            <Tag tone="quiet">{computer.afterAbsence ? t.waitsAfterAbsence : t.waits}</Tag>
          ) : computer.incidentId === null ? (
            <span className={styles["soft"]}>
              {t.since(formatMoment(computer.beganAt, now, language))}
              {computer.dueAt === null ? "" : ` ${t.becomesCase(formatDate(computer.dueAt, language))}`}
            </span>
          ) : (
            <Link to="/incidents/$id" params={{ id: computer.incidentId }}>
              {t.becameCase(computer.incidentNumber ?? "")}
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}

function Gaps({ gaps }: { readonly gaps: readonly GapRow[] }) {
  const t = useTexts(endpointTexts);
  const word = useWord();
  const { language } = useLanguage();
  const now = useNow();
  if (gaps.length === 0) return <p className={styles["soft"]}>{t.noGaps}</p>;
  return (
    <ul className={styles["duties"]}>
      {gaps.map((gap) => (
        <li key={gap.id}>
          <span>
            {formatMoment(gap.from, now, language)}
            {"〜"}
            {gap.to === null ? "" : formatMoment(gap.to, now, language)}
          </span>
          <span>
            {gap.fact === null ? "" : `${isFactName(gap.fact) ? word(facts[gap.fact].title) : gap.fact}: `}
            {word(gapCauseWords[gap.cause])}
          </span>
          {gap.to === null ? <Tag tone="attention">{t.lasting}</Tag> : null}
        </li>
      ))}
    </ul>
  );
}

/** What this computer waits for: its open cases, its 是正事項, and the gaps in the watch over it. */
export function DutiesCard({ endpointId }: { readonly endpointId: string }) {
  const t = useTexts(endpointTexts);
  const may = useMay();
  const cases = useAsk(
    "listIncidents",
    { query: { endpointId, open: "true", limit: 100 } },
    may("listIncidents"),
  );
  const correctives = useAsk("listCorrectives", { query: {} }, may("listCorrectives"));
  const gaps = useAsk("getAttendance", { query: { endpointId, limit: 8 } }, may("getAttendance"));
  const parts = [
    may("listIncidents") ? (
      <section key="cases" className={styles["part"]}>
        <h3 className={styles["partTitle"]}>{t.cases}</h3>
        <View of={cases}>
          {({ items }) => (
            <Cases
              incidents={items.filter(
                (incident) => incident.endpointId === endpointId && !finishedStates.has(incident.state),
              )}
            />
          )}
        </View>
      </section>
    ) : null,
    may("listCorrectives") ? (
      <section key="correctives" className={styles["part"]}>
        <h3 className={styles["partTitle"]}>{t.correctives}</h3>
        <View of={correctives}>{({ items }) => <Correctives rows={items} endpointId={endpointId} />}</View>
      </section>
    ) : null,
    may("getAttendance") ? (
      <section key="gaps" className={styles["part"]}>
        <h3 className={styles["partTitle"]}>
          {t.gaps}{" "}
          <Link to="/attendance" search={{ endpointId }} className={styles["more"] ?? ""}>
            {t.toAttendance}
          </Link>
        </h3>
        <View of={gaps}>
          {({ items }) => <Gaps gaps={items.filter((gap) => gap.endpointId === endpointId)} />}
        </View>
      </section>
    ) : null,
  ].filter((part) => part !== null);
  if (parts.length === 0) return null;
  return (
    <Card title={t.duties} aside={<AsOf at={cases.data?.asOf ?? correctives.data?.asOf} />}>
      {parts}
    </Card>
  );
}
