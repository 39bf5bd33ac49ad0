import { Button } from "@mantine/core";
import { useState } from "react";
import { siteCoverage, type Site } from "#shared/model/endpoint.ts";
import { useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useTexts } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { DataTable, type Column } from "../../parts/data-table/data-table.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { View } from "../../parts/view/view.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { settingsTexts } from "../../text/settings/index.ts";
import { ManyFirms } from "./many-firms.tsx";
import { SiteForm } from "./site-form.tsx";
import styles from "./settings.module.css";

const firmsOf = (sites: readonly Site[], coverage: Site["coverage"]): number =>
  sites.filter((site) => site.kind === "member" && site.coverage === coverage).length;

/** The office's sites and the member firms, and how far each is watched. */
export function SitesCard() {
  const t = useTexts(settingsTexts);
  const common = useTexts(commonTexts);
  const may = useMay();
  const sites = useAsk("listSites", { query: {} });
  const [opened, setOpened] = useState<Site | "new" | "many" | null>(null);
  const close = (): void => setOpened(null);
  const columns: readonly Column<Site>[] = [
    { key: "name", head: t.siteName, kind: "lead", render: (row) => row.name },
    { key: "kind", head: t.siteKind, kind: "mark", render: (row) => t.siteKinds[row.kind] },
    {
      key: "coverage",
      head: t.coverage,
      kind: "mark",
      render: (row) =>
        row.kind === "office" ? (
          "—"
        ) : (
          <Tag tone={row.coverage === "open" ? "attention" : row.coverage === "watched" ? "plain" : "quiet"}>
            {t.coverages[row.coverage]}
          </Tag>
        ),
    },
    { key: "note", head: t.note, render: (row) => row.note ?? "—" },
    {
      key: "act",
      head: common.act,
      kind: "act",
      render: (row) =>
        may("updateSite") ? (
          <Button variant="default" aria-label={`${t.change} ${row.name}`} onClick={() => setOpened(row)}>
            {t.change}
          </Button>
        ) : null,
    },
  ];
  return (
    <Card
      title={t.sites}
      aside={
        <>
          <AsOf at={sites.data?.asOf} />
          {may("createSite") ? <Button onClick={() => setOpened("new")}>{t.addSite}</Button> : null}
          {may("createSites") ? (
            <Button variant="default" onClick={() => setOpened("many")}>
              {t.many}
            </Button>
          ) : null}
        </>
      }
      flush
    >
      <View of={sites}>
        {({ items }) => (
          <>
            <p className={styles["flushLead"]}>
              {siteCoverage.options
                .map((coverage) => t.firmCount(t.coverages[coverage], firmsOf(items, coverage)))
                .join("・")}
            </p>
            <div className={styles["tall"]}>
              <DataTable caption={t.sites} columns={columns} rows={items} rowKey={({ id }) => id} />
            </div>
          </>
        )}
      </View>
      {opened === "many" ? <ManyFirms onClose={close} /> : null}
      {opened === null || opened === "many" ? null : (
        <SiteForm
          key={opened === "new" ? "" : opened.id}
          site={opened === "new" ? null : opened}
          onClose={close}
        />
      )}
    </Card>
  );
}
