import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import type { RouteOutput } from "#shared/api/routes.ts";
import { tokenScope } from "#shared/api/schemas.ts";
import { useAct, useAsk } from "../../client/queries.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { CopyLine } from "../../parts/copy-line/copy-line.tsx";
import { DataTable, type Column } from "../../parts/data-table/data-table.tsx";
import { Nothing, View } from "../../parts/view/view.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { settingsTexts } from "../../text/settings/index.ts";
import { formatDateTime } from "../../times/format.ts";
import styles from "./settings.module.css";

type Token = RouteOutput<"listTokens">["items"][number];

/** Keys for programs. */
export function TokensCard() {
  const t = useTexts(settingsTexts);
  const common = useTexts(commonTexts);
  const { language } = useLanguage();
  const tokens = useAsk("listTokens", { query: {} });
  const [name, setName] = useState("");
  const [scope, setScope] = useState<Token["scope"]>("read");
  const [made, setMade] = useState<string | null>(null);
  const [removing, setRemoving] = useState<Token | null>(null);
  const create = useAct("createToken", ({ token }) => {
    setMade(token);
    setName("");
  });
  const remove = useAct("deleteToken", () => setRemoving(null));
  const columns: readonly Column<Token>[] = [
    { key: "name", head: t.tokenName, kind: "lead", render: (row) => row.name },
    { key: "scope", head: t.scope, kind: "mark", render: (row) => t.scopes[row.scope] },
    {
      key: "created",
      head: t.created,
      kind: "mark",
      render: (row) => formatDateTime(row.createdAt, language),
    },
    {
      key: "used",
      head: t.lastUsed,
      kind: "mark",
      render: (row) => (row.lastUsedAt === null ? t.neverUsed : formatDateTime(row.lastUsedAt, language)),
    },
    {
      key: "act",
      head: common.act,
      kind: "act",
      render: (row) => (
        <Button variant="default" aria-label={`${t.remove} ${row.name}`} onClick={() => setRemoving(row)}>
          {t.remove}
        </Button>
      ),
    },
  ];
  return (
    <Card title={t.tokens} aside={<AsOf at={tokens.data?.asOf} />} flush>
      <p className={styles["flushLead"]}>{t.tokensLead}</p>
      <View of={tokens}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing>{t.noTokens}</Nothing>
          ) : (
            <DataTable caption={t.tokens} columns={columns} rows={items} rowKey={({ id }) => id} />
          )
        }
      </View>
      {made === null ? null : (
        <div className={styles["flushLead"]} aria-live="polite">
          <p>{t.tokenOnce}</p>
          <CopyLine value={made} copy={t.copy} copied={t.copied} />
        </div>
      )}
      <form
        className={styles["footForm"]}
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({ body: { name, scope } });
        }}
      >
        <TextInput
          label={t.tokenName}
          required
          withAsterisk={false}
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label={t.scope}
          value={scope}
          onChange={({ currentTarget: { value } }) => setScope(tokenScope.catch("read").parse(value))}
          data={tokenScope.options.map((value) => ({ value, label: t.scopes[value] }))}
        />
        <Button type="submit" variant="default" loading={create.isPending}>
          {t.addToken}
        </Button>
      </form>
      <Confirm
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={t.tokens}
        act={t.remove}
        busy={remove.isPending}
        onAct={() => {
          if (removing !== null) remove.mutate({ params: { id: removing.id } });
        }}
      >
        <p>{t.removeAsk(removing?.name ?? "")}</p>
      </Confirm>
    </Card>
  );
}
