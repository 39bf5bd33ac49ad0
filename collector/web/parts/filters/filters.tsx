import type { ReactNode } from "react";
import styles from "./filters.module.css";

/** What a list is narrowed by; kept in the address. */
export function Filters({ children }: { readonly children: ReactNode }) {
  return <search className={styles["filters"]}>{children}</search>;
}
