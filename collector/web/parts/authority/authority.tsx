import type { AuthorityName } from "#shared/model/policy.ts";
import { roleWords } from "#shared/model/role.ts";
import { useAsk } from "../../client/queries.ts";
import { useMay, useSession } from "../../client/session.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { policyTexts } from "../../text/policy/index.ts";
import { registersTexts } from "../../text/registers/index.ts";
import styles from "./authority.module.css";

/** Tells what the policy lets the signed-in person decide, so that nothing is offered that would be refused. */
export function useAuthorised(): (name: AuthorityName) => boolean {
  const authorities = useSession().data?.authorities ?? [];
  return (name) => authorities.includes(name);
}

/** Who may decide something, by which clause, and who confirms it afterwards. */
export function WhoDecides({ name }: { readonly name: AuthorityName }) {
  const t = useTexts(registersTexts);
  const names = useTexts(policyTexts).authorityNames;
  const word = useWord();
  const may = useMay();
  const { data } = useAsk("getPolicy", { query: {} }, may("getPolicy"));
  const authority = data?.policy.authorities[name];
  if (authority === undefined)
    return may("getPolicy") ? null : <p className={styles["who"]}>{t.askManager}</p>;
  const list = (roles: typeof authority.roles): string =>
    roles.map((role) => word(roleWords[role])).join(t.and);
  const after = authority["confirmed-by"];
  return (
    <p className={styles["who"]}>
      {t.mayDecide(names[name])}
      {list(authority.roles)}
      {t.clause(authority.clause)}
      {t.stop}
      {after.length === 0 ? "" : t.confirmed(list(after))}
    </p>
  );
}
