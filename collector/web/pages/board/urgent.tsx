import { Link } from "@tanstack/react-router";
import type { Overview } from "#shared/api/schemas.ts";
import type { Incident } from "#shared/model/incident.ts";
import { roleWords, type Role } from "#shared/model/role.ts";
import { useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { useFresh } from "../../parts/fresh/use-fresh.ts";
import { RowAct } from "../../parts/receive/row-act.tsx";
import { isGrave } from "../../parts/route/case-now.ts";
import { WhoHas } from "../../parts/route/who-has.tsx";
import { SeverityMark } from "../../parts/severity-mark/severity-mark.tsx";
import { boardTexts } from "../../text/board/index.ts";
import { commonTexts } from "../../text/common/index.ts";
import { formatMoment, formatTime } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import { fiveLines } from "../incident/five-lines.ts";
import styles from "./urgent.module.css";

function Row({ incident, fresh }: { readonly incident: Incident; readonly fresh: boolean }) {
  const common = useTexts(commonTexts);
  const word = useWord();
  const { language } = useLanguage();
  const now = useNow();
  const lines = fiveLines(incident, language, null);
  return (
    <li className={styles["case"]} data-fresh={fresh} data-row={incident.id}>
      <div className={styles["mark"]}>
        <SeverityMark severity={incident.severity} />
      </div>
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
          <span>{lines.what}</span>
          <span>{incident.number}</span>
        </p>
      </div>
      <div className={styles["caseWho"]}>
        <WhoHas incident={incident} />
      </div>
      <div className={styles["caseAct"]}>
        <RowAct incident={incident} />
      </div>
    </li>
  );
}

/** Chairs that are called when 重大 is suspected, in the order in which to try. */
const called: readonly Role[] = ["manager", "deputy-supervisor", "supervisor", "csirt", "chief"];

/** Whom to call now. */
function CallNow() {
  const t = useTexts(boardTexts);
  const word = useWord();
  const may = useMay();
  const { data } = useAsk("listPeople", { query: {} }, may("listPeople"));
  const people = (data?.items ?? [])
    .filter(({ disabled }) => !disabled)
    .map((person) => ({ ...person, rank: called.findIndex((role) => person.roles.includes(role)) }))
    .filter(({ rank }) => rank >= 0)
    .toSorted((one, other) => one.rank - other.rank);
  return (
    <div className={styles["call"]}>
      <strong>{t.callNow}</strong>
      <ul>
        {people.map(({ id, name, phone, rank }) => (
          <li key={id}>
            <span>
              {word(roleWords[called[rank] ?? "manager"])} {name}
            </span>
            {phone === null ? <span>{t.noPhone}</span> : <a href={`tel:${phone}`}>{phone}</a>}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What needs a person now, 重大 and its suspicion apart and first; one quiet line where nothing does. */
export function Urgent({ overview }: { readonly overview: Overview }) {
  const t = useTexts(boardTexts);
  const may = useMay();
  const { openIncidents, openIncidentCount, asOf } = overview;
  const fresh = useFresh(openIncidents.map(({ id }) => id));
  const time = formatTime(asOf);
  if (openIncidentCount === 0) return <p className={styles["quiet"]}>{t.nothingNow(time)}</p>;
  const grave = openIncidents.filter(isGrave);
  const others = openIncidents.filter((incident) => !isGrave(incident));
  const more = openIncidentCount - openIncidents.length;
  const list = (incidents: readonly Incident[]) => (
    <ul>
      {incidents.map((incident) => (
        <Row key={incident.id} incident={incident} fresh={fresh.has(incident.id)} />
      ))}
    </ul>
  );
  const foot =
    more === 0 ? (
      t.quiet(time)
    ) : may("listIncidents") ? (
      <Link to="/incidents">{t.andMore(more)}</Link>
    ) : (
      t.more(more)
    );
  return (
    <>
      {grave.length === 0 ? null : (
        <Card title={t.graveNow} tone="grave" aside={<AsOf at={asOf} />} flush>
          <CallNow />
          {list(grave)}
        </Card>
      )}
      {others.length === 0 && more === 0 ? (
        <p className={styles["quiet"]}>{t.quiet(time)}</p>
      ) : (
        <Card title={t.needsYou} aside={<AsOf at={asOf} />} flush>
          {list(others)}
          <p className={styles["caseFoot"]}>{foot}</p>
        </Card>
      )}
    </>
  );
}
