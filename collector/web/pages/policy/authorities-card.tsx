import { authorityName, type AuthorityName, type Policy } from "#shared/model/policy.ts";
import { roleWords, type Role } from "#shared/model/role.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { useAuthorised } from "../../parts/authority/authority.tsx";
import { Card } from "../../parts/card/card.tsx";
import { DataTable, type Column } from "../../parts/data-table/data-table.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { policyTexts } from "../../text/policy/index.ts";
import styles from "./policy.module.css";

/** だれが許可するか, with the clause that says so. */
export function AuthoritiesCard({ policy }: { readonly policy: Policy }) {
  const t = useTexts(policyTexts);
  const word = useWord();
  const authorised = useAuthorised();
  const chairs = (roles: readonly Role[]): string =>
    roles.map((role) => word(roleWords[role])).join("・") || "—";
  const columns: readonly Column<AuthorityName>[] = [
    {
      key: "what",
      head: t.authority,
      kind: "lead",
      render: (row) => (
        <span>
          {t.authorityNames[row]} {authorised(row) ? <Tag tone="quiet">{t.mine}</Tag> : null}
        </span>
      ),
    },
    { key: "roles", head: t.roles, render: (row) => chairs(policy.authorities[row].roles) },
    {
      key: "after",
      head: t.confirmedBy,
      render: (row) => chairs(policy.authorities[row]["confirmed-by"]),
    },
    { key: "clause", head: t.clause, render: (row) => policy.authorities[row].clause },
  ];
  return (
    <Card title={t.authorities} flush>
      <p className={styles["flushLead"]}>{t.authoritiesLead}</p>
      <DataTable
        caption={t.authorities}
        columns={columns}
        rows={authorityName.options}
        rowKey={(name) => name}
      />
    </Card>
  );
}
