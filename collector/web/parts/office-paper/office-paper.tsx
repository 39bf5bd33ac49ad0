import type { ReactNode } from "react";
import { roleWords, type Role } from "#shared/model/role.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { paperTexts } from "../../text/paper/index.ts";
import styles from "./office-paper.module.css";

/** Who seals what the watch reports, from the one who made it up to the one who answers for it. */
const sealed: readonly Role[] = ["manager", "deputy-supervisor", "supervisor"];

interface OfficePaperHeadProps {
  readonly title: string;
  /** The day of the paper, as papers write it. */
  readonly day: string;
  /** 宛名, or nothing for a paper that goes to nobody. */
  readonly addressee?: string;
  readonly organisation: string;
  /** Lines under the title: the period, the reporter. */
  readonly children?: ReactNode;
}

/** The head of a paper as offices in Japan write it: day and seals at the right, addressee at the left, the title below. */
export function OfficePaperHead({ title, day, addressee, organisation, children }: OfficePaperHeadProps) {
  const t = useTexts(paperTexts);
  const word = useWord();
  return (
    <header className={styles["head"]}>
      <div className={styles["line"]}>
        <div className={styles["left"]}>
          {addressee === undefined ? null : <p className={styles["addressee"]}>{addressee}</p>}
        </div>
        <div className={styles["right"]}>
          <p>{day}</p>
          <p>{organisation}</p>
          <ul className={styles["seals"]} aria-label={t.seals}>
            {sealed.map((role) => (
              <li key={role}>
                <span>{word(roleWords[role])}</span>
              </li>
            ))}
          </ul>
        </div>
      </div>
      <p className={styles["title"]}>{title}</p>
      {children}
    </header>
  );
}

/** An A4 sheet on the screen, and nothing but its content on paper. */
export function Sheet({ children }: { readonly children: ReactNode }) {
  return <article className={styles["sheet"]}>{children}</article>;
}
