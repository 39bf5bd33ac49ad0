import type { ReactNode } from "react";
import { useTexts } from "../../language/language-context.tsx";
import { registersTexts } from "../../text/registers/index.ts";
import { Tag } from "../tag/tag.tsx";
import type { Holder } from "./holders.ts";
import styles from "./chair.module.css";

/** One chair with those who sit in it now, or 空席. */
export function Chair({
  role,
  holders,
  note,
  children,
}: {
  readonly role: string;
  readonly holders: readonly Holder[];
  readonly note?: string | undefined;
  /** Stands in place of the names, where the chair is not one but one in each firm. */
  readonly children?: ReactNode;
}) {
  const t = useTexts(registersTexts);
  const vacant = holders.length === 0 && children === undefined;
  return (
    <div className={styles["chair"]} data-vacant={vacant}>
      <p className={styles["role"]}>{role}</p>
      {children ??
        (vacant ? (
          <p>
            <Tag tone="attention">{t.vacant}</Tag>
          </p>
        ) : (
          holders.map(({ id, name, deputy }) => (
            <p key={id} className={styles["name"]}>
              {name}
              {deputy ? t.deputy : ""}
            </p>
          ))
        ))}
      {note === undefined ? null : <p className={styles["note"]}>{note}</p>}
    </div>
  );
}
