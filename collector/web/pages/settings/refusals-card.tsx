import type { RouteOutput } from "#shared/api/routes.ts";
import { call } from "../../client/call.ts";
import { usePages } from "../../client/queries.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { DataTable, type Column } from "../../parts/data-table/data-table.tsx";
import { More } from "../../parts/more/more.tsx";
import { Nothing, View } from "../../parts/view/view.tsx";
import { settingsTexts } from "../../text/settings/index.ts";
import { refusalWords } from "../../text/settings/refusals.ts";
import { formatDateTime } from "../../times/format.ts";
import styles from "./settings.module.css";

type Refusal = RouteOutput<"listRefusals">["items"][number];

/** What the collector refused to take. */
export function RefusalsCard() {
  const t = useTexts(settingsTexts);
  const word = useWord();
  const { language } = useLanguage();
  const list = usePages("listRefusals", {}, (page, signal) => call("listRefusals", { query: page }, signal));
  const columns: readonly Column<Refusal>[] = [
    { key: "at", head: t.at, kind: "mark", render: (row) => formatDateTime(row.at, language) },
    { key: "peer", head: t.peer, kind: "lead", render: (row) => row.peer },
    {
      key: "reason",
      head: t.reason,
      render: (row) => (
        <span>
          {word(refusalWords(row.code))}
          <span className={styles["detail"]} lang="en">
            {row.code}: {row.detail}
          </span>
        </span>
      ),
    },
    { key: "count", head: t.count, kind: "figure", render: (row) => t.times(row.count) },
  ];
  return (
    <Card title={t.refusals} aside={<AsOf at={list.data?.asOf} />} flush>
      <p className={styles["flushLead"]}>{t.refusalsLead}</p>
      <View of={list}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing>{t.noRefusals}</Nothing>
          ) : (
            <DataTable
              caption={t.refusals}
              columns={columns}
              rows={rows}
              rowKey={(row) => `${row.at} ${row.peer} ${row.code} ${row.detail}`}
            />
          )
        }
      </View>
      <More list={list} />
    </Card>
  );
}
