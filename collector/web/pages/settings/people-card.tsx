import { Button } from "@mantine/core";
import { roleWords, type Person } from "#shared/model/role.ts";
import { useAct, useAsk } from "../../client/queries.ts";
import { useMay, useSession } from "../../client/session.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { DataTable, type Column } from "../../parts/data-table/data-table.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { View } from "../../parts/view/view.tsx";
import { settingsTexts } from "../../text/settings/index.ts";
import { OwnRowForm } from "./own-row-form.tsx";
import styles from "./settings.module.css";

/** People known to Hinomi. */
export function PeopleCard() {
  const t = useTexts(settingsTexts);
  const word = useWord();
  const people = useAsk("listPeople", { query: {} });
  const may = useMay();
  const me = useSession().data?.person ?? null;
  const columns: readonly Column<Person>[] = [
    {
      key: "name",
      head: t.name,
      kind: "lead",
      render: (row) => (
        <span>
          {row.name} {row.disabled ? <Tag tone="quiet">{t.disabled}</Tag> : null}
        </span>
      ),
    },
    {
      key: "roles",
      head: t.roles,
      render: (row) => row.roles.map((role) => word(roleWords[role])).join("、") || t.none,
    },
    { key: "email", head: t.email, render: (row) => row.email },
    { key: "phone", head: t.phone, kind: "mark", render: (row) => row.phone ?? t.none },
    { key: "factor", head: t.secondFactor, kind: "mark", render: (row) => (row.secondFactor ? t.on : t.off) },
  ];
  return (
    <Card title={t.people} aside={<AsOf at={people.data?.asOf} />} flush>
      <View of={people}>
        {({ items }) => (
          <DataTable caption={t.people} columns={columns} rows={items} rowKey={({ id }) => id} />
        )}
      </View>
      {me !== null && may("updateMe") ? <OwnRowForm key={me.id} person={me} /> : null}
    </Card>
  );
}

/** Proves that notices arrive. */
export function MailCard() {
  const t = useTexts(settingsTexts);
  const send = useAct("sendTestMail");
  return (
    <Card title={t.mail}>
      <p className={styles["lead"]}>{t.mailLead}</p>
      <Button variant="default" loading={send.isPending} onClick={() => send.mutate({ body: {} })}>
        {t.sendMail}
      </Button>
      <p aria-live="polite" className={styles["soft"]}>
        {send.data === undefined ? "" : send.data.ok ? t.mailOk : t.mailFailed(send.data.detail)}
      </p>
    </Card>
  );
}
