import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useId, useState } from "react";
import type { CorrectiveRow } from "#shared/api/watch-schemas.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { DataTable, type Column } from "../../parts/data-table/data-table.tsx";
import { TimeLeft } from "../../parts/route/time-left.tsx";
import { SeverityMark } from "../../parts/severity-mark/severity-mark.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { correctivesTexts } from "../../text/correctives/index.ts";
import { formatMoment } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import styles from "./correctives.module.css";

type Computer = CorrectiveRow["computers"][number];

/** Computers that are not told yet: those that were away get time for their updates, the others are looked at again. */
export function Waiting({ row }: { readonly row: CorrectiveRow }) {
  const t = useTexts(correctivesTexts);
  const waiting = row.computers.filter(({ state }) => state === "waiting");
  const away = waiting.filter(({ afterAbsence }) => afterAbsence).length;
  const held = waiting.length - away;
  return (
    <>
      {away === 0 ? null : <span>{t.waitingOf(away)}</span>}
      {held === 0 ? null : <span>{t.holdOf(held)}</span>}
    </>
  );
}

function Computers({ row }: { readonly row: CorrectiveRow }) {
  const t = useTexts(correctivesTexts);
  const word = useWord();
  const { language } = useLanguage();
  const now = useNow();
  const stateOf = ({ state, afterAbsence }: Computer): string =>
    state === "waiting" && !afterAbsence ? t.states.hold : t.states[state];
  const columns: readonly Column<Computer>[] = [
    {
      key: "computer",
      head: t.computer,
      kind: "lead",
      render: (one) => (
        <Link to="/endpoints/$id" params={{ id: one.endpointId }}>
          {one.endpointName}
        </Link>
      ),
    },
    { key: "what", head: t.what, render: (one) => word(one.what) },
    {
      key: "began",
      head: t.began,
      kind: "mark",
      render: (one) => <time dateTime={one.beganAt}>{formatMoment(one.beganAt, now, language)}</time>,
    },
    {
      key: "due",
      head: t.dueHead,
      kind: "mark",
      render: (one) =>
        one.incidentId !== null || one.state !== "open" || one.dueAt === null ? (
          "—"
        ) : (
          <TimeLeft due={one.dueAt} />
        ),
    },
    {
      key: "state",
      head: t.state,
      kind: "mark",
      render: (one) =>
        one.incidentId === null ? (
          <Tag tone={one.state === "ended" ? "checked" : "quiet"}>{stateOf(one)}</Tag>
        ) : (
          <Link to="/incidents/$id" params={{ id: one.incidentId }}>
            {t.case(one.incidentNumber ?? "")}
          </Link>
        ),
    },
  ];
  return (
    <DataTable
      caption={`${word(row.title)} ${row.siteName}`}
      columns={columns}
      rows={row.computers}
      rowKey={({ id }) => id}
    />
  );
}

/** One 是正事項: a rule and a site in one row, its computers inside. */
export function Corrective({ row }: { readonly row: CorrectiveRow }) {
  const t = useTexts(correctivesTexts);
  const word = useWord();
  const { language } = useLanguage();
  const now = useNow();
  const inside = useId();
  const [opened, setOpened] = useState(false);
  return (
    <li className={styles["row"]} data-row={row.id}>
      <div className={styles["head"]}>
        <SeverityMark severity={row.severity} />
        <div className={styles["text"]}>
          <p className={styles["title"]}>
            {word(row.title)} <span className={styles["site"]}>{row.siteName}</span>
          </p>
          <p className={styles["more"]}>
            {row.open === 0 ? null : <strong>{t.computersOf(row.open)}</strong>}
            <Waiting row={row} />
            {row.becameIncident === 0 ? null : <span>{t.becameCase(row.becameIncident)}</span>}
            <span>{t.since(formatMoment(row.beganAt, now, language))}</span>
            <span>{row.clause}</span>
          </p>
        </div>
        <div className={styles["due"]}>
          {row.nextDueAt === null ? null : (
            <>
              <span>{t.due(formatMoment(row.nextDueAt, now, language))}</span>
              <TimeLeft due={row.nextDueAt} />
            </>
          )}
          {row.open === 0 ? null : (
            <span>
              {row.receivedAt === null
                ? t.unreceived
                : t.received(formatMoment(row.receivedAt, now, language), row.receivedBy ?? "")}
            </span>
          )}
        </div>
        <Button
          variant="default"
          aria-expanded={opened}
          aria-controls={inside}
          aria-label={`${opened ? t.hide : t.show(row.computers.length)} ${word(row.title)} ${row.siteName}`}
          onClick={() => setOpened(!opened)}
        >
          {opened ? t.hide : t.show(row.computers.length)}
        </Button>
      </div>
      <div id={inside} className={styles["inside"]} hidden={!opened}>
        {opened ? <Computers row={row} /> : null}
      </div>
    </li>
  );
}
