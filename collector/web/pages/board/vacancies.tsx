import { Link } from "@tanstack/react-router";
import { roleWords, type Role } from "#shared/model/role.ts";
import { useMay } from "../../client/session.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { boardTexts } from "../../text/board/index.ts";
import styles from "./board.module.css";

/** Chairs of the routes that nobody holds; nothing where there is none. */
export function Vacancies({ roles }: { readonly roles: readonly Role[] }) {
  const t = useTexts(boardTexts);
  const word = useWord();
  const may = useMay();
  if (roles.length === 0) return null;
  return (
    <p className={styles["vacant"]}>
      <Tag tone="attention">{t.vacant(roles.map((role) => word(roleWords[role])).join("・"))}</Tag>
      <span>{t.vacantNote}</span>
      {may("listPeople") ? <Link to="/people">{t.toPeople}</Link> : null}
    </p>
  );
}
