import type { ReactNode } from "react";
import styles from "./fold.module.css";

/** What only some readers want: closed until somebody opens it, and never on paper. */
export function Fold({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <details className={`screen-only ${styles["fold"]}`}>
      <summary>{title}</summary>
      <div className={styles["body"]}>{children}</div>
    </details>
  );
}
