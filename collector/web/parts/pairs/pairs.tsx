import type { ReactNode } from "react";
import styles from "./pairs.module.css";

export interface Pair {
  readonly label: string;
  readonly value: ReactNode;
}

/** Labels with their values, under each other. */
export function Pairs({ pairs, wide = false }: { readonly pairs: readonly Pair[]; readonly wide?: boolean }) {
  return (
    <dl className={styles["pairs"]} data-wide={wide}>
      {pairs.map(({ label, value }) => (
        <div key={label} className={styles["pair"]}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
