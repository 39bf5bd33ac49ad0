import { Button, Menu } from "@mantine/core";
import { useState } from "react";
import type { PersonRow } from "#shared/api/watch-schemas.ts";
import type { Site } from "#shared/model/endpoint.ts";
import { roleWords } from "#shared/model/role.ts";
import { useMay, useSession } from "../../client/session.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { DataTable, type Column } from "../../parts/data-table/data-table.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { Nothing } from "../../parts/view/view.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { peopleTexts } from "../../text/people/index.ts";
import { Disable } from "./disable.tsx";
import { Invite } from "./invite.tsx";
import { PersonForm } from "./person-form.tsx";
import { SignOut } from "./sign-out.tsx";
import styles from "./people.module.css";

type Asking = "change" | "invite" | "sign-out" | "disable";

function RowActs({ person, onAsk }: { readonly person: PersonRow; readonly onAsk: (what: Asking) => void }) {
  const t = useTexts(peopleTexts);
  const may = useMay();
  const me = useSession().data?.person?.id;
  if (person.disabled) return null;
  const more = [
    ...(may("invitePerson") ? [["invite", t.invite] as const] : []),
    ...(may("deleteSessionsOf") && person.hasAccount ? [["sign-out", t.signOut] as const] : []),
    ...(may("disablePerson") && person.id !== me ? [["disable", t.disable] as const] : []),
  ];
  return (
    <span className={styles["rowActs"]}>
      {may("updatePerson") ? (
        <Button variant="default" aria-label={`${t.change} ${person.name}`} onClick={() => onAsk("change")}>
          {t.change}
        </Button>
      ) : null}
      {more.length === 0 ? null : (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <Button variant="default" px="xs" aria-label={t.more(person.name)}>
              ⋯
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {more.map(([what, label]) => (
              <Menu.Item key={what} onClick={() => onAsk(what)}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </span>
  );
}

interface PeopleCardProps {
  readonly people: readonly PersonRow[];
  readonly sites: readonly Site[];
  readonly asOf: string;
}

/** Everybody who is entered, those made 無効 at the end. */
export function PeopleCard({ people, sites, asOf }: PeopleCardProps) {
  const t = useTexts(peopleTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  const may = useMay();
  const [asking, setAsking] = useState<{ readonly what: Asking; readonly person: PersonRow } | null>(null);
  const [adding, setAdding] = useState(false);
  const close = (): void => setAsking(null);
  const rows = [...people].sort((a, b) => Number(a.disabled) - Number(b.disabled));
  const columns: readonly Column<PersonRow>[] = [
    {
      key: "name",
      head: t.name,
      kind: "lead",
      render: (row) => (
        <span className={styles["stack"]}>
          {row.name} {row.disabled ? <Tag tone="quiet">{t.disabled}</Tag> : null}
        </span>
      ),
    },
    {
      key: "roles",
      head: t.roles,
      render: (row) => (
        <span className={styles["stack"]}>
          <span>{row.roles.map((role) => word(roleWords[role])).join(t.comma) || t.noRoles}</span>
          {row.deputyFor.length === 0 ? null : (
            <Tag>{t.deputyFor(row.deputyFor.map((role) => word(roleWords[role])).join(t.comma))}</Tag>
          )}
        </span>
      ),
    },
    { key: "site", head: t.site, render: (row) => row.siteName ?? t.noSite },
    {
      key: "contact",
      head: t.contact,
      render: (row) => (
        <span className={styles["stack"]}>
          <span>{row.email}</span>
          {row.phone === null ? null : <a href={`tel:${row.phone}`}>{row.phone}</a>}
        </span>
      ),
    },
    {
      key: "account",
      head: t.account,
      kind: "mark",
      render: (row) =>
        row.disabled ? (
          "—"
        ) : row.hasAccount ? (
          row.secondFactor ? (
            t.accountOn
          ) : (
            <Tag tone="attention">{t.accountNoFactor}</Tag>
          )
        ) : (
          <Tag tone="quiet">{t.accountNone}</Tag>
        ),
    },
    {
      key: "act",
      head: common.act,
      kind: "act",
      render: (row) => <RowActs person={row} onAsk={(what) => setAsking({ what, person: row })} />,
    },
  ];
  return (
    <Card
      title={t.list}
      aside={
        <>
          <AsOf at={asOf} />
          {may("createPerson") ? <Button onClick={() => setAdding(true)}>{t.add}</Button> : null}
        </>
      }
      flush
    >
      {rows.length === 0 ? (
        <Nothing>{t.none}</Nothing>
      ) : (
        <DataTable
          caption={t.list}
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          tone={(row) => (row.disabled ? "soft" : "plain")}
        />
      )}
      {adding ? <PersonForm person={null} sites={sites} onClose={() => setAdding(false)} /> : null}
      {asking?.what === "change" ? <PersonForm person={asking.person} sites={sites} onClose={close} /> : null}
      {asking?.what === "invite" ? <Invite person={asking.person} onClose={close} /> : null}
      {asking?.what === "sign-out" ? <SignOut person={asking.person} onClose={close} /> : null}
      {asking?.what === "disable" ? <Disable person={asking.person} onClose={close} /> : null}
    </Card>
  );
}
