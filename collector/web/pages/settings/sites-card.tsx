import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Site } from "#shared/model/endpoint.ts";
import { useAct, useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useTexts } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { DataTable, type Column } from "../../parts/data-table/data-table.tsx";
import { View } from "../../parts/view/view.tsx";
import { settingsTexts } from "../../text/settings/index.ts";
import styles from "./settings.module.css";

/** Where computers stand. */
export function SitesCard() {
  const t = useTexts(settingsTexts);
  const may = useMay();
  const sites = useAsk("listSites", { query: {} });
  const [name, setName] = useState("");
  const [kind, setKind] = useState<Site["kind"]>("member");
  const create = useAct("createSite", () => setName(""));
  const columns: readonly Column<Site>[] = [
    { key: "name", head: t.siteName, kind: "lead", render: (row) => row.name },
    { key: "kind", head: t.siteKind, kind: "mark", render: (row) => t.siteKinds[row.kind] },
  ];
  return (
    <Card title={t.sites} aside={<AsOf at={sites.data?.asOf} />} flush>
      <View of={sites}>
        {({ items }) => (
          <DataTable caption={t.sites} columns={columns} rows={items} rowKey={({ id }) => id} />
        )}
      </View>
      {may("createSite") ? (
        <form
          className={styles["footForm"]}
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate({ body: { name, kind } });
          }}
        >
          <TextInput
            label={t.siteName}
            required
            withAsterisk={false}
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <NativeSelect
            label={t.siteKind}
            value={kind}
            onChange={(event) => setKind(event.currentTarget.value === "office" ? "office" : "member")}
            data={[
              { value: "member", label: t.siteKinds.member },
              { value: "office", label: t.siteKinds.office },
            ]}
          />
          <Button type="submit" variant="default" loading={create.isPending}>
            {t.addSite}
          </Button>
        </form>
      ) : null}
    </Card>
  );
}
