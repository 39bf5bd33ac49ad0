import { Button, NativeSelect } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { RecordRow } from "#shared/api/watch-schemas.ts";
import { useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { Card } from "../../parts/card/card.tsx";
import { DataTable, type Column } from "../../parts/data-table/data-table.tsx";
import { Fold } from "../../parts/fold/fold.tsx";
import { More } from "../../parts/more/more.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { Nothing, View } from "../../parts/view/view.tsx";
import { recordsTexts } from "../../text/records/index.ts";
import { formatDateTime } from "../../times/format.ts";
import { actionNames, actionWords } from "./actions.ts";
import { CheckpointsCard } from "./checkpoints-card.tsx";
import styles from "./records.module.css";
import { SubjectCell } from "./subject-cell.tsx";
import { useRecords } from "./use-records.ts";
import { VerifyCard } from "./verify-card.tsx";

function Detail({ row }: { readonly row: RecordRow }) {
  const t = useTexts(recordsTexts);
  return (
    <Fold title={t.open}>
      <code className={styles["json"]}>
        {JSON.stringify(
          { chain: row.chain, hash: row.hash, action: row.action, subject: row.subject, ...row.detail },
          null,
          2,
        )}
      </code>
    </Fold>
  );
}

/** 記録簿: what was done, by whom, and how anybody makes sure that it was not changed. */
export function RecordsPage() {
  const t = useTexts(recordsTexts);
  const { language } = useLanguage();
  const may = useMay();
  const navigate = useNavigate();
  const filter = useSearch({ from: "/records" });
  const list = useRecords(filter);
  const checkpoints = useAsk("listCheckpoints", { query: {} }, may("listCheckpoints"));
  const change = (next: typeof filter): void => {
    void navigate({ to: "/records", search: { ...filter, ...next }, replace: true });
  };
  const columns: readonly Column<RecordRow>[] = [
    {
      key: "at",
      head: t.at,
      kind: "lead",
      render: ({ at }) => (at === null ? "—" : formatDateTime(at, language)),
    },
    {
      key: "action",
      head: t.action,
      render: ({ action }) =>
        action === null ? (
          <span className={styles["deleted"]}>{t.deleted}</span>
        ) : (
          actionWords(action, language)
        ),
    },
    { key: "actor", head: t.actor, render: ({ actor }) => actor ?? "—" },
    { key: "subject", head: t.subject, render: (row) => <SubjectCell row={row} /> },
    { key: "number", head: t.number, kind: "figure", render: ({ index }) => index },
    { key: "detail", head: t.detail, render: (row) => <Detail row={row} /> },
  ];
  return (
    <>
      <PageHead title={t.title} asOf={list.data?.asOf}>
        <Button variant="default" loading={list.isFetching} onClick={() => void list.refetch()}>
          {t.again}
        </Button>
      </PageHead>
      <div className={styles["page"]}>
        <p className={styles["lead"]}>{t.lookRecorded}</p>
        <search className={styles["filters"]}>
          <NativeSelect
            label={t.action}
            value={filter.action ?? ""}
            onChange={({ currentTarget: { value } }) => change({ action: value === "" ? undefined : value })}
            data={[
              { value: "", label: t.all },
              ...actionNames.map((value) => ({ value, label: actionWords(value, language) })),
            ]}
          />
          {filter.subject === undefined ? null : (
            <>
              <span>{t.ofSubject(filter.subject)}</span>
              <Button variant="default" onClick={() => change({ subject: undefined })}>
                {t.allSubjects}
              </Button>
            </>
          )}
        </search>
        <Card title={t.list} flush quiet>
          <View of={list}>
            {({ rows }) =>
              rows.length === 0 ? (
                <Nothing>{t.none}</Nothing>
              ) : (
                <DataTable
                  caption={t.list}
                  columns={columns}
                  rows={rows}
                  rowKey={({ chain, index }) => `${chain} ${index}`}
                  tone={({ action }) => (action === null ? "soft" : "plain")}
                />
              )
            }
          </View>
          <More list={list} />
        </Card>
        {may("listCheckpoints") ? (
          <View of={checkpoints}>{({ items }) => <CheckpointsCard items={items} />}</View>
        ) : null}
        <VerifyCard />
      </div>
    </>
  );
}
