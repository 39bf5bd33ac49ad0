import { NativeSelect } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { complianceState, complianceStateWords, type ComplianceRow } from "#shared/model/compliance.ts";
import { call } from "../../client/call.ts";
import { useAsk, usePages } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { Card } from "../../parts/card/card.tsx";
import { DataTable, type Column } from "../../parts/data-table/data-table.tsx";
import { More } from "../../parts/more/more.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { Nothing, View } from "../../parts/view/view.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { patchTexts } from "../../text/patch/index.ts";
import { formatDate, formatMoment } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import { FiguresCard } from "./figures-card.tsx";
import { HowCounted } from "./how-counted.tsx";
import styles from "./patch.module.css";
import { pendingWords, standing } from "./standing.ts";

/** パッチ適用状況: the three figures, and one row a computer, what needs somebody first. */
export function PatchPage() {
  const t = useTexts(patchTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  const { language } = useLanguage();
  const now = useNow();
  const may = useMay();
  const navigate = useNavigate();
  const filter = useSearch({ from: "/patch" });
  const { siteId } = filter;
  const ofSite = siteId === undefined ? {} : { siteId };
  const whole = useAsk("getPatchCompliance", { query: { ...ofSite, limit: 1 } });
  const sites = useAsk("listSites", { query: {} }, may("listSites"));
  const list = usePages("getPatchCompliance", filter, (page, signal) =>
    call("getPatchCompliance", { query: { ...filter, ...page } }, signal),
  );
  const change = (next: typeof filter): void => {
    void navigate({ to: "/patch", search: { ...filter, ...next }, replace: true });
  };
  const byState = whole.data?.figures.byState;
  const columns: readonly Column<ComplianceRow>[] = [
    {
      key: "computer",
      head: t.computer,
      kind: "lead",
      render: (row) =>
        may("getEndpoint") ? (
          <Link to="/endpoints/$id" params={{ id: row.endpointId }}>
            {row.hostname}
          </Link>
        ) : (
          row.hostname
        ),
    },
    { key: "site", head: t.site, render: (row) => row.siteName },
    {
      key: "state",
      head: t.state,
      kind: "mark",
      render: (row) => {
        const { words, tone } = standing(row, now, language, t);
        return <Tag tone={tone}>{words}</Tag>;
      },
    },
    {
      key: "pending",
      head: t.pending,
      kind: "figure",
      render: (row) => pendingWords(row, t, common.unknown),
    },
    { key: "worst", head: t.worst, render: (row) => row.worst ?? "—" },
    {
      key: "due",
      head: t.due,
      kind: "mark",
      render: (row) => (row.nextDueAt === null ? "—" : formatDate(row.nextDueAt, language)),
    },
    {
      key: "looked",
      head: t.lookedAt,
      kind: "mark",
      render: (row) => (row.lookedAt === null ? t.never : formatMoment(row.lookedAt, now, language)),
    },
  ];
  return (
    <>
      <PageHead title={t.title} asOf={whole.data?.asOf} />
      <div className={styles["page"]}>
        <View of={whole}>
          {({ figures, targetPercent, asOf }) => (
            <FiguresCard figures={figures} targetPercent={targetPercent} asOf={asOf}>
              <HowCounted />
            </FiguresCard>
          )}
        </View>
        <search className={`screen-only ${styles["filters"]}`}>
          <NativeSelect
            label={t.state}
            value={filter.state ?? ""}
            onChange={({ currentTarget: { value } }) => {
              const chosen = complianceState.safeParse(value);
              change({ state: chosen.success ? chosen.data : undefined });
            }}
            data={[
              { value: "", label: t.all },
              ...complianceState.options.map((value) => ({
                value,
                label:
                  byState === undefined
                    ? word(complianceStateWords[value])
                    : t.stateCount(word(complianceStateWords[value]), byState[value]),
              })),
            ]}
          />
          <NativeSelect
            label={t.site}
            value={siteId ?? ""}
            onChange={({ currentTarget: { value } }) => change({ siteId: value === "" ? undefined : value })}
            data={[
              { value: "", label: t.all },
              ...(sites.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        </search>
        <Card title={t.list} flush quiet>
          <View of={list}>
            {({ rows }) =>
              rows.length === 0 ? (
                <Nothing>{t.listNone}</Nothing>
              ) : (
                <DataTable
                  caption={t.list}
                  columns={columns}
                  rows={rows}
                  rowKey={({ endpointId }) => endpointId}
                  tone={({ state }) =>
                    state === "could-not-look" ? "unknown" : state === "silent" ? "soft" : "plain"
                  }
                />
              )
            }
          </View>
          <More list={list} />
        </Card>
      </div>
    </>
  );
}
