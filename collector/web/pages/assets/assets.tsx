import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import {
  assetKind,
  assetKindWords,
  assetState,
  assetStateWords,
  type Asset,
  type AssetKind,
  type AssetState,
} from "#shared/model/asset.ts";
import { useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { Card } from "../../parts/card/card.tsx";
import { DataTable, type Column } from "../../parts/data-table/data-table.tsx";
import { Filters } from "../../parts/filters/filters.tsx";
import { useFresh } from "../../parts/fresh/use-fresh.ts";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { SearchField } from "../../parts/search-field/search-field.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { Nothing, View } from "../../parts/view/view.tsx";
import { assetsTexts } from "../../text/assets/index.ts";
import { commonTexts } from "../../text/common/index.ts";
import { formatDate } from "../../times/format.ts";
import { AssetForm } from "./asset-form.tsx";
import styles from "./assets.module.css";

/** Full-width and half-width letters find the same device. */
const folded = (text: string): string => text.normalize("NFKC").toLowerCase();
const fits = (asset: Asset, search: string): boolean =>
  [asset.name, asset.managementNumber, asset.user, asset.place, asset.mac].some(
    (text) => text !== null && folded(text).includes(folded(search)),
  );

/** Devices of the ledger that can carry no agent; lost ones first. */
export function AssetsPage() {
  const t = useTexts(assetsTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  const { language } = useLanguage();
  const may = useMay();
  const assets = useAsk("listAssets", { query: {} });
  const listed = useAsk("listSites", { query: {} }, may("listSites"));
  const sites = listed.data?.items ?? [];
  const [search, setSearch] = useState<string | undefined>();
  const [kind, setKind] = useState<AssetKind | null>(null);
  const [state, setState] = useState<AssetState | null>(null);
  const [opened, setOpened] = useState<Asset | "new" | null>(null);
  const fresh = useFresh(assets.data?.items.map(({ id }) => id));
  const lost = (assets.data?.items ?? []).filter((asset) => asset.state === "lost");
  const columns: readonly Column<Asset>[] = [
    { key: "name", head: t.name, kind: "lead", render: (row) => row.name },
    { key: "kind", head: t.kind, kind: "mark", render: (row) => word(assetKindWords[row.kind]) },
    {
      key: "number",
      head: t.managementNumber,
      kind: "mark",
      render: (row) => row.managementNumber ?? common.notSet,
    },
    {
      key: "site",
      head: t.site,
      render: (row) => sites.find(({ id }) => id === row.siteId)?.name ?? common.unknown,
    },
    { key: "place", head: t.place, render: (row) => row.place ?? "—" },
    { key: "user", head: t.user, render: (row) => row.user ?? "—" },
    {
      key: "state",
      head: t.state,
      kind: "mark",
      render: (row) => (
        <Tag tone={row.state === "lost" ? "attention" : row.state === "in-use" ? "plain" : "quiet"}>
          {word(assetStateWords[row.state])}
        </Tag>
      ),
    },
    {
      key: "updated",
      head: t.updated,
      kind: "mark",
      render: (row) => formatDate(row.updatedAt, language),
    },
    {
      key: "act",
      head: common.act,
      kind: "act",
      render: (row) =>
        may("updateAsset") ? (
          <Button variant="default" aria-label={`${t.change} ${row.name}`} onClick={() => setOpened(row)}>
            {t.change}
          </Button>
        ) : null,
    },
  ];
  return (
    <>
      <PageHead title={t.title} asOf={assets.data?.asOf}>
        {may("createAsset") ? <Button onClick={() => setOpened("new")}>{t.add}</Button> : null}
      </PageHead>
      <div className={styles["page"]}>
        <p className={styles["lead"]}>{t.lead}</p>
        {lost.length === 0 ? null : (
          <p>
            <Tag tone="attention">{t.lostLead(lost.map(({ name }) => name).join(t.comma))}</Tag>
          </p>
        )}
        <div>
          <Filters>
            <SearchField label={t.search} value={search} onSearch={setSearch} />
            <NativeSelect
              label={t.kind}
              value={kind ?? ""}
              onChange={({ currentTarget: { value } }) =>
                setKind(assetKind.options.find((one) => one === value) ?? null)
              }
              data={[
                { value: "", label: t.all },
                ...assetKind.options.map((value) => ({ value, label: word(assetKindWords[value]) })),
              ]}
            />
            <NativeSelect
              label={t.state}
              value={state ?? ""}
              onChange={({ currentTarget: { value } }) =>
                setState(assetState.options.find((one) => one === value) ?? null)
              }
              data={[
                { value: "", label: t.all },
                ...assetState.options.map((value) => ({ value, label: word(assetStateWords[value]) })),
              ]}
            />
          </Filters>
          <Card title={t.title} flush quiet>
            <View of={assets}>
              {({ items }) => {
                const rows = items
                  .filter((row) => search === undefined || fits(row, search))
                  .filter((row) => kind === null || row.kind === kind)
                  .filter((row) => state === null || row.state === state)
                  .sort((a, b) => Number(b.state === "lost") - Number(a.state === "lost"));
                return rows.length === 0 ? (
                  <Nothing>{t.none}</Nothing>
                ) : (
                  <DataTable
                    caption={t.title}
                    columns={columns}
                    rows={rows}
                    rowKey={({ id }) => id}
                    fresh={fresh}
                    freshWord={common.fresh}
                    tone={(row) => (row.state === "retired" || row.state === "excluded" ? "soft" : "plain")}
                  />
                );
              }}
            </View>
          </Card>
        </div>
      </div>
      {opened === null ? null : (
        <AssetForm
          key={opened === "new" ? "" : opened.id}
          asset={opened === "new" ? null : opened}
          sites={sites}
          onClose={() => setOpened(null)}
        />
      )}
    </>
  );
}
