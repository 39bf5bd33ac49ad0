import type { ReactElement } from "react";
import { severityWords, type Severity } from "#shared/model/severity.ts";
import { useWord } from "../../language/language-context.tsx";
import styles from "./severity-mark.module.css";

const shapes: Readonly<Record<Severity, ReactElement>> = {
  grave: <circle cx="8" cy="8" r="6.5" fill="currentColor" />,
  "suspected-grave": (
    <>
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2" />
      <circle cx="8" cy="8" r="3" fill="currentColor" />
    </>
  ),
  warning: <path d="M8 1.6 15 14.2H1z" fill="currentColor" />,
  caution: <rect x="2.2" y="2.2" width="11.6" height="11.6" fill="currentColor" />,
  info: <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" strokeWidth="2" />,
};

/** How heavy a case is: a shape, a word and a colour, each enough alone. */
export function SeverityMark({ severity }: { readonly severity: Severity }) {
  const word = useWord();
  return (
    <span className={styles["mark"]} data-severity={severity}>
      <svg viewBox="0 0 16 16" aria-hidden="true" className={styles["shape"]}>
        {shapes[severity]}
      </svg>
      <span className={styles["word"]}>{word(severityWords[severity])}</span>
    </span>
  );
}
