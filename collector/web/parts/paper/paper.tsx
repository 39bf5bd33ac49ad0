import { useSession } from "../../client/session.ts";
import { roleWords, type Role } from "#shared/model/role.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { paperTexts } from "../../text/paper/index.ts";
import { formatPaperDay } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import styles from "./paper.module.css";

/** Who puts a seal on the paper, from the highest chair to the lowest. */
const sealed: readonly Role[] = ["chief", "supervisor", "deputy-supervisor", "manager"];

/** The head that a page has on paper only: what it is, of whom, of which day, and the boxes for seals. */
export function PaperHead({
  title,
  number,
  addressee,
}: {
  readonly title: string;
  readonly number: string;
  /** 宛名, or nothing. */
  readonly addressee?: string;
}) {
  const t = useTexts(paperTexts);
  const word = useWord();
  const { language } = useLanguage();
  const now = useNow();
  const { data } = useSession();
  return (
    <div className={`paper-only ${styles["head"]}`} data-paper="head">
      <div className={styles["line"]}>
        <div>
          {addressee === undefined ? null : <p>{addressee}</p>}
          <p className={styles["title"]}>{title}</p>
          <p>{t.number(number)}</p>
          <p>{data?.organisation}</p>
          <p>{t.printed(formatPaperDay(now, language), data?.person?.name ?? "")}</p>
        </div>
        <ul className={styles["seals"]} aria-label={t.seals}>
          {sealed.map((role) => (
            <li key={role}>{word(roleWords[role])}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}

/** An empty ruled box for what is written by hand. */
export function PaperRemarks() {
  const t = useTexts(paperTexts);
  return (
    <div className={`paper-only ${styles["remarks"]}`}>
      <p>{t.remarks}</p>
    </div>
  );
}
